import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { type Fix, readPosition } from "#device/position";
import type { Issue } from "#domain/issue/issue";
import { OPEN_STATES } from "#domain/issue/issue";
import { contains } from "#domain/kernel/geo";
import { useIssues } from "#storage/issues";
import { useMapArchive } from "#storage/map-archive";
import { type Places, usePlaces } from "#storage/places";
import { Banner } from "#ui/banner";
import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { LoadingState } from "#ui/empty";
import type { Hit, MapArea, MapCheckpoint, MapHazard } from "#ui/map/district-map";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { en } from "./map-phone.en.ts";
import { zh } from "./map-phone.zh.ts";

const DistrictMap = lazy(() => import("#ui/map/district-map"));

const LIMIT = 500;

function areasOf(places: Places): MapArea[] {
  return [...places.compounds.values()].map((c) => ({ id: c.id, name: c.name, polygon: [c.ring], tone: "plain" }));
}

function pointsOf(places: Places): MapCheckpoint[] {
  return [...places.checkpoints.values()].flatMap((p) =>
    p.position && !p.retiredOn
      ? [{ id: p.id, name: p.name, lng: p.position[0], lat: p.position[1], tone: "plain" as const }]
      : [],
  );
}

/** Where a report lies: its own position, its checkpoint's, or a corner of its compound. */
function hazardOf(issue: Issue, places: Places): MapHazard[] {
  const { place } = issue;
  const point = place.checkpointId ? places.checkpoints.get(place.checkpointId)?.position : undefined;
  const corner = place.compoundId ? places.compounds.get(place.compoundId)?.buildings[0]?.center : undefined;
  const lngLat = place.position ? ([place.position.lng, place.position.lat] as const) : (point ?? corner);
  if (!lngLat) return [];
  const state = OPEN_STATES.includes(issue.state) ? "open" : "closed";
  return [{ id: issue.id, lng: lngLat[0], lat: lngLat[1], severity: issue.severity, state }];
}

type Where = { readonly state: "idle" | "finding" | "failed" } | { readonly state: "found"; readonly fix: Fix };

/** The map of the phone: compounds, checkpoints, what I reported, and which compound I stand in. */
export function MapPage({ badge }: { badge: ReactNode }) {
  const t = useText(zh, en);
  const places = usePlaces();
  const issues = useIssues({ limit: LIMIT });
  const archive = useMapArchive();
  const [hit, setHit] = useState<Hit | null>(null);
  const [where, setWhere] = useState<Where>({ state: "idle" });
  const compounds = useMemo(() => (places ? areasOf(places) : []), [places]);
  const checkpoints = useMemo(() => (places ? pointsOf(places) : []), [places]);
  const hazards = useMemo(
    () => (places && issues ? issues.rows.flatMap((r) => hazardOf(r.doc, places)) : []),
    [places, issues],
  );
  const find = async (): Promise<void> => {
    setWhere({ state: "finding" });
    const read = await readPosition();
    setWhere(read.ok ? { state: "found", fix: read.value } : { state: "failed" });
  };
  const { map, zoomIn, zoomOut, fit, locate, schematic } = t;
  const fix = where.state === "found" ? where.fix : undefined;
  const main = (
    <Button full variant="main" busy={where.state === "finding"} onClick={() => void find()}>
      {where.state === "finding" ? t.finding : t.whereAmI}
    </Button>
  );
  return (
    <PhonePage title={t.title} back="/" badge={badge} footer={main}>
      {where.state === "failed" && <Banner tone="warn">{t.noFix}</Banner>}
      {fix && places && <InCompound fix={fix} places={places} />}
      {hit && places && <Tapped hit={hit} places={places} issues={issues?.rows.map((r) => r.doc) ?? []} />}
      <div style={{ height: "60vh", display: "grid" }}>
        <Suspense fallback={<LoadingState title={t.loading} text={t.loadingText} />}>
          <DistrictMap
            base={archive ? "pmtiles" : "schematic"}
            archive={archive}
            compounds={compounds}
            checkpoints={checkpoints}
            hazards={hazards}
            selected={hit}
            me={fix ?? null}
            onTap={setHit}
            labels={{ map, zoomIn, zoomOut, fit, locate, schematic }}
          />
        </Suspense>
      </div>
    </PhonePage>
  );
}

function InCompound({ fix, places }: { fix: Fix; places: Places }) {
  const t = useText(zh, en);
  const compound = [...places.compounds.values()].find((c) => contains([c.ring], fix));
  return (
    <p role="status" className="subtitle">
      {compound ? t.inCompound(compound.name) : t.inNone}{" "}
      <span className="dim small">{t.acc(Math.round(fix.accM))}</span>
    </p>
  );
}

function Tapped({ hit, places, issues }: { hit: Hit; places: Places; issues: readonly Issue[] }) {
  const t = useText(zh, en);
  if (hit.kind === "hazard") {
    const issue = issues.find((i) => i.id === hit.id);
    return issue ? <Card>{t.issueAt(issue.categoryLabel)}</Card> : null;
  }
  if (hit.kind === "checkpoint") {
    const point = places.checkpoints.get(hit.id);
    if (!point) return null;
    return (
      <Card>
        <p>{t.checkpointAt(point.name)}</p>
        <LinkButton to={`/report?checkpoint=${point.id}`}>{t.reportHere}</LinkButton>
      </Card>
    );
  }
  const compound = hit.kind === "compound" ? places.compounds.get(hit.id) : undefined;
  return compound ? <Card>{t.compoundAt(compound.name)}</Card> : null;
}

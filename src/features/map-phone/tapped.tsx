/** What was tapped on the map or chosen in the list: in words, with the one thing to do about it. */
import type { Issue } from "#domain/issue/issue";
import { OPEN_STATES } from "#domain/issue/issue";
import { roundProgress } from "#domain/patrol/round";
import { useCategoryName } from "#storage/checklists";
import { placeLine, usePlaces } from "#storage/places";
import { SeverityBadge } from "#ui/badge";
import { Button, LinkButton } from "#ui/button";
import type { Hit, MapRound } from "#ui/map/district-map";
import { GapWords } from "#ui/map/map-list";
import { useLang, useText } from "#ui/text";
import { When } from "#ui/time";
import { en } from "./map-phone.en.ts";
import { zh } from "./map-phone.zh.ts";
import type { PhoneMap } from "./use-phone-map.ts";

interface TappedProps {
  readonly hit: Hit;
  readonly shown: PhoneMap;
  readonly onClose: () => void;
}

export function Tapped({ hit, shown, onClose }: TappedProps) {
  const t = useText(zh, en);
  return (
    <section className="map-phone-details stack" aria-label={t.details}>
      <Details hit={hit} shown={shown} />
      <Button full onClick={onClose}>
        {t.close}
      </Button>
    </section>
  );
}

function Details({ hit, shown }: Omit<TappedProps, "onClose">) {
  const issue = hit.kind === "hazard" ? shown.issues.find((i) => i.id === hit.id) : undefined;
  if (issue) return <IssueDetails issue={issue} />;
  if (hit.kind === "checkpoint") return <PointDetails id={hit.id} />;
  if (hit.kind === "compound") return <CompoundDetails id={hit.id} issues={shown.issues} />;
  if (hit.kind === "stop" || hit.kind === "gap") return <RoundDetails hit={hit} shown={shown} />;
  return null;
}

function IssueDetails({ issue }: { issue: Issue }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const category = useCategoryName(lang);
  const places = usePlaces();
  return (
    <>
      <h2 className="row">
        <SeverityBadge severity={issue.severity} />
        {category(issue)}
      </h2>
      <p>{placeLine(places, issue.place)}</p>
      <p className="dim">
        {OPEN_STATES.includes(issue.state) ? t.open : t.closed} · <When at={issue.reportedAt} />
      </p>
      {issue.words && <p>{issue.words}</p>}
    </>
  );
}

function PointDetails({ id }: { id: string }) {
  const t = useText(zh, en);
  const places = usePlaces();
  const point = places?.checkpoints.get(id);
  if (!point) return null;
  return (
    <>
      <h2>{point.name}</h2>
      <p className="dim">{places?.compounds.get(point.compoundId)?.name}</p>
      <LinkButton full to={`/report?checkpoint=${point.id}`}>
        {t.reportHere}
      </LinkButton>
    </>
  );
}

function CompoundDetails({ id, issues }: { id: string; issues: readonly Issue[] }) {
  const t = useText(zh, en);
  const compound = usePlaces()?.compounds.get(id);
  if (!compound) return null;
  const open = issues.filter((i) => i.place.compoundId === id && OPEN_STATES.includes(i.state)).length;
  return (
    <>
      <h2>{compound.name}</h2>
      <p>{t.compoundFacts(compound.buildings.length, compound.households)}</p>
      <p className="dim">{t.openHere(open)}</p>
    </>
  );
}

function RoundDetails({ hit, shown }: Omit<TappedProps, "onClose">) {
  const t = useText(zh, en);
  const places = usePlaces();
  const [roundId = hit.id, n = "0"] = hit.id.split("#");
  const round = shown.walked.find((one) => one.id === roundId);
  const drawn: MapRound | undefined = shown.rounds.find((one) => one.id === roundId);
  if (!round) return null;
  const { seen, of } = roundProgress(round);
  const gaps = drawn?.gaps ?? [];
  const gap = hit.kind === "gap" ? gaps[Number(n)] : undefined;
  return (
    <>
      <h2>{places?.routes.get(round.routeId)?.name ?? t.layer.rounds}</h2>
      {gap && <GapWords gap={gap} />}
      <p>
        <When at={round.startedAt} /> · {t.seenOf(seen, of)}
      </p>
      <p className="dim">
        {round.trackMode === "round" || (drawn?.segments.length ?? 0) > 0 ? t.gaps(gaps.length) : t.noTrack}
      </p>
    </>
  );
}

import ListIcon from "lucide-react/icons/list";
import MapIcon from "lucide-react/icons/map";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useSearchParams } from "react-router";
import { type Fix, readPosition } from "#device/position";
import { contains, isNearDistrict } from "#domain/kernel/geo";
import { type Places, usePlaces } from "#storage/places";
import { useStillComing } from "#storage/use-world";
import { useGround } from "#sync/map-layers";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { FilterChips } from "#ui/chips";
import { LoadingState } from "#ui/empty";
import type { Hit } from "#ui/map/district-map";
import { MapList } from "#ui/map/map-list";
import { PhonePage } from "#ui/page";
import { StillComing } from "#ui/still-coming";
import { useText } from "#ui/text";
import "./map-phone.css";
import { en } from "./map-phone.en.ts";
import { zh } from "./map-phone.zh.ts";
import { Tapped } from "./tapped.tsx";
import { type PhoneMap, usePhoneLists, usePhoneMap } from "./use-phone-map.ts";

const DistrictMap = lazy(() => import("#ui/map/district-map"));

const LAYERS = ["hazards", "checkpoints", "rounds"] as const;
type Layer = (typeof LAYERS)[number];

type Where = { readonly state: "idle" | "finding" | "failed" } | { readonly state: "found"; readonly fix: Fix };

/** The map of the phone: compounds, checkpoints, problems and rounds that this person may see, and where I stand. */
export function MapPage({ badge }: { badge: ReactNode }) {
  const t = useText(zh, en);
  const [hit, setHit] = useState<Hit | null>(null);
  const [where, setWhere] = useState<Where>({ state: "idle" });
  const [asList, setAsList] = useState(false);
  const shown = usePhoneMap();
  const fromRound = useSearchParams()[0].get("from") === "round";
  const find = async (): Promise<void> => {
    setWhere({ state: "finding" });
    const read = await readPosition();
    setWhere(read.ok ? { state: "found", fix: read.value } : { state: "failed" });
  };
  const main = (
    <Button full variant="main" busy={where.state === "finding"} onClick={() => void find()}>
      {where.state === "finding" ? t.finding : t.whereAmI}
    </Button>
  );
  return (
    <PhonePage title={t.title} back={fromRound ? "/patrol/round" : "/me"} badge={badge} footer={main}>
      <StillComing coming={useStillComing()} />
      <div className="map-phone-head">
        <WhereIAm where={where} />
        <Button size="small" icon={asList ? <MapIcon /> : <ListIcon />} onClick={() => setAsList(!asList)}>
          {asList ? t.asMap : t.asList}
        </Button>
      </div>
      {asList && <PhoneList shown={shown} onPick={setHit} />}
      {!asList && <MapView shown={shown} hit={hit} where={where} onTap={setHit} />}
      {hit && <Tapped hit={hit} shown={shown} onClose={() => setHit(null)} />}
    </PhonePage>
  );
}

interface MapViewProps {
  readonly shown: PhoneMap;
  readonly hit: Hit | null;
  readonly where: Where;
  readonly onTap: (hit: Hit | null) => void;
}

function MapView({ shown, hit, where, onTap }: MapViewProps) {
  const t = useText(zh, en);
  const [layers, setLayers] = useState<readonly Layer[]>(LAYERS);
  const ground = useGround();
  return (
    <div className="map-phone">
      <Suspense fallback={<LoadingState title={t.loading} text={t.loadingText} />}>
        <DistrictMap
          {...shown}
          ground={ground}
          layers={{
            hazards: layers.includes("hazards"),
            checkpoints: layers.includes("checkpoints"),
            rounds: layers.includes("rounds"),
          }}
          selected={hit}
          me={where.state === "found" ? where.fix : null}
          onTap={onTap}
          label={t.map}
          keyNote={t.whose}
          menuTop={
            <FilterChips
              label={t.layers}
              options={LAYERS.map((value) => ({ value, label: t.layer[value] }))}
              value={layers}
              onChange={setLayers}
            />
          }
        />
      </Suspense>
    </div>
  );
}

function PhoneList({ shown, onPick }: { shown: PhoneMap; onPick: (hit: Hit) => void }) {
  const t = useText(zh, en);
  return (
    <div className="stack">
      <p className="dim small">{t.whose}</p>
      <MapList groups={usePhoneLists(shown)} onPick={onPick} />
    </div>
  );
}

/** The compound around the phone's position, how sure that is, or why it can't be said. */
function WhereIAm({ where }: { where: Where }) {
  const t = useText(zh, en);
  const places = usePlaces();
  if (where.state === "failed") return <Banner tone="warn">{t.noFix}</Banner>;
  if (where.state !== "found" || !places) return <p className="dim">{t.tapHint}</p>;
  const { fix } = where;
  return (
    <p role="status" className="map-phone-where">
      {placeInWords(fix, places, t)} <span className="dim small">{t.acc(Math.round(fix.accM))}</span>
    </p>
  );
}

function placeInWords(fix: Fix, places: Places, t: ReturnType<typeof useText<typeof zh>>): string {
  if (!isNearDistrict(fix)) return t.outOfDistrict;
  const compound = [...places.compounds.values()].find((c) => contains([c.ring], fix));
  return compound ? t.inCompound(compound.name) : t.inNone;
}

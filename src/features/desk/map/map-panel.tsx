import { OPEN_STATES } from "#domain/issue/issue";
import { localDateOf } from "#domain/kernel/clock";
import { useIssues } from "#storage/issues";
import { usePlaces } from "#storage/places";
import { SeverityBadge } from "#ui/badge";
import { Card, ListRow } from "#ui/card";
import { EmptyState } from "#ui/empty";
import type { Hit } from "#ui/map/district-map";
import { GapWords, MapList } from "#ui/map/map-list";
import { When } from "#ui/time";
import { useCoverage } from "../coverage/use-coverage.ts";
import { useDeskText } from "../desk-text.ts";
import { Fact, Facts } from "../facts.tsx";
import { IssuePanel } from "../issues/issue-panel.tsx";
import { useNames } from "../names.ts";
import { RoundPanel } from "../round-panel.tsx";
import { type MapOfDay, useMapLists } from "./use-map-of-day.ts";

interface MapPanelProps {
  readonly hit: Hit | null;
  /** The instant the map shows. */
  readonly at: string;
  readonly shown: MapOfDay;
  readonly onPick: (hit: Hit) => void;
}

/** Details of what was tapped on the map; before that, everything on it as a list. */
export function MapPanel({ hit, at, shown, onPick }: MapPanelProps) {
  if (!hit) return <MapLists shown={shown} onPick={onPick} />;
  switch (hit.kind) {
    case "hazard":
      return <IssuePanel key={hit.id} id={hit.id} />;
    case "stop":
    case "gap":
      return <WalkedPanel hit={hit} shown={shown} />;
    case "checkpoint":
      return <CheckpointPanel id={hit.id} at={at} />;
    case "compound":
      return <CompoundPanel id={hit.id} />;
    case "grid":
      return <GridPanel id={hit.id} />;
  }
}

function MapLists({ shown, onPick }: Pick<MapPanelProps, "shown" | "onPick">) {
  const t = useDeskText();
  const groups = useMapLists(shown);
  return (
    <>
      <p className="dim">{t.map.tapHint}</p>
      <MapList groups={groups} onPick={onPick} />
    </>
  );
}

/** The round of a stop or a gap; of a tapped gap first why nothing is known there. */
function WalkedPanel({ hit, shown }: { hit: Hit; shown: MapOfDay }) {
  const [roundId = hit.id, n = "0"] = hit.id.split("#");
  const gaps = shown.rounds.find((round) => round.id === roundId)?.gaps ?? [];
  const told = hit.kind === "gap" ? gaps.slice(Number(n), Number(n) + 1) : gaps;
  return (
    <>
      {told.map((gap) => (
        <GapWords key={gap.fromMs} gap={gap} />
      ))}
      <RoundPanel id={roundId} />
    </>
  );
}

function CheckpointPanel({ id, at }: { id: string; at: string }) {
  const t = useDeskText();
  const names = useNames();
  const places = usePlaces();
  // The map's instant is the end of a day, which is the next date's midnight.
  const on = localDateOf(new Date(Date.parse(at) - 1).toISOString());
  const coverage = useCoverage(at, on)?.find((row) => row.checkpointId === id);
  const checkpoint = places?.checkpoints.get(id);
  if (!checkpoint) return <EmptyState />;
  return (
    <div className="stack">
      <h3>{checkpoint.name}</h3>
      <Facts>
        <Fact name={t.coverage.compound}>{names.compound(checkpoint.compoundId)}</Fact>
        <Fact name={t.coverage.kind}>{t.kind[checkpoint.kind]}</Fact>
        <Fact name={t.map.lastSeen}>
          <When at={coverage?.lastSeenAt} />
        </Fact>
      </Facts>
    </div>
  );
}

function CompoundPanel({ id }: { id: string }) {
  const t = useDeskText();
  const places = usePlaces();
  const names = useNames();
  const open = useIssues({ states: OPEN_STATES, compoundId: id, limit: 20 });
  const compound = places?.compounds.get(id);
  if (!compound) return <EmptyState />;
  return (
    <div className="stack">
      <h3>{compound.name}</h3>
      <Facts>
        <Fact name={t.map.households}>{compound.households}</Fact>
        <Fact name={t.map.buildings}>{compound.buildings.length}</Fact>
        <Fact name={t.map.property}>{t.management[compound.managementMode]}</Fact>
        <Fact name={t.map.openIssues}>{open?.total ?? t.unknown}</Fact>
      </Facts>
      <Card kind="list">
        {open?.rows.map(({ doc }) => (
          <ListRow key={doc.id} to={`/desk/issues?id=${doc.id}`} icon={<SeverityBadge severity={doc.severity} />}>
            {names.category(doc)}
          </ListRow>
        ))}
      </Card>
    </div>
  );
}

function GridPanel({ id }: { id: string }) {
  const places = usePlaces();
  const names = useNames();
  const grid = places?.grids.get(id);
  if (!grid) return <EmptyState />;
  return (
    <div className="stack">
      <h3>{grid.name}</h3>
      <ul className="stack-tight">
        {grid.compoundIds.map((compoundId) => (
          <li key={compoundId}>{names.compound(compoundId)}</li>
        ))}
      </ul>
    </div>
  );
}

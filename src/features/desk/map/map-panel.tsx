import { OPEN_STATES } from "#domain/issue/issue";
import { localDateOf } from "#domain/kernel/clock";
import { latestStops, roundProgress } from "#domain/patrol/round";
import { useIssues } from "#storage/issues";
import { useRound, useTracks } from "#storage/patrols";
import { usePlaces } from "#storage/places";
import { SeverityBadge } from "#ui/badge";
import { Card, ListRow } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import type { Hit } from "#ui/map/district-map";
import { clockTime, When } from "#ui/time";
import { useCoverage } from "../coverage/coverage-page.tsx";
import { Fact, Facts } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { IssuePanel } from "../issues/issue-panel.tsx";
import { useNames } from "../names.ts";

/** Details of what was tapped on the map. `at`: the instant the map shows. */
export function MapPanel({ hit, at }: { hit: Hit | null; at: string }) {
  const t = useDeskText();
  if (!hit) return <p className="dim">{t.map.tapHint}</p>;
  switch (hit.kind) {
    case "hazard":
      return <IssuePanel key={hit.id} id={hit.id} />;
    case "stop":
      return <RoundPanel id={hit.id.split("#")[0] ?? hit.id} />;
    case "checkpoint":
      return <CheckpointPanel id={hit.id} at={at} />;
    case "compound":
      return <CompoundPanel id={hit.id} />;
    case "grid":
      return <GridPanel id={hit.id} />;
  }
}

function RoundPanel({ id }: { id: string }) {
  const t = useDeskText();
  const names = useNames();
  const round = useRound(id);
  const tracks = useTracks(id);
  if (round === undefined) return <LoadingState />;
  if (round === null) return <EmptyState />;
  const { doc } = round;
  const { seen, of } = roundProgress(doc);
  const gaps = (tracks ?? []).flatMap((track) => track.gaps).length;
  return (
    <div className="stack">
      <h3>{names.group(doc.teamId, doc.groupId)}</h3>
      <Facts>
        <Fact name={t.today.route}>{names.route(doc.routeId)}</Fact>
        <Fact name={t.today.time}>
          <When at={doc.startedAt} />
        </Fact>
        <Fact name={t.today.progress}>{`${seen} / ${of}`}</Fact>
        <Fact name={t.today.who}>{doc.memberIds.map(names.person).join("、")}</Fact>
        <Fact name={t.map.gaps}>{doc.trackMode === "round" ? gaps : t.map.noTrack}</Fact>
      </Facts>
      <ol className="desk-timeline">
        {[...latestStops(doc).values()].map((stop) => (
          <li key={stop.id}>
            {clockTime(stop.at)} {names.checkpoint(stop.checkpointId)}
          </li>
        ))}
      </ol>
    </div>
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
            {doc.categoryLabel}
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

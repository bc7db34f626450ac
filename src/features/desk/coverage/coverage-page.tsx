import { useMemo, useState } from "react";
import type { CheckpointCoverage } from "#domain/patrol/coverage";
import { type Places, usePlaces } from "#storage/places";
import { type BadgeTone, StateBadge } from "#ui/badge";
import { LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { NumberField, SelectField } from "#ui/field";
import { type Column, DataTable } from "#ui/table";
import { When } from "#ui/time";
import { useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { type Names, useNames } from "../names.ts";
import { Online } from "../online.tsx";
import { useRights } from "../rights.ts";
import { COVERAGE_WINDOW_DAYS, useCoverage, useOwnCompounds, useSights } from "./use-coverage.ts";

const ALL = "all";

const TONE: Readonly<Record<CheckpointCoverage["tone"], BadgeTone>> = {
  fresh: "good",
  due: "info",
  overdue: "warn",
  unknown: "plain",
};

/** Which place has nobody looked at for N days. It counts places, never people. */
export default function CoveragePage() {
  const t = useDeskText();
  const { now, today } = useToday();
  const [atLeast, setAtLeast] = useState<number | null>(3);
  const known = useCoverage(now, today);
  const isOwnCompound = !useRights().seesWork;
  const sights = useSights();
  const places = usePlaces();
  const [compoundId, setCompound] = useState<string>(ALL);
  const homeOf = (row: CheckpointCoverage) => places?.checkpoints.get(row.checkpointId)?.compoundId;
  const own = useOwnCompounds();
  const rows = isOwnCompound ? known?.filter((row) => own.includes(homeOf(row) ?? "")) : known;
  const compounds = [...new Set(rows?.map(homeOf))].flatMap((id) => (id ? (places?.compounds.get(id) ?? []) : []));
  const shown = rows?.filter(
    (row) =>
      (row.days === undefined || row.days >= (atLeast ?? 0)) && (compoundId === ALL || homeOf(row) === compoundId),
  );
  return (
    <DeskFrame
      title={t.coverage.title}
      lead={`${t.coverage.text} ${isOwnCompound ? t.coverage.ownCompound : t.coverage.since(COVERAGE_WINDOW_DAYS)}`}
      actions={<LinkButton to="/desk/map">{t.coverage.onMap}</LinkButton>}
    >
      <div className="desk-map-choices">
        <NumberField
          label={t.coverage.atLeast}
          min={0}
          max={COVERAGE_WINDOW_DAYS}
          value={atLeast}
          onChange={setAtLeast}
        />
        <SelectField
          label={t.coverage.compound}
          value={compoundId}
          options={[
            { value: ALL, label: t.coverage.allCompounds },
            ...compounds.map(({ id, name }) => ({ value: id as string, label: name })),
          ]}
          onChange={setCompound}
        />
      </div>
      {isOwnCompound && <Online query={sights}>{() => shown && <CoverageTable rows={shown} />}</Online>}
      {!isOwnCompound && (shown ? <CoverageTable rows={shown} /> : <LoadingState />)}
    </DeskFrame>
  );
}

function CoverageTable({ rows }: { rows: readonly CheckpointCoverage[] }) {
  const t = useDeskText();
  const names = useNames();
  const places = usePlaces();
  const columns = useMemo(() => coverageColumns(t, names, places), [t, names, places]);
  return (
    <DataTable
      label={t.coverage.title}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.checkpointId}
      empty={<EmptyState title={t.coverage.empty} text={t.coverage.emptyText} />}
    />
  );
}

function coverageColumns(t: DeskText, names: Names, places: Places | undefined): Column<CheckpointCoverage>[] {
  const { days, place, compound, kind, last } = t.coverage;
  const of = (row: CheckpointCoverage) => places?.checkpoints.get(row.checkpointId);
  return [
    {
      key: "days",
      head: days,
      width: "9rem",
      sortBy: (row) => row.days ?? null,
      cell: (row) => (
        <span className={row.days === undefined ? "unknown" : undefined}>
          <StateBadge tone={TONE[row.tone]}>
            {row.days === undefined ? t.unknown : t.coverage.daysValue(row.days)}
          </StateBadge>
        </span>
      ),
    },
    { key: "place", head: place, rowHead: true, cell: (row) => of(row)?.name ?? t.unknown },
    { key: "compound", head: compound, cell: (row) => names.compound(of(row)?.compoundId) },
    {
      key: "kind",
      head: kind,
      width: "8rem",
      cell: (row) => {
        const checkpoint = of(row);
        return checkpoint ? t.kind[checkpoint.kind] : t.unknown;
      },
    },
    { key: "last", head: last, width: "9rem", cell: (row) => <When at={row.lastSeenAt} /> },
  ];
}

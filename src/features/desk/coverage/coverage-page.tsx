import { useMemo, useState } from "react";
import { addDays } from "#domain/kernel/clock";
import { type CheckpointCoverage, deriveCoverage } from "#domain/patrol/coverage";
import { useRounds } from "#storage/patrols";
import { usePlaces } from "#storage/places";
import { type BadgeTone, StateBadge } from "#ui/badge";
import { Button, LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { NumberField } from "#ui/field";
import { When } from "#ui/time";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { DeskTable } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";

/** How far back rounds are looked at; older than this is unknown. */
export const COVERAGE_WINDOW_DAYS = 60;
const PAGE = 200;

/** Coverage of the community's places as of an instant, or undefined while loading. */
export function useCoverage(now: string, today: string): CheckpointCoverage[] | undefined {
  const { code } = useCommunity();
  const places = usePlaces();
  const rounds = useRounds(addDays(today, -COVERAGE_WINDOW_DAYS), today);
  return useMemo(() => {
    if (!places || !rounds) return undefined;
    const own = [...places.checkpoints.values()].filter((c) => c.communityCode === code);
    return deriveCoverage(
      own,
      rounds.map((r) => r.doc),
      now,
    );
  }, [places, rounds, code, now]);
}

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
  const rows = useCoverage(now, today);
  const shown = rows?.filter((row) => row.days === undefined || row.days >= (atLeast ?? 0));
  return (
    <DeskFrame
      title={t.coverage.title}
      lead={`${t.coverage.text} ${t.coverage.since(COVERAGE_WINDOW_DAYS)}`}
      actions={<LinkButton to="/desk/map">{t.coverage.onMap}</LinkButton>}
    >
      <div className="desk-filters" style={{ maxWidth: "16rem" }}>
        <NumberField
          label={t.coverage.atLeast}
          min={0}
          max={COVERAGE_WINDOW_DAYS}
          value={atLeast}
          onChange={setAtLeast}
        />
      </div>
      {shown ? <CoverageTable rows={shown} /> : <LoadingState />}
    </DeskFrame>
  );
}

function CoverageTable({ rows }: { rows: readonly CheckpointCoverage[] }) {
  const t = useDeskText();
  const names = useNames();
  const places = usePlaces();
  const [limit, setLimit] = useState(PAGE);
  if (rows.length === 0) return <EmptyState title={t.coverage.empty} text="" />;
  const { days, place, compound, kind, last } = t.coverage;
  return (
    <div className="stack">
      <DeskTable label={t.coverage.title} heads={[days, place, compound, kind, last]}>
        {rows.slice(0, limit).map((row) => {
          const checkpoint = places?.checkpoints.get(row.checkpointId);
          return (
            <tr key={row.checkpointId}>
              <td className={row.days === undefined ? "unknown" : undefined}>
                <StateBadge tone={TONE[row.tone]}>
                  {row.days === undefined ? t.unknown : t.coverage.daysValue(row.days)}
                </StateBadge>
              </td>
              <th scope="row">{checkpoint?.name ?? t.unknown}</th>
              <td>{names.compound(checkpoint?.compoundId)}</td>
              <td>{checkpoint ? t.kind[checkpoint.kind] : t.unknown}</td>
              <td>
                <When at={row.lastSeenAt} />
              </td>
            </tr>
          );
        })}
      </DeskTable>
      {rows.length > limit && (
        <div>
          <Button onClick={() => setLimit(limit + PAGE)}>{t.more}</Button>
        </div>
      )}
    </div>
  );
}

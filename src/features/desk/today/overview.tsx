import { useQuery } from "@tanstack/react-query";
import { isFault } from "#domain/kernel/fault";
import { usePlaces } from "#storage/places";
import { useWorld } from "#storage/use-world";
import { fetchOverview } from "#sync/online";
import { EmptyState, FailedState, LoadingState } from "#ui/empty";
import { When } from "#ui/time";
import { DeskTable } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { faultText } from "../use-act.ts";

const sumOf = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** Places nobody looked at in seven days; undefined where the server did not say. */
function unseenOf({ all, seen7d }: Readonly<Record<string, number>>): number | undefined {
  return all === undefined || seen7d === undefined ? undefined : all - seen7d;
}

/** Figures of the communities, for district and street: they hold no texts. */
export function Overview() {
  const t = useDeskText();
  const world = useWorld();
  const places = usePlaces();
  const query = useQuery({ queryKey: ["overview"], queryFn: () => fetchOverview(world), refetchInterval: 60_000 });
  if (query.isPending) return <LoadingState />;
  if (query.isError) {
    const fault = isFault(query.error) ? query.error : undefined;
    return <FailedState text={fault && faultText(t, fault)} code={fault?.code} onRetry={() => void query.refetch()} />;
  }
  const { communities, at } = query.data;
  if (communities.length === 0) return <EmptyState title={t.overview.empty} />;
  const o = t.overview;
  return (
    <div className="stack">
      <p className="dim small">
        {o.text} <When at={at} />
      </p>
      <DeskTable label={o.title} heads={[o.community, o.openIssues, o.redIssues, o.rounds, o.unseen]}>
        {communities.map((row) => (
          <tr key={row.communityCode}>
            <th scope="row">{places?.orgUnits.get(row.communityCode)?.name ?? row.communityCode}</th>
            <td>{sumOf(row.openBySeverity)}</td>
            <td>{row.openBySeverity["red"] ?? 0}</td>
            <td>{sumOf(row.roundsByState)}</td>
            <td>{unseenOf(row.checkpoints) ?? t.unknown}</td>
          </tr>
        ))}
      </DeskTable>
    </div>
  );
}

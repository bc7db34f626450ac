import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useWorld } from "#storage/use-world";
import { fetchOverview, type Overview as OverviewReply } from "#sync/online";
import { LinkButton } from "#ui/button";
import { EmptyState } from "#ui/empty";
import { type Column, DataTable } from "#ui/table";
import { When } from "#ui/time";
import { DeskFrame } from "../desk-frame.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { type Names, useNames } from "../names.ts";
import { Online } from "../online.tsx";
import { CommunityFigures } from "./community-figures.tsx";

type Row = OverviewReply["communities"][number];

const sumOf = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** Places nobody looked at in seven days; null where the server did not say. */
function unseenOf({ all, seen7d }: Readonly<Record<string, number>>): number | null {
  return all === undefined ? null : all - (seen7d ?? 0);
}

/** Figures of the communities, for district and street: they hold no texts. One opened shows its own figures beside. */
export function OverviewPage() {
  const t = useDeskText();
  const names = useNames();
  const world = useWorld();
  const query = useQuery({ queryKey: ["overview"], queryFn: () => fetchOverview(world), refetchInterval: 60_000 });
  const [chosen, choose] = useState<string>();
  const columns = useMemo(() => overviewColumns(t, names), [t, names]);
  return (
    <DeskFrame
      title={t.overview.title}
      lead={t.wholeDistrict}
      actions={<LinkButton to="/desk/mediation-figures">{t.nav.mediationFigures}</LinkButton>}
      side={chosen && <CommunityFigures key={chosen} code={chosen} />}
      sideTitle={chosen && names.orgUnit(chosen)}
      onSideClose={() => choose(undefined)}
    >
      <Online query={query}>
        {({ at, communities }) => (
          <div className="stack">
            <p className="dim small">
              {t.overview.text} <When at={at} />
            </p>
            <DataTable
              label={t.overview.title}
              columns={columns}
              rows={communities}
              rowKey={(row) => row.communityCode}
              selected={chosen ?? null}
              onSelect={(row) => choose(row.communityCode)}
              empty={<EmptyState title={t.overview.empty} text={t.overview.emptyText} />}
            />
          </div>
        )}
      </Online>
    </DeskFrame>
  );
}

function overviewColumns(t: DeskText, names: Names): Column<Row>[] {
  const o = t.overview;
  const figure = (key: string, head: string, of: (row: Row) => number | null): Column<Row> => ({
    key,
    head,
    align: "end",
    sortBy: of,
    cell: (row) => of(row) ?? <span className="unknown">{t.unknown}</span>,
  });
  return [
    {
      key: "name",
      head: o.community,
      rowHead: true,
      sortBy: (row) => row.communityCode,
      cell: (row) => names.orgUnit(row.communityCode),
    },
    figure("open", o.openIssues, (row) => sumOf(row.openBySeverity)),
    figure("red", o.redIssues, (row) => row.openBySeverity["red"] ?? 0),
    figure("rounds", o.rounds, (row) => sumOf(row.roundsByState)),
    figure("unseen", o.unseen, (row) => unseenOf(row.checkpoints)),
  ];
}

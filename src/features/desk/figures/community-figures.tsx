import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SEVERITIES } from "#domain/checklist/checklist";
import { ISSUE_STATES } from "#domain/issue/issue";
import { useWorld } from "#storage/use-world";
import { type CommunityFigures as Figures, fetchFigures } from "#sync/online";
import { SeverityBadge } from "#ui/badge";
import { useLang } from "#ui/text";
import { When } from "#ui/time";
import { dayLabel } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { Online } from "../online.tsx";
import { PlainTable } from "../plain-table.tsx";
import "./figures.css";

/** Which figures a page is about. */
export type Topic = "issues" | "rounds" | "places";
const ALL: readonly Topic[] = ["issues", "rounds", "places"];

/** One community in figures: issues by state and severity, rounds by day, places seen by compound. */
export function CommunityFigures({ code, topics = ALL }: { code: string; topics?: readonly Topic[] }) {
  const t = useDeskText();
  const world = useWorld();
  const query = useQuery({
    queryKey: ["figures", code],
    queryFn: () => fetchFigures(world, code),
    refetchInterval: 60_000,
  });
  return (
    <Online query={query}>
      {(figures) => (
        <div className="stack-wide">
          {topics.includes("issues") && <IssueFigures figures={figures} />}
          {topics.includes("rounds") && <RoundFigures figures={figures} />}
          {topics.includes("places") && <PlaceFigures figures={figures} />}
          <p className="dim small">
            {t.overview.text} <When at={figures.at} />
          </p>
        </div>
      )}
    </Online>
  );
}

interface FigureTableProps {
  readonly title: string;
  readonly heads: readonly ReactNode[];
  readonly rows: readonly { readonly key: string; readonly name: string; readonly figures: readonly number[] }[];
  readonly empty: string;
}

/** A small table of figures: names at the left, one figure a column. */
function FigureTable({ title, heads, rows, empty }: FigureTableProps) {
  return (
    <section className="stack" aria-label={title}>
      <h3>{title}</h3>
      {rows.length === 0 ? (
        <p className="dim">{empty}</p>
      ) : (
        <PlainTable className="desk-figures" heads={heads} rows={rows} rowKey={(row) => row.key}>
          {(row) => (
            <>
              <th scope="row">{row.name}</th>
              {row.figures.map((figure, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns of one table never change their order
                <td key={n}>{figure}</td>
              ))}
            </>
          )}
        </PlainTable>
      )}
    </section>
  );
}

function IssueFigures({ figures }: { figures: Figures }) {
  const t = useDeskText();
  const names = useNames();
  const countOf = (state: string, severity: string): number =>
    figures.issues.find((one) => one.state === state && one.severity === severity)?.n ?? 0;
  const states = ISSUE_STATES.filter((state) => figures.issues.some((one) => one.state === state));
  return (
    <>
      <FigureTable
        title={t.overview.issuesTitle}
        heads={[
          t.issues.state,
          ...SEVERITIES.map((one) => <SeverityBadge key={one} severity={one} word={t.severity[one]} />),
        ]}
        rows={states.map((state) => ({
          key: state,
          name: t.issueState[state],
          figures: SEVERITIES.map((severity) => countOf(state, severity)),
        }))}
        empty={t.overview.noIssues}
      />
      <FigureTable
        title={t.overview.categoriesTitle}
        heads={[t.issues.what, t.overview.openIssues]}
        rows={figures.categories.map((one) => ({ key: one.category, name: names.category(one), figures: [one.n] }))}
        empty={t.overview.noIssues}
      />
    </>
  );
}

function RoundFigures({ figures }: { figures: Figures }) {
  const t = useDeskText();
  const { lang } = useLang();
  return (
    <FigureTable
      title={t.overview.daysTitle}
      heads={[t.day, t.overview.planned, t.overview.finished, t.overview.running]}
      rows={figures.days.map((day) => ({
        key: day.on,
        name: dayLabel(day.on, lang),
        figures: [day.planned, day.finished, day.running],
      }))}
      empty={t.overview.noRounds}
    />
  );
}

function PlaceFigures({ figures }: { figures: Figures }) {
  const t = useDeskText();
  const names = useNames();
  return (
    <FigureTable
      title={t.overview.placesTitle}
      heads={[t.coverage.compound, t.overview.all, t.overview.seen7d, t.overview.seen30d]}
      rows={figures.compounds.map((one) => ({
        key: one.compoundId,
        name: names.compound(one.compoundId),
        figures: [one.all, one.seen7d, one.seen30d],
      }))}
      empty={t.overview.noPlaces}
    />
  );
}

import { figuresOf } from "#domain/mediation/statistics";
import { EmptyState } from "#ui/empty";
import { useQuarrelWords } from "#ui/quarrel-words";
import { exactTime } from "#ui/time";
import "../case-figures/case-figures.css";
import { periodName, useCaseFiguresText } from "../case-figures/case-figures-text.ts";
import { CaseTable } from "../case-figures/case-table.tsx";
import { sayFigure } from "../case-figures/say-figures.ts";
import { useAsked } from "../case-figures/use-asked.ts";
import { useCaseFigures } from "../case-figures/use-case-figures.ts";
import { Online } from "../online.tsx";
import { PlainTable } from "../plain-table.tsx";
import { Paper, Sheets, sheetsOf } from "./sheets.tsx";

/** Rows of a sheet. */
const FIRST_SHEET = 24;

/** 调解统计 on paper: the figures with their formulas, then the rows; what is hidden on the screen is hidden here. */
export function CaseFiguresSheet() {
  const t = useCaseFiguresText();
  const words = useQuarrelWords();
  const asked = useAsked();
  const query = useCaseFigures(asked);
  const { basis, by } = asked;
  const back = `/desk/mediation-figures?${new URLSearchParams({ basis, by, period: asked.period })}`;
  return (
    <Paper back={back}>
      <Online query={query}>
        {(answer) => {
          const { days, rows, total } = answer;
          if (!days) return <EmptyState title={t.notYet} text={t.notYetText} />;
          const parts = sheetsOf(rows, FIRST_SHEET);
          const pages = [["figures"], ...(parts.length > 0 ? parts : [[]]).map((_, n) => [String(n)])];
          return (
            <Sheets title={`${t.title} · ${words.basis(basis)} · ${periodName(t, asked.period)}`} sheets={pages}>
              {([page]) =>
                page === "figures" ? (
                  <>
                    <PlainTable
                      className="desk-paper desk-paper-formulas"
                      heads={[t.figuresTitle, "", "", t.how]}
                      rows={figuresOf(basis).map((figure) => sayFigure(t, figure, total))}
                      rowKey={({ id }) => id}
                    >
                      {({ name, value, from, formula }) => (
                        <>
                          <th scope="row">{name}</th>
                          <td className="nowrap">{value}</td>
                          <td>{from}</td>
                          <td>{formula}</td>
                        </>
                      )}
                    </PlainTable>
                    <p>
                      {t.counted(days.from, days.to)} {exactTime(answer.at)}
                    </p>
                    {[t.whenCounted, t.fewWhy, answer.guarded ? t.keptWhy : t.besideWhy].map((line) => (
                      <p key={line}>{line}</p>
                    ))}
                  </>
                ) : (
                  <CaseTable
                    className="desk-paper desk-paper-figures"
                    {...{ basis, by }}
                    answer={{ ...answer, rows: parts[Number(page)] ?? [] }}
                  />
                )
              }
            </Sheets>
          );
        }}
      </Online>
    </Paper>
  );
}

import { Link } from "react-router";
import type { Basis } from "#domain/mediation/words";
import type { CaseFiguresReply, Grouping } from "#sync/case-figures";
import { PlainTable } from "../plain-table.tsx";
import { useCaseFiguresText } from "./case-figures-text.ts";
import { countsIn, figuresIn, sayCell, sayFigure } from "./say-figures.ts";
import { useKeyName } from "./use-case-figures.ts";

interface CaseTableProps {
  readonly className: string;
  readonly basis: Basis;
  readonly by: Grouping;
  readonly answer: CaseFiguresReply;
  /** Where the cases of a row are listed; undefined: for nobody to see here. */
  readonly registerOf?: ((key: string | null) => string | undefined) | undefined;
}

const WHOLE = "";

/** Row by row in the order of the district, never by who has most; the last row is all of them. */
export function CaseTable({ className, basis, by, answer, registerOf }: CaseTableProps) {
  const t = useCaseFiguresText();
  const nameOf = useKeyName(by);
  const rows = [...answer.rows, { key: WHOLE, cells: answer.total }];
  const figures = figuresIn(basis);
  return (
    <PlainTable
      className={className}
      heads={[t.by[by], ...countsIn(basis).map((count) => t.count[count]), ...figures.map(({ id }) => t.figure[id])]}
      rows={rows}
      rowKey={({ key }) => key || "whole"}
    >
      {({ key, cells }) => {
        const register = cells.listed === 0 ? undefined : registerOf?.(key === WHOLE ? null : key);
        return (
          <>
            <th scope="row">{key === WHOLE ? t.whole : nameOf(key)}</th>
            {countsIn(basis).map((count) => (
              <td key={count} className={typeof cells[count] === "string" ? "case-hidden" : undefined}>
                {count === "listed" && register ? (
                  <Link to={register}>{sayCell(t, cells[count])}</Link>
                ) : (
                  sayCell(t, cells[count])
                )}
              </td>
            ))}
            {figures.map((figure) => {
              const { value, hidden, fraction } = sayFigure(t, figure, cells);
              return (
                <td key={figure.id} className={hidden ? "case-hidden" : undefined}>
                  {value}
                  {fraction && <span className="case-fraction">{fraction}</span>}
                </td>
              );
            })}
          </>
        );
      }}
    </PlainTable>
  );
}

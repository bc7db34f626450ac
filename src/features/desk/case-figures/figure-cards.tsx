import { type Cells, figuresOf } from "#domain/mediation/statistics";
import type { Basis } from "#domain/mediation/words";
import { Card } from "#ui/card";
import { classNames } from "#ui/class-names";
import { useCaseFiguresText } from "./case-figures-text.ts";
import { sayFigure } from "./say-figures.ts";

/** Each figure with its two numbers and how it is worked out. */
export function FigureCards({ basis, cells }: { basis: Basis; cells: Cells }) {
  const t = useCaseFiguresText();
  return (
    <section className="stack" aria-label={t.figuresTitle}>
      <h2>{t.figuresTitle}</h2>
      <ul className="case-cards">
        {figuresOf(basis).map((figure) => {
          const { id, name, value, hidden, from, formula } = sayFigure(t, figure, cells);
          return (
            <li key={id}>
              <Card className="case-card">
                <h3>{name}</h3>
                <p className={classNames("case-value", (hidden || value === t.noBase) && "case-value-none")}>{value}</p>
                <p className="small">{from}</p>
                <p className="dim small">{formula}</p>
              </Card>
            </li>
          );
        })}
      </ul>
      <p className="dim small">{t.whenCounted}</p>
    </section>
  );
}

import { usePlaces } from "#storage/places";
import { useCaseFiguresText } from "./case-figures-text.ts";

/** What the district had published before it counted with this app, if it had: beside the figures, never among them. */
export function OpeningBalances() {
  const t = useCaseFiguresText();
  const units = [...(usePlaces()?.orgUnits.values() ?? [])];
  const balances = units.flatMap((unit) => (unit.openingBalances ?? []).map((balance) => ({ unit, balance })));
  return (
    <>
      {balances.map(({ unit, balance }) => (
        <section key={`${unit.id} ${balance.source}`} className="case-opening" aria-label={t.openingTitle}>
          <h2>{t.openingTitle}</h2>
          <p className="case-opening-value">
            {unit.name} · {t.figure["STAT-RATE"]} {balance.percent}%
          </p>
          <blockquote lang="zh">{balance.quote}</blockquote>
          <p className="small">{t.openingSource(balance.source)}</p>
          <p className="dim small">{t.openingText}</p>
        </section>
      ))}
    </>
  );
}

import { monthsOf, type Period, quarterOf } from "#domain/mediation/periods";
import { useText } from "#ui/text";
import { en } from "./case-figures.en.ts";
import { zh } from "./case-figures.zh.ts";

/** Words of the figures in the language of this browser. */
export const useCaseFiguresText = () => useText(zh, en);
export type CaseFiguresText = ReturnType<typeof useCaseFiguresText>;

/** A period as people say it. */
export function periodName(t: CaseFiguresText, period: Period): string {
  const months = monthsOf(period);
  const first = months?.[0] ?? "";
  const year = period.slice(0, 4);
  if (months?.length === 1) return t.month(year, Number(first.slice(5)));
  if (months?.length === 3) return t.quarter(year, Number(quarterOf(`${first}-01`).slice(6)));
  if (months) return t.year(year);
  const [from = "", to = ""] = period.split("..");
  return t.ownSpan(from, to);
}

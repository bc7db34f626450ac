import { useSearchParams } from "react-router";
import { daysOf, monthOf, monthsOf, type Period, quarterOf } from "#domain/mediation/periods";
import { BASES, type Basis } from "#domain/mediation/words";
import { GROUPINGS, type Grouping } from "#sync/case-figures";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";

export const SPANS = ["month", "quarter", "year", "own"] as const;
export type Span = (typeof SPANS)[number];

/** What is counted stands in the address, so that a link and the paper show the same. */
export interface Asked {
  readonly basis: Basis;
  readonly period: Period;
  readonly span: Span;
  readonly by: Grouping;
  /** One community, or all that this person may count. */
  readonly community: string | undefined;
  /** Small numbers are hidden from this person, and what is not offered then is not drawn. */
  readonly figuresOnly: boolean;
  readonly groupings: readonly Grouping[];
  readonly spans: readonly Span[];
  readonly ask: (next: Partial<Pick<Asked, "basis" | "period" | "by">>) => void;
}

const one = <T extends string>(given: string | null, known: readonly T[]): T | undefined =>
  known.find((value) => value === given);

export function spanOf(period: Period): Span {
  const months = monthsOf(period)?.length;
  if (months === undefined) return "own";
  return months === 1 ? "month" : months === 3 ? "quarter" : "year";
}

/** The span around today. */
export const periodAround = (span: Span, today: string): Period => {
  if (span === "month") return monthOf(today);
  if (span === "quarter") return quarterOf(today);
  return span === "year" ? today.slice(0, 4) : `${monthOf(today)}-01..${today}`;
};

export function useAsked(): Asked {
  const [params, setParams] = useSearchParams();
  const { today } = useToday();
  const { code, options, figuresOnly } = useCommunity();
  const several = options.length > 1;
  const groupings = GROUPINGS.filter((by) => (by === "tag" ? !figuresOnly : by !== "community" || several));
  const spans = SPANS.filter((span) => span !== "own" || !figuresOnly);
  const given = params.get("period") ?? "";
  const period = daysOf(given) && spans.includes(spanOf(given)) ? given : today.slice(0, 4);
  const by = one(params.get("by"), groupings) ?? groupings[0] ?? "month";
  return {
    ...{ basis: one(params.get("basis"), BASES) ?? "formal", period, span: spanOf(period), by },
    community: figuresOnly || by === "community" ? undefined : code,
    ...{ figuresOnly, groupings, spans },
    ask: (next) =>
      setParams(
        (before) => {
          const to = new URLSearchParams(before);
          for (const [name, value] of Object.entries(next)) to.set(name, value);
          return to;
        },
        { replace: true },
      ),
  };
}

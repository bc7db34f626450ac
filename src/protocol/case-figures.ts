/** GET /api/mediations/figures: how many quarrels, and what became of them. Numbers only, no word and no person. */
import * as v from "valibot";
import { COUNTS, SUMS } from "#domain/mediation/tally";
import { BASES } from "#domain/mediation/words";

export const GROUPINGS = ["community", "month", "category", "tag"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const caseFiguresQuery = v.object({
  basis: v.picklist(BASES),
  /** As in `#domain/mediation/periods`. */
  period: v.pipe(v.string(), v.maxLength(24)),
  by: v.picklist(GROUPINGS),
  community: v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/))),
});
export type CaseFiguresQuery = v.InferOutput<typeof caseFiguresQuery>;

const cell = v.union([v.number(), v.picklist(["few", "kept"])]);
const cells = v.object(
  Object.fromEntries([...COUNTS, ...SUMS].map((key) => [key, cell])) as Record<
    (typeof COUNTS)[number] | (typeof SUMS)[number],
    typeof cell
  >,
);

export const caseFiguresReply = v.looseObject({
  /** Server time of the figures, ISO. */
  at: v.string(),
  /** Days that are counted; null: not one whole month of the period is over. */
  days: v.nullable(v.looseObject({ from: v.string(), to: v.string() })),
  /** Small numbers are hidden. */
  guarded: v.boolean(),
  rows: v.array(v.looseObject({ key: v.string(), cells })),
  total: cells,
});
export type CaseFiguresReply = v.InferOutput<typeof caseFiguresReply>;

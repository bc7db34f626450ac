/** What is counted of quarrels: a row for each way a quarrel counts, written with it, and sums of those rows. */
import type { Doc } from "#domain/kernel/command";
import type { LocalDate } from "#domain/kernel/ids";
import { countCase } from "#domain/mediation/counted";
import type { FiguresView } from "#domain/mediation/figures-view";
import type { Mediation } from "#domain/mediation/mediation";
import type { Days } from "#domain/mediation/periods";
import { COUNTS, type Count, type Tally } from "#domain/mediation/tally";
import type { Basis } from "#domain/mediation/words";
import type { Grouping } from "#protocol/case-figures";
import type { Db, Queryable } from "./db.ts";

interface Written {
  readonly t: string;
  readonly id: string;
  readonly doc: Doc;
}

const PUT_COUNTS = {
  name: "put-case-counts",
  text: `INSERT INTO case_count AS c (id, basis, community, compound, counted_on, category, tags, marks, due_on, days, amount_fen)
     SELECT x.id, x.basis, x."communityCode", x."compoundId", x."on", x.category, x.tags, x.marks, x."dueOn", x.days, x."amountFen"
       FROM jsonb_to_recordset($1::jsonb) AS x(id text, basis text, "communityCode" text, "compoundId" text, "on" text,
            category text, tags text[], marks text[], "dueOn" text, days integer, "amountFen" bigint)
     ON CONFLICT (id, basis) DO UPDATE SET community = EXCLUDED.community, compound = EXCLUDED.compound,
       counted_on = EXCLUDED.counted_on, category = EXCLUDED.category, tags = EXCLUDED.tags, marks = EXCLUDED.marks,
       due_on = EXCLUDED.due_on, days = EXCLUDED.days, amount_fen = EXCLUDED.amount_fen`,
};

/** Counts the quarrels among records that are written, in their transaction. A way of counting never goes away again. */
export async function countCases(q: Queryable, writes: readonly Written[]): Promise<void> {
  const cases = writes.flatMap(({ t, id, doc }) =>
    t === "mediation" ? countCase({ ...doc, id } as unknown as Mediation) : [],
  );
  if (cases.length > 0) await q.query(PUT_COUNTS, [JSON.stringify(cases)]);
}

const AT_ONCE = 500;

/**
 * Quarrels of a database from before they were counted. A release that counts in another way empties the table in its
 * migration, and the next start counts anew.
 */
export async function countUncountedCases(db: Db): Promise<void> {
  for (;;) {
    const left = await db.tx(async (q) => {
      const rows = await q.query<Written>(
        `SELECT e.t, e.id, e.doc FROM entity e
          WHERE e.t = 'mediation' AND NOT EXISTS (SELECT 1 FROM case_count c WHERE c.id = e.id)
          ORDER BY e.id LIMIT $1 FOR UPDATE OF e`,
        [AT_ONCE],
      );
      await countCases(q, rows);
      return rows.length;
    });
    if (left < AT_ONCE) return;
  }
}

const KEY: Readonly<Record<Grouping, string>> = {
  community: "community",
  month: "left(counted_on, 7)",
  category: "category",
  tag: "unnest(tags)",
};

const conditionOf = (count: Count): string => {
  switch (count) {
    case "listed":
      return "true";
    case "due":
      return "due_on < $6";
    case "performed":
      return "due_on < $6 AND 'performed' = ANY(marks)";
    default:
      return `'${count}' = ANY(marks)`;
  }
};
const SUMMED = [
  ...COUNTS.map((count) => `count(*) FILTER (WHERE ${conditionOf(count)})::int AS "${count}"`),
  "coalesce(sum(days), 0)::int AS days",
  `coalesce(sum(amount_fen), 0)::bigint AS "amountFen"`,
].join(", ");

export interface Asked {
  readonly view: FiguresView;
  readonly basis: Basis;
  readonly days: Days;
  /** The day of counting: what was to be done before it is due. */
  readonly today: LocalDate;
}

export interface GroupTally {
  /** A community, a month, a category or a tag. */
  readonly key: string;
  readonly month: string;
  readonly tally: Tally;
}

/** Sums by group and month. A case with several tags is in several groups. */
export async function tallyBy(q: Queryable, by: Grouping, { view, basis, days, today }: Asked): Promise<GroupTally[]> {
  const rows = await q.query<Tally & { readonly key: string; readonly month: string }>(
    `SELECT ${KEY[by]} AS key, left(counted_on, 7) AS month, ${SUMMED}
       FROM case_count
      WHERE community = ANY($1) AND basis = $2 AND counted_on BETWEEN $3 AND $4
        AND ($5::text[] IS NULL OR compound = ANY($5))
      GROUP BY 1, 2 ORDER BY 1, 2`,
    [view.communities, basis, days.from, days.to, view.compoundIds, today],
  );
  return rows.map(({ key, month, ...tally }) => ({ key, month, tally }));
}

/** How many quarrels there were and what became of them: for whoever reads their register, and for street and district. */
import { Hono } from "hono";
import * as v from "valibot";
import { localDateOf } from "#domain/kernel/clock";
import { Fault } from "#domain/kernel/fault";
import type { LocalDate } from "#domain/kernel/ids";
import { guardFew, type Months } from "#domain/mediation/few";
import { type FiguresView, figuresViewOf } from "#domain/mediation/figures-view";
import { type Cut, cutOf, type Days, daysOf } from "#domain/mediation/periods";
import { besideRegister, type Cells, outsideRegister } from "#domain/mediation/statistics";
import { addUp, type Tally } from "#domain/mediation/tally";
import { CATEGORIES, TAGS } from "#domain/mediation/words";
import { type CaseFiguresQuery, type CaseFiguresReply, caseFiguresQuery, type Grouping } from "#protocol/case-figures";
import { type Access, type AppEnv, communitiesIn, requireCaller } from "../access/access.ts";
import { type GroupTally, tallyBy } from "../store/case-count-store.ts";

type Answer = Pick<CaseFiguresReply, "days" | "rows" | "total">;

interface Question extends CaseFiguresQuery {
  readonly view: FiguresView;
  readonly today: LocalDate;
}

export function caseFiguresRoutes(access: Access): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use("*", requireCaller(access));
  app.get("/", async (c) => {
    const asked = v.safeParse(caseFiguresQuery, c.req.query());
    if (!asked.success || !daysOf(asked.output.period)) throw new Fault("malformed", "never");
    const all = (await communitiesIn(access.db))(access.districtCode);
    const view = figuresViewOf(c.get("caller").actor, all, asked.output.community);
    if (!view) throw new Fault("forbidden", "never");
    const at = new Date(access.now()).toISOString();
    const question = { ...asked.output, view, today: localDateOf(at) };
    const answer: Answer = view.guarded ? await guardedAnswer(access, question) : await openAnswer(access, question);
    return c.json({ at, guarded: view.guarded, ...answer } satisfies CaseFiguresReply);
  });
  return app;
}

/** Every key that a table has a row for, whether there is a case or not; undefined: those that have one. */
const rowsOf = (by: Grouping, view: FiguresView): readonly string[] | undefined => {
  switch (by) {
    case "community":
      return view.communities;
    case "category":
      return CATEGORIES;
    case "tag":
      return TAGS;
    case "month":
      return undefined;
  }
};

/** For those who read the register of the places. */
async function openAnswer(access: Access, question: Question): Promise<Answer> {
  const { by, period, today, view } = question;
  const whole = daysOf(period);
  if (!whole) throw new Fault("malformed", "never");
  const days = { from: whole.from, to: whole.from <= today && today < whole.to ? today : whole.to };
  const asked = { ...question, days };
  const groups = await tallyBy(access.db, by, asked);
  // A case with two tags is in two rows, one with none in no row.
  const all = by === "tag" ? await tallyBy(access.db, "community", asked) : groups;
  const keys = [...new Set(groups.map(({ key }) => key))];
  const cellsOf = by === "tag" ? outsideRegister : besideRegister;
  const sorted = (rowsOf(by, view) ?? keys).filter((key) => by === "community" || keys.includes(key));
  return {
    days,
    rows: sorted.map((key) => ({ key, cells: cellsOf(sumOf(groups.filter((one) => one.key === key))) })),
    total: besideRegister(sumOf(all)),
  };
}

const sumOf = (groups: readonly GroupTally[]): Tally => addUp(groups.map(({ tally }) => tally));

/**
 * For those who see figures only: each answer is cut from the one table of its year, in which no small number can be
 * read or worked out. Neither days of one's own nor tags (a case has several) fit into that table.
 */
async function guardedAnswer(access: Access, question: Question): Promise<Answer> {
  const { by, basis, period, view, today } = question;
  const whole = cutOf(period, today);
  if (!whole || by === "tag") throw new Fault("forbidden", "never");
  const nothing = { days: null, rows: [], total: besideRegister(addUp([])) };
  const span = daysIn(
    whole,
    whole.months.map((_, m) => m),
  );
  if (!span) return nothing;
  const grouping = by === "month" ? "community" : by;
  const groups = await tallyBy(access.db, grouping, { view, basis, days: span, today });
  const cut = cutOf(period, today, groups.map(({ month }) => month).sort()[0]) ?? whole;
  if (!cut.at) return nothing;
  const { level, nth } = cut.at;
  const days = daysIn(cut, cut.levels[level]?.[nth] ?? []);
  const guarded = guardFew(basis, monthsByRow(rowsOf(grouping, view) ?? [], groups, cut), cut.levels);
  const rowsShown: { readonly key: string; readonly cells: Cells }[] =
    by === "month"
      ? cut.single.map((m) => ({ key: cut.months[m] ?? "", cells: guarded.cells(null, 0, m) }))
      : (rowsOf(by, view) ?? []).map((key) => ({ key, cells: guarded.cells(key, level, nth) }));
  return {
    days: days ? { from: days.from, to: [days.to, today].sort()[0] ?? today } : null,
    rows: rowsShown,
    total: guarded.cells(null, level, nth),
  };
}

/** Each row month by month, with its empty months. */
function monthsByRow(keys: readonly string[], groups: readonly GroupTally[], { months }: Cut): Map<string, Months> {
  const byKey = new Map(groups.map((group) => [`${group.key} ${group.month}`, group.tally]));
  const empty = addUp([]);
  return new Map(keys.map((key) => [key, months.map((month) => byKey.get(`${key} ${month}`) ?? empty)]));
}

function daysIn({ months }: Cut, group: readonly number[]): Days | undefined {
  const first = daysOf(months[group[0] ?? -1] ?? "");
  const last = daysOf(months[group[group.length - 1] ?? -1] ?? "");
  return first && last && { from: first.from, to: last.to };
}

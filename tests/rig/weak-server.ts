/** A server whose database lacks one protection: statements of it answer, or end, otherwise. */
import type { Param, Queryable, Statement } from "../../sync-server/store/db.ts";
import type { Guards } from "./guards.ts";

const nameOf = (statement: Statement): string => (typeof statement === "string" ? "" : statement.name);
const textOf = (statement: Statement): string => (typeof statement === "string" ? statement : statement.text);

interface KnownRow {
  readonly mid: string;
  readonly cid: string;
  readonly n: number;
}

/** The open transaction as it is without the missing guard. */
export function weakQueries(q: Queryable, guards: Guards): Queryable {
  return {
    script: (sql) => q.script(sql),
    query: async <R>(statement: Statement, params?: readonly Param[]): Promise<R[]> => {
      const rows = await q.query<R>(statement, params);
      if (nameOf(statement) === "known-mutations") return weakKnown(rows as KnownRow[], params ?? [], guards) as R[];
      if (textOf(statement).includes("coalesce(h.floor, 0)")) return withoutFloors(rows, guards);
      return rows;
    },
  };
}

function weakKnown(rows: readonly KnownRow[], params: readonly Param[], guards: Guards): KnownRow[] {
  if (rows.length === 0) return [];
  if (guards.lacks("anyDedupe")) return [];
  const [, cids, numbers] = params as readonly [string[], string[], number[]];
  const sent = new Set(cids.map((cid, i) => `${cid} ${numbers[i]}`));
  const inPlace = rows.filter((row) => sent.has(`${row.cid} ${row.n}`));
  if (inPlace.length < rows.length && guards.lacks("mid")) return inPlace;
  return [...rows];
}

function withoutFloors<R>(rows: readonly R[], guards: Guards): R[] {
  const raised = rows.some((row) => (row as { floor?: number }).floor);
  return raised && guards.lacks("tombstoneFloor") ? rows.map((row) => ({ ...row, floor: 0 })) : [...rows];
}

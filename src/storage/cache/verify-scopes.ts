/** Counts the rows of a scope against the server's sum: a silent difference is found, and the scope fetched anew. */
import { scopeSum } from "#protocol/scope-sum";
import { purgeRows } from "./apply-page.ts";
import type { Cache } from "./cache.ts";
import { recordsOf } from "./page-bytes.ts";
import type { Stand } from "./stand.ts";

interface Counted {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
}

/** A save waits behind a long reading, so none may be long. */
const READ_ROWS = 200;

/** Every record this cache holds for the scope. A membership without its row counts as revision 0: it is wrong. */
async function rowsOf(cache: Cache, scope: string): Promise<Counted[]> {
  const members = await cache.members.where("scope").equals(scope).toArray();
  const counted: Counted[] = [];
  for (let from = 0; from < members.length; from += READ_ROWS) {
    const some = members.slice(from, from + READ_ROWS);
    const rows = await cache.rows.bulkGet(some.map((m): [string, string] => [m.t, m.id]));
    some.forEach(({ t, id }, i) => {
      counted.push({ t, id, rev: rows[i]?.rev ?? 0 });
    });
  }
  await cache.pages
    .where("scope")
    .equals(scope)
    .each((page) => {
      for (const { t, id, rev } of recordsOf(page)) counted.push({ t, id, rev });
    });
  return counted;
}

/**
 * Scopes whose rows do not add up. Where another tab has moved on since the sum was taken, or begins a scope whose rows lie
 * in this one, too, it is left for the next time.
 */
export async function wrongScopes(
  cache: Cache,
  sums: Readonly<Record<string, string>>,
  stand: Stand,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [scope, sum] of Object.entries(sums)) {
    const tables = [cache.cursors, cache.boot, cache.members, cache.rows, cache.pages];
    const isWrong = await cache.transaction("r", tables, async () => {
      if (!(await stand.holds()) || (await cache.boot.count()) > 0) return false;
      return scopeSum(await rowsOf(cache, scope)) !== sum;
    });
    if (isWrong) wrong.push(scope);
  }
  return wrong;
}

/**
 * Forgets the scopes, all before the first is fetched again: a row that lies in two of them must go too. Pages are held
 * against their names then, which are counted from what lies in them.
 */
export async function forgetScopes(cache: Cache, scopes: readonly string[]): Promise<void> {
  for (const scope of scopes) await purgeRows(cache, scope);
}

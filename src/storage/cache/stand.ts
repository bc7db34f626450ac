/**
 * What stands among the cursors when the server is asked. Its answer says what changed since, so it may be written only
 * over the same stand: another tab may have emptied the cache meanwhile, begun it anew, or read further.
 */
import type { Cache, CursorRow } from "./cache.ts";

const asText = (rows: readonly CursorRow[]): string => JSON.stringify(rows);

export class Stand {
  rows: readonly CursorRow[];
  private readonly cache: Cache;

  private constructor(cache: Cache, rows: readonly CursorRow[]) {
    this.cache = cache;
    this.rows = rows;
  }

  static async of(cache: Cache): Promise<Stand> {
    return new Stand(cache, await cache.cursors.toArray());
  }

  /** In the transaction that rests on it. */
  async holds(): Promise<boolean> {
    return asText(await this.cache.cursors.toArray()) === asText(this.rows);
  }

  /** In the transaction that changed it. Were that rolled back, the stand no longer holds, and the server is asked again. */
  async moves(): Promise<void> {
    this.rows = await this.cache.cursors.toArray();
  }
}

/** Facts about this database: its epoch (a new one after every restore), its token secret, its district. */
import { randomBytes } from "node:crypto";
import type { Queryable } from "./db.ts";

/** Reads a value, or makes it once. Safe when several servers start together. */
export async function metaValue(q: Queryable, name: string, make: () => string): Promise<string> {
  await q.query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", [name, make()]);
  const rows = await q.query<{ value: string }>("SELECT value FROM meta WHERE name = $1", [name]);
  return rows[0]?.value ?? "";
}

export const epochOf = (q: Queryable): Promise<string> =>
  metaValue(q, "epoch", () => randomBytes(9).toString("base64url"));

export const tokenSecretOf = (q: Queryable): Promise<string> =>
  metaValue(q, "token-secret", () => randomBytes(32).toString("base64url"));

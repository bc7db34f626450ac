/** Facts about this database: its epoch (a new one after every restore), its secrets, its district. */
import { randomBytes } from "node:crypto";
import type { Queryable } from "./db.ts";

/** Reads a value, or makes it once. Safe when several servers start together: the first one's is everybody's. */
export async function metaValue(q: Queryable, name: string, make: () => string | Promise<string>): Promise<string> {
  const kept = await keptValue(q, name);
  if (kept !== undefined) return kept;
  await q.query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", [name, await make()]);
  return (await keptValue(q, name)) ?? "";
}

const keptValue = async (q: Queryable, name: string): Promise<string | undefined> =>
  (await q.query<{ value: string }>("SELECT value FROM meta WHERE name = $1", [name]))[0]?.value;

export const epochOf = (q: Queryable): Promise<string> =>
  metaValue(q, "epoch", () => randomBytes(9).toString("base64url"));

export const newSecret = (): string => randomBytes(32).toString("base64url");

export const TOKEN_SECRET = "token-secret";

export const tokenSecretOf = (q: Queryable): Promise<string> => metaValue(q, TOKEN_SECRET, newSecret);

/** Without it nobody works the codes out from their hashes. */
export const CODE_SECRET = "code-secret";

export const codeSecretOf = (q: Queryable): Promise<string> => metaValue(q, CODE_SECRET, newSecret);

/**
 * The operator's key, for words whose every phone is lost. Its public half lies in the database, for phones to wrap for;
 * its secret half in a file beside the database, never in it nor in a backup. The operator takes that file off the machine.
 */

import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type { SealKey } from "#domain/kernel/sealed";
import { type KeyPair, newKeyPair } from "#seal/box";
import type { Queryable } from "./db.ts";
import { metaValue } from "./meta.ts";

const keyFile = v.object({ id: v.string(), alg: v.string(), publicKey: v.string(), privateKey: v.string() });

const NAME = "recovery-key";

/** The key in force, without its secret half; undefined before the first start. */
export async function recoveryKeyInForce(q: Queryable): Promise<SealKey | undefined> {
  const rows = await q.query<{ value: string }>("SELECT value FROM meta WHERE name = $1", [NAME]);
  return rows[0] ? (JSON.parse(rows[0].value) as SealKey) : undefined;
}

export const recoveryFile = (dataDir: string, id: string): string => join(dataDir, `${NAME}-${id}.json`);

/** Only its owner reads it, and it is on the disk before anything is wrapped for it. */
async function keep(path: string, pair: KeyPair): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(pair, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The public half; made with its file at the first start. Safe when several servers start together. */
export async function recoveryKeyOf(q: Queryable, dataDir: string): Promise<SealKey> {
  const there = await recoveryKeyInForce(q);
  if (there) return there;
  const pair = await newKeyPair();
  const { id, alg, publicKey } = pair;
  await mkdir(dataDir, { recursive: true });
  await keep(recoveryFile(dataDir, id), pair);
  const kept = JSON.parse(await metaValue(q, NAME, () => JSON.stringify({ id, alg, publicKey }))) as SealKey;
  // Another server was first: this key is nobody's.
  if (kept.id !== id) await rm(recoveryFile(dataDir, id));
  return kept;
}

/** Another pair in the place of the one in force; phones learn it with their next pull. @returns its public half */
export async function replaceRecoveryKey(q: Queryable, dataDir: string): Promise<SealKey> {
  const pair = await newKeyPair();
  const { id, alg, publicKey } = pair;
  await mkdir(dataDir, { recursive: true });
  await keep(recoveryFile(dataDir, id), pair);
  const value = JSON.stringify({ id, alg, publicKey });
  await q.query(
    "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [NAME, value],
  );
  return { id, alg, publicKey };
}

/** Reads the operator's file. Throws what the file system or the parser throws. */
export async function readRecoveryKey(path: string): Promise<KeyPair> {
  return v.parse(keyFile, JSON.parse(await readFile(path, "utf8")));
}

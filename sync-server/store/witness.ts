/**
 * A witness beside the database: a small file that says how far it had come. A database that has come less far than its
 * witness was put back by hand; it is then another one, and takes a new epoch, so that phones send again what it forgot.
 * So does one that lies in another cluster than its witness saw, or on another timeline: a copy, a dump that was loaded
 * elsewhere, a standby that took over; whether it holds the last records nobody can tell.
 */
import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { syncPath } from "./backup/backup-format.ts";
import type { Db, Queryable } from "./db.ts";
import { epochOf } from "./meta.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const witnessSchema = v.object({
  epoch: v.string(),
  /** Epochs that ended before: a database that shows one of them is an old one. */
  past: v.array(v.string()),
  /** Sum of the numbers given in all scopes, and of those taken from all phones: neither ever falls. */
  heads: count,
  taken: count,
  /** The cluster and its timeline; absent where the database does not say, and in witnesses of earlier releases. */
  system: v.optional(v.string()),
});
type Witness = v.InferOutput<typeof witnessSchema>;

const NAME = "witness.json";

/** null where there is none, or none that can be read: then nothing is known, and nothing is concluded. */
async function readWitness(dataDir: string): Promise<Witness | null> {
  try {
    const parsed = v.safeParse(witnessSchema, JSON.parse(await readFile(join(dataDir, NAME), "utf8")));
    return parsed.success ? parsed.output : null;
  } catch {
    // The first start, or a file that was damaged with its disk.
    return null;
  }
}

async function writeWitness(dataDir: string, witness: Witness): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const [path, unfinished] = [join(dataDir, NAME), join(dataDir, `${NAME}.${process.pid}.unfinished`)];
  const file = await open(unfinished, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(witness)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  await syncPath(dataDir);
}

interface Measured {
  readonly heads: number;
  readonly taken: number;
  readonly system?: string;
}

/** undefined where the database does not say: nothing is concluded then. */
async function systemOf(q: Queryable): Promise<string | undefined> {
  const asked = q.query<{ system: string }>(
    `SELECT s.system_identifier::text || '/' || c.timeline_id::text AS system
       FROM pg_control_system() s, pg_control_checkpoint() c`,
  );
  // A host may forbid the question; that is no reason not to serve.
  const [row] = await asked.catch(() => []);
  return row?.system;
}

async function measure(q: Queryable): Promise<Measured> {
  const system = await systemOf(q);
  const [row] = await q.query<{ heads: number; taken: number }>(
    `SELECT (SELECT coalesce(sum(head), 0) FROM scope_head)::bigint AS heads,
            (SELECT coalesce(sum(last_n), 0) FROM client)::bigint AS taken`,
  );
  return { ...(row ?? { heads: 0, taken: 0 }), ...(system === undefined ? {} : { system }) };
}

const isElsewhere = (witness: Witness, { system }: Measured): boolean =>
  witness.system !== undefined && system !== undefined && witness.system !== system;

/** Has this database come less far than the witness saw, or is it another one? */
function isBehind(witness: Witness, now: Measured & { epoch: string }): boolean {
  if (witness.past.includes(now.epoch) || isElsewhere(witness, now)) return true;
  return witness.epoch === now.epoch && (now.heads < witness.heads || now.taken < witness.taken);
}

/** Everything was carried into this database and nothing lost on the way: the witness speaks of it from now on. */
export async function witnessMove(db: Db, dataDir: string): Promise<void> {
  const [witness, epoch, now] = [await readWitness(dataDir), await epochOf(db), await measure(db)];
  await writeWitness(dataDir, { epoch, past: witness?.past ?? [], ...now });
}

export interface EpochKeeper {
  /** The epoch in force. */
  now(): string;
  /** Looks again whether the database was put back; true when it was, and has a new epoch since. */
  recheck(): Promise<boolean>;
  /** Writes down how far the database has come. */
  note(): Promise<void>;
}

interface KeeperOptions {
  readonly db: Db;
  readonly dataDir: string;
  /** Told when a database was put back by hand. */
  readonly onPutBack?: () => void;
}

/** Reads the epoch, checks it against the witness, and takes a new one where the database was put back. */
export async function keepEpoch({ db, dataDir, onPutBack }: KeeperOptions): Promise<EpochKeeper> {
  const state = { epoch: await epochOf(db), noted: "" };
  const note = async (): Promise<void> => {
    const [witness, now] = [await readWitness(dataDir), await measure(db)];
    const past = witness ? [...witness.past, ...(witness.epoch === state.epoch ? [] : [witness.epoch])] : [];
    const next: Witness = { epoch: state.epoch, past, ...now };
    const text = JSON.stringify(next);
    if (text === state.noted && witness) return;
    await writeWitness(dataDir, next);
    state.noted = text;
  };
  const recheck = async (): Promise<boolean> => {
    const witness = await readWitness(dataDir);
    const seen = await epochOf(db);
    const putBack = witness !== null && isBehind(witness, { epoch: seen, ...(await measure(db)) });
    if (putBack) {
      const fresh = randomBytes(9).toString("base64url");
      // Of several servers that see it at once the first one names the epoch.
      await db.query("UPDATE meta SET value = $1 WHERE name = 'epoch' AND value = $2", [fresh, seen]);
      onPutBack?.();
    }
    const before = state.epoch;
    state.epoch = await epochOf(db);
    await note();
    return putBack || state.epoch !== before;
  };
  await recheck();
  // Another process may have found the database put back meanwhile, or a standby answers under the same address.
  const noteOrCheck = async (): Promise<void> => {
    const [witness, now] = [await readWitness(dataDir), await measure(db)];
    const isSame = (await epochOf(db)) === state.epoch && !(witness && isElsewhere(witness, now));
    if (isSame) await note();
    else await recheck();
  };
  return { now: () => state.epoch, recheck, note: noteOrCheck };
}

/**
 * The newest entry of each audit chain, noted outside the database: whoever rewrites a whole chain inside it, hashes and
 * all, or cuts its end off, still differs from these lines. One line a note; the file only grows.
 */
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { type AuditHead, auditHeads } from "./audit-store.ts";
import type { Queryable } from "./db.ts";
import { epochOf } from "./meta.ts";

const anchorSchema = v.object({
  at: v.string(),
  /** A restored database has another one: older notes then say nothing about it. */
  epoch: v.string(),
  district: v.string(),
  n: v.number(),
  hash: v.string(),
});
export type AuditAnchor = v.InferOutput<typeof anchorSchema>;

const fileIn = (dataDir: string): string => join(dataDir, "audit-anchors.ndjson");

/** Gives the function that notes what is new since it was last called. */
export function createAnchoring(q: Queryable, dataDir: string, now: () => number): () => Promise<void> {
  const noted = new Map<string, string>();
  return async () => {
    const epoch = await epochOf(q);
    const fresh = (await auditHeads(q)).filter((head) => noted.get(head.district) !== head.hash);
    if (fresh.length === 0) return;
    const at = new Date(now()).toISOString();
    const lines = fresh.map((head) => `${JSON.stringify({ at, epoch, ...head } satisfies AuditAnchor)}\n`);
    await appendFile(fileIn(dataDir), lines.join(""), { mode: 0o600, flush: true });
    for (const { district, hash } of fresh) noted.set(district, hash);
  };
}

/** Notes of this epoch; a line that was cut off by a power failure is passed over. */
async function readAnchors(dataDir: string, epoch: string): Promise<AuditAnchor[]> {
  const text = await readFile(fileIn(dataDir), "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), anchorSchema), line);
    return parsed.success && parsed.output.epoch === epoch ? [parsed.output] : [];
  });
}

/** The first note of each district that the database no longer agrees with. */
export async function brokenAnchors(q: Queryable, dataDir: string): Promise<AuditHead[]> {
  const anchors = await readAnchors(dataDir, await epochOf(q));
  const broken = new Map<string, AuditHead>();
  for (const { district, n, hash } of anchors) {
    if (broken.has(district)) continue;
    const rows = await q.query("SELECT 1 AS x FROM audit WHERE district = $1 AND n = $2 AND hash = $3", [
      district,
      n,
      hash,
    ]);
    if (rows.length === 0) broken.set(district, { district, n, hash });
  }
  return [...broken.values()];
}

/** Looks at a running database for what must never be, in words an operator can act on. */
import { brokenAnchors } from "../audit-anchors.ts";
import { brokenChains } from "../audit-store.ts";
import type { Db } from "../db.ts";
import { blobFile, hashOfFile } from "./backup-format.ts";

export interface Finding {
  readonly check: string;
  readonly found: number;
}

/** Each statement counts what breaks the rule of its name. */
const CHECKS: Readonly<Record<string, string>> = {
  "feed rows numbered above the head of their scope":
    "SELECT count(*)::int AS found FROM feed f JOIN scope_head h USING (scope) WHERE f.seq > h.head",
  "feed rows without a scope head":
    "SELECT count(*)::int AS found FROM feed f WHERE NOT EXISTS (SELECT 1 FROM scope_head h WHERE h.scope = f.scope)",
  "records announced in a scope they do not lie in": `SELECT count(*)::int AS found FROM feed f LEFT JOIN entity e ON e.t = f.t AND e.id = f.id
      WHERE f.op = 'put' AND (e.id IS NULL OR NOT f.scope = ANY(e.scopes))`,
  "records that a scope was never told of": `SELECT count(*)::int AS found FROM entity e CROSS JOIN unnest(e.scopes) AS s(scope)
      WHERE NOT EXISTS (SELECT 1 FROM feed f WHERE f.scope = s.scope AND f.t = e.t AND f.id = e.id AND f.op = 'put')`,
  "mutations numbered above the counter of their phone":
    "SELECT count(*)::int AS found FROM mutation m JOIN client c USING (cid) WHERE m.n > c.last_n",
  "applied mutations whose record is gone": `SELECT count(*)::int AS found FROM mutation m WHERE m.outcome IN ('applied', 'merged') AND NOT EXISTS
      (SELECT 1 FROM entity e WHERE e.t = m.payload->'e'->>'t' AND e.id = m.payload->'e'->>'id')`,
};

/** Everything that is wrong; an empty list is a sound database. */
export async function verifyDatabase(db: Db, dataDir: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [check, sql] of Object.entries(CHECKS)) {
    const [row] = await db.query<{ found: number }>(sql);
    if ((row?.found ?? 0) > 0) findings.push({ check, found: row?.found ?? 0 });
  }
  const damaged = await damagedPhotos(db, dataDir);
  if (damaged > 0) findings.push({ check: "photos that are missing or have other bytes", found: damaged });
  return [...findings, ...(await auditFindings(db, dataDir))];
}

/** Where the audit is not what was written, district by district: inside itself, and against the notes beside it. */
async function auditFindings(db: Db, dataDir: string): Promise<Finding[]> {
  const breaks = await brokenChains(db);
  const anchors = await brokenAnchors(db, dataDir);
  return [
    ...breaks.map(({ district, n, why }) => ({
      check: `break in the audit of ${district}, at entry ${n}: ${why}`,
      found: 1,
    })),
    ...anchors.map(({ district, n }) => ({
      check: `break in the audit of ${district}, at or before entry ${n}: not what was noted outside the database`,
      found: 1,
    })),
  ];
}

async function damagedPhotos(db: Db, dataDir: string): Promise<number> {
  const stored = await db.query<{ sha256: string }>("SELECT sha256 FROM blob WHERE stored_at IS NOT NULL");
  let damaged = 0;
  for (const { sha256 } of stored) if ((await hashOfFile(blobFile(dataDir, sha256))) !== sha256) damaged += 1;
  return damaged;
}

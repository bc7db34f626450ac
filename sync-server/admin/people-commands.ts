/** Commands of the operator that let people in, or back in. */
import { randomBytes } from "node:crypto";
import { uuidV7 } from "#domain/kernel/ids";
import { districtUnits } from "../demo/org-units.ts";
import { loadRecords } from "../load-records.ts";
import { DEFAULT_DISTRICT } from "../start.ts";
import type { Db } from "../store/db.ts";
import { makeCode } from "../store/enrolment-store.ts";
import { recoverKeys } from "../store/recover-store.ts";
import { readRecoveryKey } from "../store/recovery-key.ts";

/** Makes the first district administrator, and the district's units where there are none. @returns exit code */
export async function firstAdmin(db: Db, name: string): Promise<number> {
  const units = await db.query<{ n: number }>("SELECT count(*)::int AS n FROM entity WHERE t = 'orgUnit'");
  if ((units[0]?.n ?? 0) === 0) await loadRecords(db, districtUnits());
  const now = new Date();
  const id = uuidV7(now.getTime(), randomBytes(10));
  const grant = { id: `${id}.1`, role: "districtAdmin", orgCode: DEFAULT_DISTRICT, from: now.toISOString() };
  const doc = { id, displayName: name, orgCode: DEFAULT_DISTRICT, grants: [grant], demo: false };
  await loadRecords(db, [{ t: "person", id, doc }]);
  return printCode(db, id);
}

/** @returns exit code */
export async function printCode(db: Db, personId: string): Promise<number> {
  const known = await db.query("SELECT 1 AS x FROM entity WHERE t = 'person' AND id = $1", [personId]);
  if (known.length === 0) {
    console.error(`There is no person with the id ${personId}.`);
    return 1;
  }
  const { code, expiresAt } = await makeCode(db, personId, "operator", Date.now());
  console.log(`Enrolment code: ${code}  (works once, until ${expiresAt})`);
  return 0;
}

/** Gives the keys of a person's sealed records to the phone he has now, by the operator's key file. */
export async function recover(db: Db, personId: string, keyPath: string): Promise<number> {
  const operator = await readRecoveryKey(keyPath);
  const { records, passedOn, unopened } = await recoverKeys(db, { personId, operator });
  console.log(`${records} sealed records, keys of ${passedOn} passed on, ${unopened} not opened by this key.`);
  return unopened === 0 ? 0 : 1;
}

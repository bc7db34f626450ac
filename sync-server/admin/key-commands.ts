/** Commands of the operator that put new keys in the place of old ones, while servers run. Each says what follows from it. */
import type { Config } from "../config.ts";
import { changeParcelKey, changeTokenSecret, rewrapForOperator } from "../store/change-keys.ts";
import type { Db } from "../store/db.ts";
import { readRecoveryKey, recoveryFile, recoveryKeyInForce, replaceRecoveryKey } from "../store/recovery-key.ts";

/** Gives the exit code. */
export type Work = (db: Db, config: Config) => Promise<number>;

interface Order {
  /** Parcels of before are opened for so many days more. */
  readonly keepDays: number;
  /** The operator's file of before. */
  readonly keyPath: string | null;
}

/** null where it is no key that is known here. */
export function changeKeys(which: string, { keepDays, keyPath }: Order): Work | null {
  if (which === "token") return changeToken;
  if (which === "parcel" && keepDays >= 0) return (db) => changeParcel(db, keepDays);
  if (which === "recovery") return (db, { dataDir }) => changeRecovery(db, dataDir, keyPath);
  return null;
}

async function changeToken(db: Db): Promise<number> {
  await changeTokenSecret(db);
  console.log(`The token secret is another one. Servers that run know it with their next request.
Every token of before is refused; phones take new ones by their own keys, and nobody has to do anything.
Codes that are out are not changed by this: give out new ones at the desk (人员) if the database was stolen.`);
  return 0;
}

async function changeParcel(db: Db, keepDays: number): Promise<number> {
  await changeParcelKey(db, { keepDays, nowMs: Date.now() });
  console.log(`The parcel key is another one. Servers that run give it to phones within ten seconds.
Parcels sealed for the one of before are opened for ${keepDays} days more; it then leaves the database.
A phone whose parcel comes later still holds everything, and sends it itself.
Backups of before hold the old key: whoever has one and copied a parcel on its way can open that parcel.`);
  return 0;
}

async function changeRecovery(db: Db, dataDir: string, keyPath: string | null): Promise<number> {
  const before = keyPath === null ? null : await readRecoveryKey(keyPath);
  const inForce = await recoveryKeyInForce(db);
  // A file of before that: the change was broken off, or phones have wrapped for the old key since. No third key is made.
  const goesOn = before !== null && inForce !== undefined && before.id !== inForce.id;
  const now = goesOn ? inForce : await replaceRecoveryKey(db, dataDir);
  if (!goesOn)
    console.log(`The operator's key is another one: ${recoveryFile(dataDir, now.id)}. Take it off the machine.`);
  if (before) {
    const { records, rewrapped, waiting } = await rewrapForOperator(db, before, now);
    console.log(`${records} sealed records: ${rewrapped} wrapped anew, ${waiting} that neither key opens yet.`);
  }
  console.log(`Phones learn the key with their next pull, and the phones of those entitled add it to what still lacks it
when their PIN is given.`);
  const file = before ? `the file of ${before.id}` : "the file of before, where it is found again,";
  console.log(`Run this once more with ${file} some days on, until it wraps nothing anew; then destroy that file.`);
  return 0;
}

/** Gives the keys of one person's sealed records to the phone he has now, by the operator's key. Reads no words. */
import type { Doc, Ref } from "#domain/kernel/command";
import type { SealKey } from "#domain/kernel/sealed";
import { RECORD_TYPES } from "#domain/registry";
import { entitledTo, keysOfPerson, sealedSpecOf, sealOf, wrapsOf } from "#domain/sealed/sealed-records";
import { type KeyPair, unwrap, wrapFor } from "#seal/box";
import type { Db, Queryable } from "./db.ts";
import { lockRecords, type StoredRecord, writeRecords } from "./records.ts";

export interface Recovered {
  /** Records the person is entitled to; those of which the keys were passed on; those the operator's key does not open. */
  readonly records: number;
  readonly passedOn: number;
  readonly unopened: number;
}

async function refsOf(q: Queryable, personId: string): Promise<Ref[]> {
  const types = RECORD_TYPES.filter((t) => sealedSpecOf(t));
  const rows = await q.query<Ref & { readonly doc: Doc }>("SELECT t, id, doc FROM entity WHERE t = ANY($1)", [types]);
  return rows.filter(({ t, doc }) => entitledTo(t, doc).includes(personId)).map(({ t, id }) => ({ t, id }));
}

/** The document with the wraps that are missing; undefined where the operator's key does not open it. */
async function withWraps(doc: Doc, keys: readonly SealKey[], { personId, operator }: Whose): Promise<Doc | undefined> {
  const seal = sealOf(doc);
  const secret = seal && (await unwrap({ ...seal, wraps: wrapsOf(doc) }, operator).catch(() => undefined));
  if (!seal || secret === undefined) return undefined;
  const there = new Set(wrapsOf(doc).map(({ id }) => id));
  const missing = keys.filter(({ id }) => !there.has(id));
  const made = await Promise.all(missing.map((key) => wrapFor({ personId, key }, seal.kid, secret)));
  const added = (doc["wraps"] as readonly unknown[] | undefined) ?? [];
  return made.length === 0 ? doc : { ...doc, wraps: [...added, ...made] };
}

interface Whose {
  readonly personId: string;
  readonly operator: KeyPair;
}

/** All or nothing; safe to repeat. */
export function recoverKeys(db: Db, whose: Whose): Promise<Recovered> {
  return db.tx(async (q) => {
    const people = await q.query<{ doc: Doc }>("SELECT doc FROM entity WHERE t = 'person' AND id = $1", [
      whose.personId,
    ]);
    const keys = keysOfPerson(people[0]?.doc);
    const records = [...(await lockRecords(q, await refsOf(q, whose.personId))).values()];
    const changed: { readonly record: StoredRecord; readonly doc: Doc }[] = [];
    let unopened = 0;
    for (const record of records) {
      const doc = await withWraps(record.doc, keys, whose);
      if (!doc) unopened += 1;
      else if (doc !== record.doc) changed.push({ record, doc });
    }
    await writeRecords(
      q,
      changed.map(({ record, doc }) => ({
        ...record,
        doc,
        rev: record.rev + 1,
        before: record.scopes,
        beforeRev: record.rev,
      })),
    );
    return { records: records.length, passedOn: changed.length, unopened };
  });
}

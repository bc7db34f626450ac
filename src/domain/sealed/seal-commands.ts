/** Keys of sealed records: a phone shows its own, whoever is entitled passes a record's key on, every opening is written down. */
import * as v from "valibot";
import { type Doc, defineCommand, refuse } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { id, title } from "../kernel/schema.ts";
import { type KeyWrap, keyWraps, RECOVERY, type SealKey, sealKeySchema } from "../kernel/sealed.ts";
import type { Person } from "../people/people.ts";
import type { Opening } from "./opening.ts";
import { entitledTo, mayOpen, sealOf } from "./sealed-records.ts";

/** One's own phone can open words from now on, once somebody entitled has wrapped them for it. */
export const publishSealKey = defineCommand<Person>()({
  name: "person.publishSealKey",
  args: v.looseObject({ personId: id, key: sealKeySchema }),
  target: (a) => ({ t: "person", id: a.personId }),
  decide: (person, { key }, env) => {
    if (!person) return refuse("not-found");
    if (person.id !== env.actor.personId) return refuse("not-allowed");
    const entry: SealKey = { id: key.id, alg: key.alg, publicKey: key.publicKey };
    return ok([{ op: "append", t: "person", id: person.id, list: "sealKeys", entry }]);
  },
});

/** Passes the key of a record on to others who are entitled to it. */
export const wrapKey = defineCommand<Doc>()({
  name: "seal.wrap",
  args: v.looseObject({ t: id, recordId: id, wraps: keyWraps }),
  target: (a) => ({ t: a.t, id: a.recordId }),
  decide: (record, { t, recordId, wraps }, env) => {
    if (!record || !sealOf(record)) return refuse("not-found");
    const entitled = entitledTo(t, record);
    if (!entitled.includes(env.actor.personId)) return refuse("not-allowed");
    // Somebody who was let go meanwhile gets nothing; the others do.
    const right = wraps.filter(({ personId }) => personId === RECOVERY || entitled.includes(personId));
    return ok(
      right.map(({ id: kid, personId, epk, iv, ct }) => {
        const entry: KeyWrap = { id: kid, personId, epk, iv, ct };
        return { op: "append", t, id: recordId, list: "wraps", entry } as const;
      }),
    );
  },
});

/** Written down before the words of a record are opened. @rule PRI-51 */
export const openRecord = defineCommand<Opening>()({
  name: "seal.open",
  args: v.looseObject({ openingId: id, t: id, recordId: id, reason: title }),
  target: (a) => ({ t: "opening", id: a.openingId }),
  needs: (a) => [{ t: a.t, id: a.recordId }],
  decide: (current, { openingId, t, recordId, reason }, env) => {
    if (current) return refuse("already-exists");
    const record = env.look({ t, id: recordId });
    if (!record || !sealOf(record)) return refuse("not-found");
    const { personId } = env.actor;
    if (!mayOpen(env.actor, t, record)) return refuse("not-allowed");
    const communityCode = String(record["communityCode"]);
    const doc = { t, recordId, communityCode, personId, reason, at: env.at };
    return ok([{ op: "create", t: "opening", id: openingId, doc }]);
  },
});

/**
 * A file goes from one mediator to another: by himself, by whoever is in charge of it, by the head of the committee, or,
 * where he is in office no more, by the community. The community holds the stub only, so the command is about the stub,
 * and about the file where it is there. Who is handed the file reads it; who hands it over reads it no more.
 */
import * as v from "valibot";
import { type Actor, holds } from "../kernel/actor.ts";
import { type Change, defineCommand, refuse } from "../kernel/command.ts";
import type { Instant, PersonId } from "../kernel/ids.ts";
import { err, ok } from "../kernel/result.ts";
import { id } from "../kernel/schema.ts";
import { keyWraps } from "../kernel/sealed.ts";
import type { Person } from "../people/people.ts";
import { addTo, isMediatorOf, maySeal, setFields } from "./may.ts";
import type { Mediation } from "./mediation.ts";
import { isInOffice, type MediationStub } from "./stub.ts";

type Known = Pick<MediationStub, "communityCode" | "mediatorIds">;

/** Whose place may the actor give to another? `from` is the mediator who leaves it. */
export function mayHandOver(actor: Actor, known: Known, from: Person | undefined, now: Instant): boolean {
  const { communityCode, mediatorIds = [] } = known;
  if (maySeal(actor, communityCode)) return true;
  const mediates = isMediatorOf(actor, { communityCode, mediatorIds });
  if (mediates && (actor.personId === from?.id || actor.personId === mediatorIds[0])) return true;
  const isGone = from !== undefined && !isInOffice(from, communityCode, now);
  return isGone && holds(actor, ["communityAdmin"], communityCode);
}

/** May a file of the community be given to this person: a mediator there, and in office? */
export const canTakeOver = (person: Person, { communityCode }: Pick<Known, "communityCode">, now: Instant): boolean =>
  isInOffice(person, communityCode, now, ["mediator"]);

/** The new mediator stands where the old one stood; nobody stands twice. */
const inPlaceOf = (ids: readonly PersonId[], fromId: PersonId, toId: PersonId): PersonId[] => [
  ...new Set(ids.map((one) => (one === fromId ? toId : one))),
];

export const handOverCase = defineCommand<MediationStub>()({
  name: "mediation.handOver",
  args: v.looseObject({
    caseId: id,
    entryId: id,
    fromId: id,
    toId: id,
    /** The file's key for whoever takes it over, from the phone of a mediator who has it. */
    wraps: v.optional(keyWraps),
  }),
  target: (a) => ({ t: "mediationStub", id: a.caseId }),
  needs: (a) => [
    { t: "mediation", id: a.caseId },
    { t: "person", id: a.fromId },
    { t: "person", id: a.toId },
  ],
  decide: (stub, { caseId, entryId, fromId, toId, wraps }, env) => {
    const file = env.look({ t: "mediation", id: caseId }) as Mediation | undefined;
    const known = file ?? stub;
    const mediatorIds = known?.mediatorIds ?? [];
    if (!known || !mediatorIds.includes(fromId)) return refuse("not-found");
    if (known.state === "filed") return refuse("bad-transition");
    const person = (personId: string) => env.look({ t: "person", id: personId }) as Person | undefined;
    if (!mayHandOver(env.actor, known, person(fromId), env.now)) return refuse("not-allowed");
    const to = person(toId);
    if (fromId === toId || !to || !canTakeOver(to, known, env.now)) return err({ kind: "role-unknown", field: "toId" });
    const fields = { mediatorIds: inPlaceOf(mediatorIds, fromId, toId) };
    const entry = { id: entryId, at: env.at, byId: env.actor.personId, fromId, toId };
    const keys = (wraps ?? []).filter(({ personId }) => personId === toId);
    const ofFile = (one: Mediation): Change => [
      ...setFields(one, fields),
      ...addTo(one, "handOvers", entry),
      ...keys.flatMap(({ id: kid, personId, epk, iv, ct }) => addTo(one, "wraps", { id: kid, personId, epk, iv, ct })),
    ];
    return ok([
      ...(file ? ofFile(file) : []),
      ...(stub ? ([{ op: "set", t: "mediationStub", id: caseId, fields }] as const) : []),
    ]);
  },
});

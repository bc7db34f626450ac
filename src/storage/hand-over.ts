/** Hands a file over; its key goes along where this phone may read the file. */
import type { Doc } from "#domain/kernel/command";
import type { Refusal } from "#domain/kernel/refusal";
import { err, ok, type Result } from "#domain/kernel/result";
import type { KeyWrap } from "#domain/kernel/sealed";
import { handOverCase } from "#domain/mediation/hand-over";
import { entitledTo, wrapsOf } from "#domain/sealed/sealed-records";
import { docIn, readOverlay } from "./overlay.ts";
import { pinKeyOf } from "./pin-key.ts";
import { newId, record } from "./record.ts";
import { missingWraps } from "./sealing.ts";
import type { World } from "./world.ts";

export interface HandOver {
  readonly caseId: string;
  readonly fromId: string;
  readonly toId: string;
}

/**
 * The key for whoever takes over, made before this person loses his own. Nothing where the file does not lie here: then
 * a colleague of the file passes it on, or the operator.
 */
async function keysFor(world: World, { caseId, toId }: HandOver): Promise<Result<KeyWrap[], Refusal>> {
  const ref = { t: "mediation", id: caseId };
  const doc = docIn(await readOverlay(world, [ref]), ref);
  const entitled = doc ? entitledTo(ref.t, doc) : [];
  const { personId } = world.person;
  if (!doc || !entitled.includes(personId) || wrapsOf(doc).some((wrap) => wrap.personId === toId)) return ok([]);
  if (!pinKeyOf(personId)) return err({ kind: "sealed-locked" });
  const shared: Doc = { ...doc, mediatorIds: [...entitled, toId] };
  const wraps = (await missingWraps(world, ref.t, shared)).filter((wrap) => wrap.personId === toId);
  return wraps.length > 0 ? ok(wraps) : err({ kind: "colleague-has-no-key" });
}

/** Refuses as the command does, and with `sealed-locked` or `colleague-has-no-key` where the key could not go along. */
export async function handOver(world: World, given: HandOver): Promise<Result<null, Refusal>> {
  const keys = await keysFor(world, given);
  if (!keys.ok) return keys;
  const wraps = keys.value.length > 0 ? { wraps: keys.value } : {};
  const saved = await record(world, [handOverCase({ ...given, ...wraps, entryId: newId() })]);
  return saved.ok ? ok(null) : saved;
}

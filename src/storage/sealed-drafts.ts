/** Unfinished forms of sealed records: at rest only as a box, for the phone's own key and the operator's. */
import { Fault } from "#domain/kernel/fault";
import { type KeyWrap, RECOVERY } from "#domain/kernel/sealed";
import { base64Url, fromBase64Url, utf8 } from "#seal/base64";
import { type Recipient, unwrap, wrapFor } from "#seal/box";
import { A256_GCM } from "#seal/cipher";
import { LOCKED, type SealedDraft } from "./draft-box.ts";
import { leaseOver } from "./lease.ts";
import { ownKey } from "./pin.ts";
import { followPinKeys } from "./pin-key.ts";
import { hashesIn } from "./references.ts";
import { unlockedKey } from "./seal-keys.ts";
import type { World } from "./world.ts";

const nameOf = (draftId: string): string => `draft:${draftId}`;

interface Prepared {
  /** The keys it was wrapped for; with other keys it is made anew. */
  readonly keys: string;
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly wraps: readonly KeyWrap[];
}

/** A secret for each draft that is open, held until the app locks; every save has an iv of its own. */
const prepared = new Map<World, Map<string, Promise<Prepared>>>();
followPinKeys(() => prepared.clear());

/** Throws Fault `seal-key-missing` where this phone has no key yet. */
async function recipientsOf({ vault, person }: World): Promise<Recipient[]> {
  const [own, operator] = await Promise.all([ownKey(vault), vault.getMeta("recoveryKey")]);
  if (!own) throw new Fault("seal-key-missing", "never");
  const to: Recipient[] = [{ personId: person.personId, key: own }];
  if (operator) to.push({ personId: RECOVERY, key: operator });
  return to;
}

async function makeReady(draftId: string, to: readonly Recipient[]): Promise<Prepared> {
  const secret = A256_GCM.newSecret();
  const wraps = await Promise.all(to.map((one) => wrapFor(one, nameOf(draftId), base64Url(secret))));
  return { keys: to.map(({ key }) => key.id).join(" "), secret, wraps };
}

async function readyFor(world: World, draftId: string): Promise<Prepared> {
  const to = await recipientsOf(world);
  const mine = prepared.get(world) ?? new Map<string, Promise<Prepared>>();
  prepared.set(world, mine);
  const known = await mine.get(draftId)?.catch(() => undefined);
  if (known?.keys === to.map(({ key }) => key.id).join(" ")) return known;
  const made = makeReady(draftId, to);
  mine.set(draftId, made);
  return made;
}

/** Makes secret and wraps ahead, which take longer than a letter; a phone without a key says so when something is saved. */
export const prepareDraft = (world: World, draftId: string): Promise<unknown> =>
  readyFor(world, draftId).catch(() => undefined);

/** Needs public keys only. Throws Fault `seal-key-missing` where this phone has no key yet. */
export async function sealDraft(world: World, draftId: string, value: unknown): Promise<SealedDraft> {
  const { secret, wraps } = await readyFor(world, draftId);
  const { iv, bytes } = await A256_GCM.seal(secret, utf8(JSON.stringify(value)), utf8(nameOf(draftId)));
  return { sealedDraft: A256_GCM.alg, iv, ct: base64Url(bytes), wraps, files: [...hashesIn(value)] };
}

/** LOCKED: the PIN is not held, the lease is over, or it was sealed by a key that is gone. */
export async function openDraft(world: World, draftId: string, draft: SealedDraft): Promise<unknown> {
  if (await leaseOver(world)) return LOCKED;
  const mine = await unlockedKey(world);
  const seal = { kid: nameOf(draftId), alg: "", publicKey: "", wraps: draft.wraps };
  const secret = mine && (await unwrap(seal, mine).catch(() => undefined));
  if (secret === undefined) return LOCKED;
  const sealed = { iv: draft.iv, bytes: fromBase64Url(draft.ct) };
  const plain = await A256_GCM.open(fromBase64Url(secret), sealed, utf8(nameOf(draftId)));
  return JSON.parse(new TextDecoder().decode(plain));
}

/** Unfinished forms of sealed records: at rest only as a box, for the phone's own key and the operator's. */
import { Fault } from "#domain/kernel/fault";
import { RECOVERY } from "#domain/kernel/sealed";
import { base64Url, fromBase64Url, utf8 } from "#seal/base64";
import { type Recipient, unwrap, wrapFor } from "#seal/box";
import { A256_GCM } from "#seal/cipher";
import { LOCKED, type SealedDraft } from "./draft-box.ts";
import { leaseOver } from "./lease.ts";
import { ownKey } from "./pin.ts";
import { hashesIn } from "./references.ts";
import { unlockedKey } from "./seal-keys.ts";
import type { World } from "./world.ts";

const nameOf = (draftId: string): string => `draft:${draftId}`;

/** Needs public keys only. Throws Fault `seal-key-missing` where this phone has no key yet. */
export async function sealDraft({ vault, person }: World, draftId: string, value: unknown): Promise<SealedDraft> {
  const own = await ownKey(vault);
  if (!own) throw new Fault("seal-key-missing", "never");
  const operator = await vault.getMeta("recoveryKey");
  const to: Recipient[] = [{ personId: person.personId, key: own }];
  if (operator) to.push({ personId: RECOVERY, key: operator });
  const secret = A256_GCM.newSecret();
  const [{ iv, bytes }, ...wraps] = await Promise.all([
    A256_GCM.seal(secret, utf8(JSON.stringify(value)), utf8(nameOf(draftId))),
    ...to.map((one) => wrapFor(one, nameOf(draftId), base64Url(secret))),
  ]);
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

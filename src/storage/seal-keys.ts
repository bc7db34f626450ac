/**
 * The key of this phone for sealed words: made here, locked by the PIN, opened while the PIN is held. The row is named by
 * its PIN, so that a PIN is changed without a moment in which neither the old nor the new one opens it.
 */
import type { SealKey } from "#domain/kernel/sealed";
import { utf8 } from "#seal/base64";
import { type KeyPair, newKeyPair } from "#seal/box";
import { A256_GCM } from "#seal/cipher";
import { type PinKey, pinKeyOf } from "./pin-key.ts";
import { steady } from "./steady.ts";
import type { SealKeyRow, Vault } from "./vault/vault.ts";
import type { World } from "./world.ts";

const lockText = (key: SealKey) => utf8(`zimajia key 1|${key.id}`);

async function lockedBy(pin: PinKey, { privateKey, id, alg, publicKey }: KeyPair): Promise<SealKeyRow> {
  const key: SealKey = { id, alg, publicKey };
  const { iv, bytes } = await A256_GCM.seal(pin.secret, utf8(privateKey), lockText(key));
  return { name: pin.name, key, alg: A256_GCM.alg, iv, locked: bytes };
}

async function opened(pin: PinKey, { key, iv, locked }: SealKeyRow): Promise<KeyPair> {
  const secret = await A256_GCM.open(pin.secret, { iv, bytes: locked }, lockText(key));
  return { ...key, privateKey: new TextDecoder().decode(secret) };
}

const pairs = new WeakMap<PinKey, KeyPair>();

/** The phone's key with its secret half, where there is one and its PIN is held. */
async function pairIn(vault: Vault, pin: PinKey): Promise<KeyPair | undefined> {
  const known = pairs.get(pin);
  if (known) return known;
  const row = await vault.keys.get(pin.name);
  const pair = row && (await opened(pin, row));
  if (pair) pairs.set(pin, pair);
  return pair;
}

/** undefined while locked, or where this phone has no key. */
export async function unlockedKey({ vault, person }: World): Promise<KeyPair | undefined> {
  const pin = pinKeyOf(person.personId);
  return pin && steady(vault, () => pairIn(vault, pin));
}

/** Locks the phone's key by a new PIN beside the old one; nothing where the old PIN does not open it. */
export async function lockAnew(vault: Vault, old: PinKey, pin: PinKey): Promise<void> {
  const pair = await pairIn(vault, old);
  if (pair) await vault.keys.put(await lockedBy(pin, pair));
}

/** The phone's key, made where there is none. Undefined while locked. */
export async function unlockedOrNewKey(world: World): Promise<KeyPair | undefined> {
  const pin = pinKeyOf(world.person.personId);
  return pin && ((await unlockedKey(world)) ?? makeKey(world.vault, pin));
}

async function makeKey(vault: Vault, pin: PinKey): Promise<KeyPair> {
  const pair = await newKeyPair();
  const row = await lockedBy(pin, pair);
  // Two tabs at once: the first one's key stands.
  const kept = await steady(vault, () =>
    vault.transaction("rw", vault.keys, async () => {
      const known = await vault.keys.get(pin.name);
      if (!known) await vault.keys.put(row);
      return known ?? row;
    }),
  );
  return kept === row ? pair : opened(pin, kept);
}

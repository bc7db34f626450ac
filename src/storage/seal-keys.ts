/**
 * The key of this phone for sealed words: made here, locked by the PIN, opened while the PIN is held. The row is named by
 * its PIN, so that a PIN is changed without a moment in which neither the old nor the new one opens it.
 */
import Dexie from "dexie";
import type { SealKey } from "#domain/kernel/sealed";
import { utf8 } from "#seal/base64";
import { type KeyPair, newKeyPair } from "#seal/box";
import { A256_GCM } from "#seal/cipher";
import { makePin, putPin } from "./device-book.ts";
import { holdPinKey, type PinKey, pinKeyOf } from "./pin-key.ts";
import { openInTime, steady } from "./steady.ts";
import { type SealKeyRow, Vault } from "./vault/vault.ts";
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

/** The public half, locked or not. */
export async function ownKey(vault: Vault): Promise<SealKey | undefined> {
  return (await vault.keys.toCollection().first())?.key;
}

/** Works on the person's vault where there is one, whether or not the person's world is open. */
async function inVault(personId: string, work: (vault: Vault) => Promise<void>): Promise<void> {
  const vault = new Vault(personId);
  if (!(await Dexie.exists(vault.name))) return;
  try {
    await openInTime(vault);
    await work(vault);
  } finally {
    vault.close();
  }
}

/** Locks the phone's key by a new PIN; undefined: there is none, or the old PIN is not known. */
async function lockedAnew(vault: Vault, old: PinKey | undefined, pin: PinKey): Promise<SealKeyRow | undefined> {
  const pair = old && (await pairIn(vault, old));
  return pair && lockedBy(pin, pair);
}

/**
 * Sets or changes the PIN. After a PIN that was forgotten the phone's key cannot be opened by anybody and goes: the next
 * unlock makes another, and colleagues pass the keys of the records on to it.
 */
export async function setPin(personId: string, pin: string): Promise<void> {
  const made = await makePin(personId, pin);
  await inVault(personId, async (vault) => {
    const row = await lockedAnew(vault, pinKeyOf(personId), made.key);
    if (row) await vault.keys.put(row);
  });
  await putPin(made);
  await inVault(personId, async (vault) => {
    await vault.keys.where("name").notEqual(made.key.name).delete();
  });
  holdPinKey(personId, made.key);
}

/** Ten wrong PINs: whoever tries has lost the key for good. */
export const dropSealKeys = (personId: string): Promise<void> => inVault(personId, (vault) => vault.keys.clear());

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

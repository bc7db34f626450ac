/** Sets and changes the PIN, and with it what locks the phone's key for sealed words. */
import Dexie from "dexie";
import type { SealKey } from "#domain/kernel/sealed";
import { makePin, putPin } from "./device-book.ts";
import { holdPinKey, pinKeyOf } from "./pin-key.ts";
import { openInTime } from "./steady.ts";
import { Vault } from "./vault/vault.ts";

/** The public half of the phone's key, locked or not. */
export async function ownKey(vault: Vault): Promise<SealKey | undefined> {
  return (await vault.keys.toCollection().first())?.key;
}

/** Works on the person's vault where there is one, whether or not the person's world is open. */
async function inVault(personId: string, work: (vault: Vault) => Promise<unknown>): Promise<void> {
  const vault = new Vault(personId);
  if (!(await Dexie.exists(vault.name))) return;
  try {
    await openInTime(vault);
    await work(vault);
  } finally {
    vault.close();
  }
}

/**
 * Sets or changes the PIN. After a PIN that was forgotten the phone's key cannot be opened by anybody and goes: the next
 * unlock makes another, and colleagues pass the keys of the records on to it.
 */
export async function setPin(personId: string, pin: string): Promise<void> {
  const made = await makePin(personId, pin);
  const old = pinKeyOf(personId);
  await inVault(personId, async (vault) => {
    if (!old || (await ownKey(vault)) === undefined) return;
    const { lockAnew } = await import("./seal-keys.ts");
    await lockAnew(vault, old, made.key);
  });
  await putPin(made);
  await inVault(personId, (vault) => vault.keys.where("name").notEqual(made.key.name).delete());
  holdPinKey(personId, made.key);
}

/** Ten wrong PINs: whoever tries has lost the key for good. */
export const dropSealKeys = (personId: string): Promise<void> => inVault(personId, (vault) => vault.keys.clear());

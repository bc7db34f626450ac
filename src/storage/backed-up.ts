/** The last of 已存手机 → 平台已收 → 已备份: a verified backup of the server holds what this phone handed in. */
import type { Ref } from "#domain/kernel/command";
import { keyOf } from "./fold.ts";
import { useKeyed, useWorld } from "./use-world.ts";
import type { Vault } from "./vault/vault.ts";

/**
 * True where every change that this phone handed in to a record lies in a backup. False too where that is not known:
 * before the first backup, and of records that other phones handed in.
 */
export async function isBackedUp(vault: Vault, ref: Ref): Promise<boolean> {
  const [safe, receipts] = await vault.transaction("r", vault.meta, vault.ledger, () =>
    Promise.all([vault.getMeta("safe"), vault.ledger.where("ek").equals(keyOf(ref)).toArray()]),
  );
  return safe !== undefined && receipts.length > 0 && receipts.every((receipt) => receipt.n <= safe);
}

/** undefined while it is read. */
export function useBackedUp(t: string, id: string): boolean | undefined {
  const { vault } = useWorld();
  return useKeyed(`backed up ${keyOf({ t, id })}`, () => isBackedUp(vault, { t, id }));
}

/** What 手机搬家 does: the vault of a phone copied as it is, to be put into another phone, or back into the same. */
import type { Vault } from "#storage/vault/vault";

type Copy = ReadonlyMap<string, readonly unknown[]>;

export async function copyVault(vault: Vault): Promise<Copy> {
  const copy = new Map<string, readonly unknown[]>();
  for (const table of vault.tables) copy.set(table.name, await table.toArray());
  return copy;
}

/** From now on this phone is the one the copy was taken from. */
export async function becomeCopy(vault: Vault, copy: Copy): Promise<void> {
  await vault.transaction("rw", vault.tables, async () => {
    for (const table of vault.tables) {
      await table.clear();
      await table.bulkPut([...(copy.get(table.name) ?? [])]);
    }
  });
}

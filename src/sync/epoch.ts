/** The server was restored, or this phone was cloned: what to do, in an order that survives a crash between steps. */
import { dropCache } from "#storage/cache/cache";
import { rekey } from "#storage/vault/vault";
import type { World } from "#storage/world";

/**
 * Takes a new epoch. The cache goes first: if the phone dies here, the old epoch is refused again and this is repeated.
 * Then everything not known to be in a backup is sent again under its old `mid`s.
 */
export async function adoptEpoch(world: World, epoch: string): Promise<void> {
  await dropCache(world.cache);
  const known = await world.vault.getMeta("epoch");
  if (known === undefined) await world.vault.setMeta("epoch", epoch);
  else if (known !== epoch) await rekey(world.vault, epoch);
}

/**
 * The server holds less than this phone has seen, and says of itself that it is the same: it was put back unnoticed.
 * Everything not known to be in a backup is sent again, and everything fetched anew.
 */
export async function beginAgain(world: World): Promise<void> {
  await dropCache(world.cache);
  await rekey(world.vault);
}

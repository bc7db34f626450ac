/** After each contact: this phone shows its own key where it needs one, and passes the keys of records on to colleagues. */

import { RECORD_TYPES } from "#domain/registry";
import { publishSealKey, wrapKey } from "#domain/sealed/seal-commands";
import { keysOfPerson, sealedSpecOf } from "#domain/sealed/sealed-records";
import { docIn, readOverlay } from "./overlay.ts";
import { pinKeyOf } from "./pin-key.ts";
import { record } from "./record.ts";
import { unlockedOrNewKey } from "./seal-keys.ts";
import { missingWraps } from "./sealing.ts";
import type { World } from "./world.ts";

/** Roles that may be entitled to sealed words. */
const NEEDS_KEY: readonly string[] = ["mediator", "gridWorker"];

/** Makes the key where the person's role needs one, and publishes it. Needs the PIN; does nothing while locked. */
async function showOwnKey(world: World): Promise<boolean> {
  const me = { t: "person", id: world.person.personId };
  const folded = await readOverlay(world, [me]);
  if (!folded.actor.grants.some((g) => NEEDS_KEY.includes(g.role))) return false;
  const own = await unlockedOrNewKey(world);
  const doc = docIn(folded, me);
  if (!own || !doc) return false;
  if (keysOfPerson(doc).some(({ id }) => id === own.id)) return true;
  const { id, alg, publicKey } = own;
  return (await record(world, [publishSealKey({ personId: me.id, key: { id, alg, publicKey } })])).ok;
}

async function passOn(world: World, t: string): Promise<void> {
  const rows = await world.cache.rows.where("[t+id]").between([t, ""], [t, "\uffff"]).toArray();
  const folded = await readOverlay(world);
  for (const { id, doc } of rows) {
    const wraps = await missingWraps(world, t, docIn(folded, { t, id }) ?? doc);
    if (wraps.length > 0) await record(world, [wrapKey({ t, recordId: id, wraps })]);
  }
}

/** Safe to repeat: what is there is not made again. */
export async function keepSeals(world: World): Promise<void> {
  if (!pinKeyOf(world.person.personId) || !(await showOwnKey(world))) return;
  for (const t of RECORD_TYPES) if (sealedSpecOf(t)) await passOn(world, t);
}

/** Opens sealed words: with a reason that is written down first, while the PIN is held and the lease runs. */
import { useSyncExternalStore } from "react";
import type { Doc, Ref } from "#domain/kernel/command";
import type { Refusal } from "#domain/kernel/refusal";
import { err, ok, type Result } from "#domain/kernel/result";
import { isSealedBox, type Revealed, type SealedBox } from "#domain/kernel/sealed";
import { openRecord } from "#domain/sealed/seal-commands";
import { openValue } from "#seal/box";
import { isLeaseOver, leaseOver } from "./lease.ts";
import { docIn, readOverlay } from "./overlay.ts";
import { ownKey } from "./pin.ts";
import { followPinKeys, pinKeyOf } from "./pin-key.ts";
import { newId } from "./random.ts";
import { record } from "./record.ts";
import { secretOf } from "./sealing.ts";
import { useKeyed, useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

export interface Opened {
  readonly ref: Ref;
  /** Refuses once the phone is locked, the lease is over, or the record has left this phone. */
  reveal<T>(value: T): Promise<Result<Revealed<T>, Refusal>>;
}

/** Why words cannot be read now; undefined where they can. */
async function refusalToOpen(world: World): Promise<Refusal | undefined> {
  if (await leaseOver(world)) return { kind: "lease-over" };
  if (pinKeyOf(world.person.personId)) return undefined;
  return (await ownKey(world.vault)) ? { kind: "sealed-locked" } : { kind: "seal-key-missing" };
}

async function revealed(value: unknown, open: (box: SealedBox) => Promise<unknown>): Promise<unknown> {
  if (isSealedBox(value)) return open(value);
  if (Array.isArray(value)) return Promise.all(value.map((member) => revealed(member, open)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([name, inner]) => [name, await revealed(inner, open)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const docOf = async (world: World, ref: Ref): Promise<Doc | undefined> => docIn(await readOverlay(world, [ref]), ref);

/**
 * Opens a record's words for its person. The opening is a record of its own (who, when, why) and is saved before anything
 * is read. Refuses with `sealed-locked`, `lease-over`, `seal-key-missing`, `not-allowed`, `invalid-arguments` (no reason).
 */
export async function openSealed(world: World, ref: Ref, reason: string): Promise<Result<Opened, Refusal>> {
  const refusal = await refusalToOpen(world);
  if (refusal) return err(refusal);
  const saved = await record(world, [openRecord({ openingId: newId(), t: ref.t, recordId: ref.id, reason })]);
  if (!saved.ok) return saved;
  return ok({
    ref,
    reveal: async <T>(value: T): Promise<Result<Revealed<T>, Refusal>> => {
      const closed = await refusalToOpen(world);
      if (closed) return err(closed);
      const doc = await docOf(world, ref);
      if (!doc) return err({ kind: "not-found" });
      const secret = await secretOf(world, doc);
      const open = (box: SealedBox) => (secret === undefined ? null : openValue(secret, ref, box).catch(() => null));
      return ok((await revealed(value, async (box) => open(box))) as Revealed<T>);
    },
  });
}

export type SealState = "no-key" | "locked" | "open" | "lease-over";

/** What a screen of sealed records says first; undefined while it is read. */
export function useSealState(): SealState | undefined {
  const world = useWorld();
  const { personId } = world.person;
  const isHeld = useSyncExternalStore(followPinKeys, () => pinKeyOf(personId) !== undefined);
  return useKeyed(`seal-state ${isHeld}`, async () => {
    const hasKey = (await ownKey(world.vault)) !== undefined;
    const lease = await world.vault.getMeta("lease");
    const offMs = (await world.vault.getMeta("clockOffset")) ?? 0;
    if (isLeaseOver(lease, world.clock.now() + offMs)) return "lease-over";
    if (!hasKey) return "no-key";
    return isHeld ? "open" : "locked";
  });
}

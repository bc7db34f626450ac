/** Unfinished forms, kept at every change: a call or a flat battery costs nothing. */
import { useLiveQuery } from "dexie-react-hooks";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { Fault, isFault } from "#domain/kernel/fault";
import { isSealedDraft, LOCKED } from "./draft-box.ts";
import { LatestOnly } from "./latest-only.ts";
import { followPinKeys, pinKeyOf } from "./pin-key.ts";
import { withReserve } from "./reserve.ts";
import { steady } from "./steady.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

/** Throws Fault `sealed-locked` for a sealed one that cannot be opened now. */
export async function readDraft<T>(world: World, draftId: string): Promise<T | undefined> {
  const value = await readOrLocked<T>(world, draftId);
  if (value === LOCKED) throw new Fault("sealed-locked", "never");
  return value;
}

async function readOrLocked<T>(world: World, draftId: string): Promise<T | undefined | typeof LOCKED> {
  const row = await steady(world.vault, () => world.vault.drafts.get(draftId));
  if (!isSealedDraft(row?.value)) return row?.value as T | undefined;
  const { openDraft } = await import("./sealed-drafts.ts");
  return (await openDraft(world, draftId, row.value)) as T | typeof LOCKED;
}

/** Words that must not lie open on the phone: at rest only as a box, also while it is locked. */
export interface DraftKind {
  readonly sealed?: boolean;
}

/** `writtenAt`: when it was typed, ms; it may have waited for an earlier write. */
interface Writing extends DraftKind {
  readonly writtenAt?: number;
}

export async function saveDraft(world: World, draftId: string, words: unknown, kind: Writing = {}): Promise<void> {
  const savedAt = kind.writtenAt ?? world.clock.now();
  const value = kind.sealed ? await (await import("./sealed-drafts.ts")).sealDraft(world, draftId, words) : words;
  const put = () => steady(world.vault, () => world.vault.drafts.put({ id: draftId, value, savedAt }));
  await withReserve(put);
}

/** What sealing needs is made before the first letter, so that a letter waits for one cipher and one write only. */
async function prepareSealing(world: World, draftId: string): Promise<void> {
  const { prepareDraft } = await import("./sealed-drafts.ts");
  await prepareDraft(world, draftId);
}

export async function clearDraft(world: World, draftId: string): Promise<void> {
  await steady(world.vault, () => world.vault.drafts.delete(draftId));
}

/** Where an unfinished report lies: of a stop of a round, or of none. */
export const reportDraftId = (roundId: string | undefined, checkpointId: string | undefined): string =>
  `report:${roundId ?? "alone"}:${checkpointId ?? "any"}`;

/** Stops of a round with a report that was begun and not handed in; empty while it is read. */
export function useBegunReports(roundId: string): readonly string[] {
  const { vault } = useWorld();
  const prefix = reportDraftId(roundId, "");
  const keys = useLiveQuery(() => vault.drafts.where("id").startsWith(prefix).primaryKeys(), [vault, prefix]);
  return (keys ?? []).map((key) => key.slice(prefix.length));
}

export interface Draft<T> {
  readonly value: T | undefined;
  /** false while the stored draft is read, or a sealed one is locked. */
  readonly ready: boolean;
  save(value: T): void;
  clear(): Promise<void>;
}

interface Held<T> {
  readonly id: string;
  readonly value: T | undefined;
}

/** The value on the screen is this hook's own; the store follows at every change, by at most one write. */
export function useDraft<T>(draftId: string, { sealed = false }: DraftKind = {}): Draft<T> {
  const world = useWorld();
  const pin = useSyncExternalStore(followPinKeys, () => pinKeyOf(world.person.personId)?.name);
  const [held, setHeld] = useState<Held<T>>();
  const [fault, setFault] = useState<unknown>();
  const keep = useCallback(
    async ({ value, writtenAt }: { readonly value: T; readonly writtenAt: number }): Promise<void> => {
      try {
        await saveDraft(world, draftId, value, { sealed, writtenAt });
        world.fullness.set(false);
      } catch (error) {
        // A full phone takes nothing off the screen: it is said there, and the next change tries again.
        if (!isFault(error) || error.code !== "storage-full") return setFault(error);
        world.fullness.set(true);
      }
    },
    [world, draftId, sealed],
  );
  const box = useMemo(() => new LatestOnly(keep), [keep]);
  useEffect(() => {
    if (sealed) void prepareSealing(world, draftId);
  }, [world, draftId, sealed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a sealed draft is read once more when the PIN is typed
  useEffect(() => {
    let current = true;
    readOrLocked<T>(world, draftId).then(
      (value) => current && value !== LOCKED && setHeld((now) => (now?.id === draftId ? now : { id: draftId, value })),
      (error) => current && setFault(error),
    );
    return () => {
      current = false;
    };
  }, [world, draftId, pin]);
  const save = useCallback(
    (value: T) => {
      setHeld({ id: draftId, value });
      box.put({ value, writtenAt: world.clock.now() });
    },
    [world, box, draftId],
  );
  const clear = useCallback(async () => {
    setHeld({ id: draftId, value: undefined });
    await box.settled();
    await clearDraft(world, draftId);
  }, [world, box, draftId]);
  if (fault !== undefined) throw fault;
  const ready = held?.id === draftId;
  return { value: ready ? held.value : undefined, ready, save, clear };
}

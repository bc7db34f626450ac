/** Unfinished forms, kept at every change: a call or a flat battery costs nothing. */
import { useCallback, useEffect, useRef, useState } from "react";
import { steady } from "./steady.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

export async function readDraft<T>(world: World, draftId: string): Promise<T | undefined> {
  const row = await steady(world.vault, () => world.vault.drafts.get(draftId));
  return row?.value as T | undefined;
}

export async function saveDraft(world: World, draftId: string, value: unknown): Promise<void> {
  const savedAt = world.clock.now();
  await steady(world.vault, () => world.vault.drafts.put({ id: draftId, value, savedAt }));
}

export async function clearDraft(world: World, draftId: string): Promise<void> {
  await steady(world.vault, () => world.vault.drafts.delete(draftId));
}

export interface Draft<T> {
  readonly value: T | undefined;
  /** false while the stored draft is read. */
  readonly ready: boolean;
  save(value: T): void;
  clear(): Promise<void>;
}

interface Held<T> {
  readonly id: string;
  readonly value: T | undefined;
}

/** The value on the screen is this hook's own; the store follows, in order, change by change. */
export function useDraft<T>(draftId: string): Draft<T> {
  const world = useWorld();
  const [held, setHeld] = useState<Held<T>>();
  const [fault, setFault] = useState<unknown>();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    let current = true;
    readDraft<T>(world, draftId).then(
      (value) => current && setHeld((now) => (now?.id === draftId ? now : { id: draftId, value })),
      (error) => current && setFault(error),
    );
    return () => {
      current = false;
    };
  }, [world, draftId]);
  const save = useCallback(
    (value: T) => {
      setHeld({ id: draftId, value });
      queue.current = queue.current.then(() => saveDraft(world, draftId, value)).catch(setFault);
    },
    [world, draftId],
  );
  const clear = useCallback(async () => {
    setHeld({ id: draftId, value: undefined });
    await queue.current;
    await clearDraft(world, draftId);
  }, [world, draftId]);
  if (fault !== undefined) throw fault;
  const ready = held?.id === draftId;
  return { value: ready ? held.value : undefined, ready, save, clear };
}

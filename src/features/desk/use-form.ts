import { useCallback } from "react";
import { useDraft } from "#storage/drafts";

export interface Form<T> {
  readonly value: T;
  /** False while what was typed earlier is still read. */
  readonly ready: boolean;
  /** Something was entered and is not saved yet. */
  readonly changed: boolean;
  set(fields: Partial<T>): void;
  /** After saving, or to start again from what is saved. */
  clear(): Promise<void>;
}

/** A form that outlives the page: what was typed waits on this computer until it is saved or thrown away. */
export function useForm<T extends object>(formId: string, saved: T): Form<T> {
  const draft = useDraft<T>(formId);
  const value = draft.value ?? saved;
  const { save } = draft;
  const set = useCallback((fields: Partial<T>) => save({ ...value, ...fields }), [save, value]);
  return { value, ready: draft.ready, changed: draft.value !== undefined, set, clear: draft.clear };
}

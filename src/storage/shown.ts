/** How far a record has come: on this phone, on its way, received by the platform, or set aside by it. */
import type { Doc } from "#domain/kernel/command";
import type { ServerRecord } from "./cache/cache.ts";
import { keyOf, type Overlay } from "./fold.ts";

export type RecordStage = "onPhone" | "sending" | "received" | "quarantined";

export interface Shown<T> {
  readonly doc: T;
  readonly stage: RecordStage;
  /** When the server took the last change, ISO. */
  readonly receivedAt?: string;
  /** Revision on the server; 0 while it has none. */
  readonly rev: number;
}

type Known = Pick<ServerRecord, "rev" | "ra" | "doc">;

/** One record as the screen shows it: server row ⊕ pending commands; null where neither knows it. */
export function show<T>(t: string, id: string, server: Known | undefined, overlay: Overlay): Shown<T> | null {
  const key = keyOf({ t, id });
  const doc: Doc | undefined = overlay.docs.get(key) ?? server?.doc;
  if (!doc) return null;
  const mark = overlay.stages.get(key);
  const receivedAt = mark?.receivedAt ?? server?.ra;
  return {
    doc: doc as unknown as T,
    stage: mark?.stage ?? "received",
    rev: server?.rev ?? 0,
    ...(receivedAt === undefined ? {} : { receivedAt }),
  };
}

/** Rows of one type with everything pending over them; `keep` is asked again after folding. */
export function showAll<T>(
  t: string,
  rows: readonly ServerRecord[],
  overlay: Overlay,
  keep: (doc: T) => boolean = () => true,
): Shown<T>[] {
  const byId = new Map(rows.map((r) => [r.id, r]));
  const ids = new Set(byId.keys());
  for (const ref of overlay.refs.values()) if (ref.t === t) ids.add(ref.id);
  const shown: Shown<T>[] = [];
  for (const id of ids) {
    const one = show<T>(t, id, byId.get(id), overlay);
    if (one && keep(one.doc)) shown.push(one);
  }
  return shown;
}

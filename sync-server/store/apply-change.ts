/**
 * Applies a decided change to locked records and keeps what it overwrites.
 * A field is in conflict when somebody else's client wrote it after the revision this person saw.
 */
import { applyChange, type Change, type Doc, type Effect } from "#domain/kernel/command";
import type { Envelope } from "#protocol/envelope";
import { type FieldVersion, keyOf, type RecordWrite, type StoredRecord } from "./records.ts";

export interface Conflict {
  readonly t: string;
  readonly id: string;
  readonly field: string;
  readonly lost: unknown;
  readonly lostBy: string;
  readonly lostAt: string;
}

export interface BlobRef {
  readonly sha256: string;
  readonly bytes: number;
  readonly t: string;
  readonly id: string;
}

/** The records of one push as they stand while its commands are decided one after another. */
export class Workspace {
  readonly #records: Map<string, StoredRecord>;
  readonly #before = new Map<string, readonly string[]>();
  readonly #changed = new Set<string>();
  readonly conflicts: (Conflict & { readonly mid: string })[] = [];
  readonly blobs: BlobRef[] = [];

  constructor(records: Map<string, StoredRecord>) {
    this.#records = new Map(records);
    for (const [key, record] of records) this.#before.set(key, record.scopes);
  }

  doc(ref: { t: string; id: string }): Doc | undefined {
    return this.#records.get(keyOf(ref))?.doc;
  }

  rev(ref: { t: string; id: string }): number {
    return this.#records.get(keyOf(ref))?.rev ?? 0;
  }

  has(ref: { t: string; id: string }): boolean {
    return this.#records.has(keyOf(ref));
  }

  /** Applies a change; returns the names of the fields whose other value was overwritten (and kept). */
  apply(change: Change, envelope: Envelope, at: string): string[] {
    const docs = new Map<string, Doc>();
    for (const [key, record] of this.#records) docs.set(key, record.doc);
    const next = applyChange(docs, change);
    const conflicts = change.flatMap((effect) => this.#conflictsOf(effect, envelope));
    for (const [key, doc] of next) this.#put(key, doc, change, envelope, at);
    for (const e of change) {
      if (e.op === "attach") this.blobs.push({ sha256: e.sha256, bytes: e.bytes, t: e.t, id: e.id });
    }
    this.conflicts.push(...conflicts.map((c) => ({ ...c, mid: envelope.mid })));
    return conflicts.map((c) => c.field);
  }

  #conflictsOf(effect: Effect, envelope: Envelope): Conflict[] {
    if (effect.op !== "set") return [];
    const record = this.#records.get(keyOf(effect));
    if (!record) return [];
    const sameRecord = effect.t === envelope.e.t && effect.id === envelope.e.id;
    return Object.keys(effect.fields).flatMap((field) => {
      const version = record.fv[field];
      if (!version || !sameRecord || version.rev <= envelope.base || version.root === envelope.cid) return [];
      const lost = record.doc[field] ?? null;
      if (JSON.stringify(lost) === JSON.stringify(effect.fields[field])) return [];
      return [{ t: effect.t, id: effect.id, field, lost, lostBy: version.by, lostAt: version.at }];
    });
  }

  #put(key: string, doc: Doc, change: Change, envelope: Envelope, at: string): void {
    const known = this.#records.get(key);
    const rev = (known?.rev ?? 0) + 1;
    const [t = "", ...rest] = key.split(":");
    const id = rest.join(":");
    const fv: Record<string, FieldVersion> = { ...known?.fv };
    for (const effect of change) {
      if (effect.op !== "set" || keyOf(effect) !== key) continue;
      for (const field of Object.keys(effect.fields)) fv[field] = { rev, root: envelope.cid, by: envelope.user, at };
    }
    this.#records.set(key, { t, id, scopes: known?.scopes ?? [], rev, doc, fv });
    this.#changed.add(key);
  }

  /** What must be written, each record once. */
  writes(): RecordWrite[] {
    return [...this.#changed].map((key) => {
      const record = this.#records.get(key);
      if (!record) throw new Error("bug: changed record is not in the workspace");
      return { ...record, before: this.#before.get(key) ?? [] };
    });
  }
}

/**
 * Applies a decided change to locked records and keeps what it overwrites.
 * A field is in conflict when somebody else's client wrote it after the revision this person saw.
 */
import { applyChange, type Change, type Doc, type Effect, type Ref } from "#domain/kernel/command";
import { isSame } from "#domain/kernel/same";
import { isBringable, type Overwritten } from "#domain/overwritten/overwritten";
import { isRecordType, scopesOfDoc } from "#domain/registry";
import { sealedSpecOf, stubOf, withoutForeignWraps } from "#domain/sealed/sealed-records";
import type { Envelope } from "#protocol/envelope";
import { type FieldVersion, keyOf, type RecordWrite, type StoredRecord } from "./records.ts";

export interface Conflict {
  readonly t: string;
  readonly id: string;
  readonly field: string;
  readonly lost: unknown;
  readonly lostBy: string;
  readonly lostAt: string;
  readonly put: unknown;
}

export interface BlobRef {
  readonly sha256: string;
  readonly bytes: number;
  readonly t: string;
  readonly id: string;
  readonly deviceId: string;
}

/** When the server takes a change, ISO, and from which device. */
export interface Taken {
  readonly at: string;
  readonly deviceId: string;
}

/** The records of one transaction as they stand while its commands are decided one after another. */
export class Workspace {
  readonly #records = new Map<string, StoredRecord>();
  readonly #before = new Map<string, StoredRecord>();
  readonly #asked = new Set<string>();
  readonly #changed = new Set<string>();
  readonly conflicts: (Conflict & { readonly mid: string })[] = [];
  readonly blobs: BlobRef[] = [];

  /** Takes in records that were asked for and locked; those that are not there are known to be absent. */
  add(asked: readonly Ref[], found: ReadonlyMap<string, StoredRecord>): void {
    for (const ref of asked) this.#asked.add(keyOf(ref));
    for (const [key, record] of found) {
      if (this.#before.has(key)) continue;
      this.#before.set(key, record);
      this.#records.set(key, record);
    }
  }

  /** Those of `refs` that nobody has locked yet. */
  unasked(refs: readonly Ref[]): Ref[] {
    return refs.filter((ref) => !this.#asked.has(keyOf(ref)));
  }

  doc(ref: Ref): Doc | undefined {
    return this.#records.get(keyOf(ref))?.doc;
  }

  has(ref: Ref): boolean {
    return this.#records.has(keyOf(ref));
  }

  rev(ref: Ref): number {
    return this.#records.get(keyOf(ref))?.rev ?? 0;
  }

  /** Puts down a record that nobody had before. */
  lay(ref: Ref, doc: Doc): void {
    this.#records.set(keyOf(ref), { ...ref, scopes: [], rev: 1, doc, fv: {} });
    this.#changed.add(keyOf(ref));
  }

  /** Applies a change; returns the names of the fields whose other value was overwritten (and kept). */
  apply(change: Change, envelope: Envelope, { at, deviceId }: Taken): string[] {
    const docs = new Map<string, Doc>();
    for (const key of new Set(change.map(keyOf))) {
      const record = this.#records.get(key);
      if (record) docs.set(key, record.doc);
    }
    const next = applyChange(docs, change);
    const conflicts = change.flatMap((effect) => this.#conflictsOf(effect, envelope));
    for (const conflict of conflicts) this.#keepLost(conflict, envelope, at);
    for (const [key, doc] of next) this.#put(key, doc, change, envelope, at);
    for (const e of change) {
      if (e.op === "attach") this.blobs.push({ sha256: e.sha256, bytes: e.bytes, t: e.t, id: e.id, deviceId });
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
      const put = effect.fields[field] ?? null;
      if (isSame(lost, put)) return [];
      return [{ t: effect.t, id: effect.id, field, lost, lostBy: version.by, lostAt: version.at, put }];
    });
  }

  /** The lost value where whoever sees the record can bring it back. */
  #keepLost({ t, id, field, lost, lostBy, lostAt, put }: Conflict, { mid, user }: Envelope, at: string): void {
    const record = this.#records.get(keyOf({ t, id }));
    // One's own value of another phone is no loss to tell anybody of; it stays in the table of conflicts.
    if (!record || lostBy === user || !isRecordType(t) || !isBringable(t, field)) return;
    const kept: Overwritten = {
      id: `${mid}.${field}`,
      ...{ t, recordId: id, field, seenIn: scopesOfDoc(t, record.doc) },
      ...{ lost, lostById: lostBy, lostAt, put, byId: user, at, state: "open" },
    };
    this.lay({ t: "overwritten", id: kept.id }, kept as unknown as Doc);
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
    this.#records.set(key, { t, id, scopes: known?.scopes ?? [], rev, doc: withoutForeignWraps(t, doc), fv });
    this.#changed.add(key);
  }

  /** Documents of one type that this transaction changes, as they stand now. */
  changed(t: string): Doc[] {
    return [...this.#changed].flatMap((key) => {
      const record = this.#records.get(key);
      return record?.t === t ? [record.doc] : [];
    });
  }

  /** Fields that the server itself gives to a record which this transaction changes anyway. */
  give(ref: Ref, fields: Doc): void {
    const record = this.#records.get(keyOf(ref));
    if (record) this.#records.set(keyOf(ref), { ...record, doc: { ...record.doc, ...fields } });
  }

  /** Sealed records that others see now than before. */
  movedSealed(): Ref[] {
    return [...this.#changed].flatMap((key) => {
      const record = this.#records.get(key);
      const before = this.#before.get(key)?.scopes;
      if (!record || !before || !isRecordType(record.t) || !sealedSpecOf(record.t)) return [];
      const same = isSame([...before].sort(), scopesOfDoc(record.t, record.doc).sort());
      return same ? [] : [{ t: record.t, id: record.id }];
    });
  }

  /** What was overwritten in sealed records goes where they have gone; it must have been asked for. */
  moveOverwritten(): void {
    const moved = new Set(this.movedSealed().map(keyOf));
    for (const [key, record] of this.#records) {
      if (record.t !== "overwritten") continue;
      const { t, recordId: id } = record.doc as unknown as Overwritten;
      const of = this.#records.get(keyOf({ t, id }));
      if (!of || !isRecordType(t) || !moved.has(keyOf(of))) continue;
      const doc = { ...record.doc, seenIn: scopesOfDoc(t, of.doc) };
      const isNew = !this.#before.has(key);
      this.#records.set(key, { ...record, doc, rev: isNew ? record.rev : record.rev + 1 });
      this.#changed.add(key);
    }
  }

  /** Stubs of sealed records that were changed: they must be asked for before `writeStubs`. */
  stubs(): Ref[] {
    return this.#changedStubs().map(({ ref }) => ref);
  }

  /** What others see of the sealed records that were changed, written beside them. */
  writeStubs(): void {
    for (const { ref, doc } of this.#changedStubs()) {
      const known = this.#records.get(keyOf(ref));
      if (known && isSame(known.doc, doc)) continue;
      this.#records.set(keyOf(ref), { ...ref, scopes: known?.scopes ?? [], rev: (known?.rev ?? 0) + 1, doc, fv: {} });
      this.#changed.add(keyOf(ref));
    }
  }

  #changedStubs() {
    return [...this.#changed].flatMap((key) => {
      const record = this.#records.get(key);
      const stub = record && stubOf(record.t, record.doc);
      return stub ? [stub] : [];
    });
  }

  /** What must be written, each record once. */
  writes(): RecordWrite[] {
    return [...this.#changed].map((key) => {
      const record = this.#records.get(key);
      if (!record) throw new Error("bug: changed record is not in the workspace");
      const before = this.#before.get(key);
      return { ...record, before: before?.scopes ?? [], beforeRev: before?.rev ?? 0 };
    });
  }
}

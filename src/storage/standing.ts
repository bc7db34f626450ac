/**
 * What stands on this phone, held in memory from one save to the next: a tap then waits for one transaction and for no
 * reading. Whatever changes in the databases, in this tab or another, is told by Dexie and lets go of it.
 */
import Dexie, { type ObservabilitySet, RangeSet, rangesOverlap } from "dexie";
import type { Ref } from "#domain/kernel/command";
import { forgetDrawn } from "./drawn-ids.ts";
import { type Folded, foldAlso, readAlso, readOverlay, type Waiting } from "./overlay.ts";
import type { World } from "./world.ts";

const OF_VAULT = ["outbox", "ledger", "quarantine"];
const OF_CACHE = ["rows", "pages", "shelves"];
/** Of the vault's meta; the rest of it says nothing about what a command may do. */
const OF_META = new RangeSet().addKeys(["clockOffset", "nextN", "cid"]);

/** What came of it, and what whoever comes next must wait for besides. */
export interface Turn<T> {
  readonly value: T;
  readonly after?: Promise<unknown>;
}

export class Standing {
  private held: Folded | undefined;
  private readonly tables: ReadonlySet<string>;
  private readonly meta: string;
  private readonly outbox: string;
  /** Counts what was changed by anybody. */
  private changes = 0;
  private saving = false;
  /** Of the last save: the next is mostly about the same records. */
  private lastAsked: readonly Ref[] = [];
  private last: Promise<unknown> = Promise.resolve();

  constructor(vault: string, cache: string) {
    this.tables = new Set([
      ...OF_VAULT.map((table) => `idb://${vault}/${table}/`),
      ...OF_CACHE.map((table) => `idb://${cache}/${table}/`),
    ]);
    this.meta = `idb://${vault}/meta/`;
    this.outbox = `idb://${vault}/outbox/`;
    Dexie.on("storagemutated", this.onChange);
  }

  stop(): void {
    Dexie.on.storagemutated.unsubscribe(this.onChange);
    this.forget();
  }

  /** What is held may be older than what is stored. */
  forget(): void {
    this.changes += 1;
    this.held = undefined;
  }

  /** Saves of one tab go one after the other: each is decided on the one before. */
  async inTurn<T>(work: () => Promise<Turn<T>>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.then(({ after }) => after).catch(() => this.forget());
    return (await mine).value;
  }

  /** As readOverlay, from memory where that is as good. */
  async read(world: World, refs: readonly Ref[]): Promise<Folded> {
    this.lastAsked = refs;
    const before = this.changes;
    const read = this.held ? await readAlso(world, this.held, refs) : await readOverlay(world, refs);
    if (this.changes === before) this.held = read;
    return read;
  }

  /** Reads anew, whatever is held: for the screens, whose live query must see what it depends on. */
  async readAnew(world: World): Promise<Folded> {
    const before = this.changes;
    const read = await readOverlay(world, this.lastAsked);
    if (this.changes === before) this.held = read;
    return read;
  }

  /** Runs the transaction of a save. `alone`: nothing else was changed meanwhile. */
  async whileSaving<T>(work: () => Promise<T>): Promise<{ readonly saved: T; readonly alone: boolean }> {
    const before = this.changes;
    this.saving = true;
    const saved = await work().finally(() => {
      this.saving = false;
    });
    const alone = this.changes === before + 1;
    if (!alone) forgetDrawn();
    return { saved, alone };
  }

  /** What was saved on top of `read`, and nothing else with it, is held from now on. */
  async add(read: Folded, saved: readonly Waiting[]): Promise<void> {
    const before = this.changes;
    const next = await foldAlso(read, saved);
    if (this.changes === before) this.held = next;
  }

  private readonly onChange = (parts: ObservabilitySet): void => {
    const meta = parts[this.meta];
    const ours = Object.keys(parts).some((part) => part === "all" || this.tables.has(part));
    if (!this.saving && parts[this.outbox]) forgetDrawn();
    if (ours || (meta && rangesOverlap(meta, OF_META))) this.forget();
  };
}

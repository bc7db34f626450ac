/** A real phone: the app's own storage and engine on a faulty disk and a faulty line. */
import Dexie from "dexie";
import { isFault } from "#domain/kernel/fault";
import type { EnrolledPerson } from "#storage/device-book";
import { savePhoto } from "#storage/photos";
import { newId, record } from "#storage/record";
import { openWorld, type World } from "#storage/world";
import { startEngine } from "#sync/engine";
import { enrol } from "#sync/enrol";
import { becomeCopy, copyVault } from "../harness/vault-copy.ts";
import type { Act } from "../harness/wire-phone.ts";
import { Crash, type DiskFault, FaultyDisk, nextDisk } from "./faulty-disk.ts";
import { FaultyLine, type LineFault } from "./faulty-line.ts";
import { Guards } from "./guards.ts";
import type { RigServer } from "./rig-server.ts";
import { cursorFirst, withoutTransactions, withoutWaitingForReply } from "./weak-disk.ts";

const ORIGIN = "http://zimajia.test";

export interface DiskTrouble {
  readonly after: number;
  readonly fault: DiskFault;
}

export class RigPhone {
  /** What `record` said was saved. */
  readonly saved = new Set<string>();
  /** Broken promises that show at once, in words. */
  readonly broken: string[] = [];
  /** Rounds begun, each with the stops it has not tried yet. */
  readonly rounds: { readonly id: string; readonly left: string[] }[] = [];
  /** Something of its cache went without a word. */
  lostRow = false;
  /** How often it went off and was switched on again. */
  restarts = 0;
  private readonly disk: FaultyDisk;
  private readonly line: FaultyLine;
  private readonly guards: Guards;
  private readonly person: EnrolledPerson;
  private skewMs = 0;
  private open: World | undefined;
  /** Phones with a copy of its vault, the one that has lain there longest first. */
  private readonly twins: Awaited<ReturnType<typeof copyVault>>[] = [];

  private constructor(person: EnrolledPerson, server: RigServer, guards: Guards) {
    this.person = person;
    this.guards = guards;
    this.disk = new FaultyDisk(guards);
    const ends = {
      guards,
      heads: () => server.heads(),
      epoch: () => this.world.vault.getMeta("epoch"),
      beforePage: async (head: { readonly epoch: string }, tail: { readonly cursor: Record<string, number> }) => {
        if (guards.lacks("cursorLast")) await cursorFirst(this.world.cache, head.epoch, tail.cursor);
      },
    };
    this.line = new FaultyLine({ ask: () => server.ask, ends, step: () => this.disk.stepOnLine() });
  }

  static async enrol(server: RigServer, personId: string, guards = new Guards()): Promise<RigPhone> {
    delete nextDisk.disk;
    const network = { fetch: (url: RequestInfo | URL, init?: RequestInit) => server.fetch(url, init), origin: ORIGIN };
    const person = await enrol(await server.codeFor(personId), "test", network);
    if (!person.ok) throw new Error(person.error.kind);
    const phone = new RigPhone(person.value, server, guards);
    await phone.switchOn();
    await phone.sync();
    return phone;
  }

  get personId(): string {
    return this.person.personId;
  }

  get world(): World {
    if (!this.open) throw new Error("bug: this phone is off");
    return this.open;
  }

  private async openAgain(): Promise<World> {
    nextDisk.disk = this.disk;
    const world = await openWorld(this.person, { now: () => Date.now() + this.skewMs });
    delete nextDisk.disk;
    if (this.guards.lacks("vaultTransaction")) withoutTransactions(world.vault);
    if (this.guards.lacks("outboxUntilReply")) withoutWaitingForReply(world.vault);
    return world;
  }

  private async switchOn(): Promise<void> {
    this.disk.switchOn();
    this.open = await this.openAgain();
  }

  /** Killed and started again. What the outbox holds now was saved, whether or not anybody was told. */
  async restart(): Promise<void> {
    this.restarts += 1;
    this.open?.close();
    await this.switchOn();
    for (const mid of await this.outboxMids()) this.saved.add(mid);
  }

  setClock(skewMs: number): void {
    this.skewMs = skewMs;
  }

  private outboxMids = async (): Promise<string[]> => (await this.world.vault.outbox.toArray()).map((row) => row.mid);

  /** Runs on the troubled disk; a crash is followed by a restart. Faults of the world are allowed, bugs are not. */
  private async inTrouble(trouble: DiskTrouble | null, work: () => Promise<void>): Promise<void> {
    if (trouble) this.disk.failsAfter(trouble.after, trouble.fault);
    try {
      await work();
    } catch (error) {
      if (!this.disk.crashed && !isFault(error) && !isCrash(error)) throw error;
    }
    const crashed = this.disk.crashed;
    this.disk.switchOn();
    if (crashed) await this.restart();
  }

  async save(acts: readonly Act[], trouble: DiskTrouble | null = null): Promise<void> {
    await this.inTrouble(trouble, async () => {
      const result = await record(this.world, acts);
      if (!result.ok) return;
      for (const mid of result.value.mids) this.saved.add(mid);
      if (this.disk.crashed) return;
      this.disk.switchOn();
      const there = new Set(await this.outboxMids());
      if (result.value.mids.some((mid) => !there.has(mid))) this.broken.push("I8: said saved, and it is not there");
    });
  }

  /** Two sizes of a picture that no other photo equals. */
  async photo(): Promise<Awaited<ReturnType<typeof savePhoto>>> {
    const noise = new TextEncoder().encode(newId().repeat(40));
    const original = new Blob([noise], { type: "image/jpeg" });
    const thumb = new Blob([noise.slice(0, 90)], { type: "image/jpeg" });
    return savePhoto(this.world, { original, thumb, width: 40, height: 30 });
  }

  async sync(faults: readonly LineFault[] = [], trouble: DiskTrouble | null = null): Promise<void> {
    this.line.expects(faults);
    await this.inTrouble(trouble, () => this.runOnce(this.world));
    this.line.expects([]);
  }

  /** A second tab over the same storage runs the network at the same time. */
  async syncInTwoTabs(faults: readonly LineFault[]): Promise<void> {
    this.line.expects(faults);
    const second = await this.openAgain();
    const runs = await Promise.allSettled([this.runOnce(this.world), this.runOnce(second)]);
    second.close();
    this.line.expects([]);
    for (const run of runs) if (run.status === "rejected" && !isFault(run.reason)) throw run.reason;
  }

  /**
   * The reply to a push of one tab is on its way while the server is restored and another tab hears of it.
   * Nothing is late where nothing was pushed.
   */
  async hearsLate(faults: readonly LineFault[], between: () => Promise<void>): Promise<void> {
    this.line.expects(faults);
    const second = await this.openAgain();
    const reply = this.line.holdsPushReply();
    const first = Promise.allSettled([this.runOnce(this.world)]);
    await Promise.race([reply.answered, first]);
    this.line.holdsNothing();
    await between();
    const runs = await Promise.allSettled([this.runOnce(second)]);
    reply.arrives();
    runs.push(...(await first));
    this.line.expects([]);
    second.close();
    for (const run of runs) if (run.status === "rejected" && !isFault(run.reason)) throw run.reason;
  }

  /** 手机搬家: another phone now holds what this one holds, too. */
  async isCopied(): Promise<void> {
    this.twins.push(await copyVault(this.world.vault));
  }

  /** How many phones hold a copy of its vault of some day. */
  get copies(): number {
    return this.twins.length;
  }

  /** From now on one of its twins is the one that is used, and it lies where that lay. */
  async twinTakesOver(): Promise<void> {
    const twin = this.twins.shift();
    if (!twin) return;
    this.twins.push(await copyVault(this.world.vault));
    await becomeCopy(this.world.vault, twin);
    await this.restart();
  }

  /** A row of the cache is gone, and nobody knows. */
  async losesRow(pick: number): Promise<void> {
    const { rows } = this.world.cache;
    const keys = await rows.toCollection().primaryKeys();
    const key = keys[pick % Math.max(1, keys.length)];
    if (key === undefined) return;
    this.lostRow = true;
    await rows.delete(key);
  }

  private async runOnce(world: World): Promise<void> {
    const engine = startEngine(world, { fetch: this.line.fetch, origin: ORIGIN, auto: false });
    try {
      await engine.runOnce();
    } finally {
      engine.stop();
    }
  }

  async remove(): Promise<void> {
    const { vault, cache } = this.world;
    this.open?.close();
    for (const name of [vault.name, cache.name]) await Dexie.delete(name);
  }
}

/** Dexie wraps what a storage operation threw. */
function isCrash(error: unknown): boolean {
  const inner = (error as { inner?: unknown } | undefined)?.inner;
  return error instanceof Crash || inner instanceof Crash || (error as Error)?.name === "AbortError";
}

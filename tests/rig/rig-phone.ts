/** A real phone: the app's own storage and engine on a faulty disk and a faulty line. */
import Dexie from "dexie";
import { isFault } from "#domain/kernel/fault";
import type { EnrolledPerson } from "#storage/device-book";
import { savePhoto } from "#storage/photos";
import { newId, record } from "#storage/record";
import { openWorld, type World } from "#storage/world";
import { startEngine } from "#sync/engine";
import { enrol } from "#sync/enrol";
import type { Act } from "../harness/wire-phone.ts";
import { Crash, type DiskFault, FaultyDisk, nextDisk } from "./faulty-disk.ts";
import { FaultyLine, type LineFault } from "./faulty-line.ts";
import type { RigServer } from "./rig-server.ts";

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
  private readonly disk = new FaultyDisk();
  private readonly line: FaultyLine;
  private readonly person: EnrolledPerson;
  private skewMs = 0;
  private open: World | undefined;

  private constructor(person: EnrolledPerson, line: FaultyLine) {
    this.person = person;
    this.line = line;
  }

  static async enrol(server: RigServer, personId: string): Promise<RigPhone> {
    const line = new FaultyLine(() => server.ask);
    delete nextDisk.disk;
    const person = await enrol(await server.codeFor(personId), "test", { fetch: line.fetch, origin: ORIGIN });
    if (!person.ok) throw new Error(person.error.kind);
    const phone = new RigPhone(person.value, line);
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
    return world;
  }

  private async switchOn(): Promise<void> {
    this.disk.switchOn();
    this.open = await this.openAgain();
  }

  /** Killed and started again. What the outbox holds now was saved, whether or not anybody was told. */
  async restart(): Promise<void> {
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

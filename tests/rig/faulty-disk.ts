/**
 * The storage of a phone that can stop at any operation. A crash throws from that operation on until the phone is
 * switched on again: nothing after it is written, and what stood in an open transaction is rolled back.
 */
import Dexie, { type DBCore, type DBCoreTable } from "dexie";
import { Guards } from "./guards.ts";
import { weakTable } from "./weak-disk.ts";

export class Crash extends Error {
  override name = "Crash";
}

export type DiskFault = "crash" | "full" | "lost-handle";

export class FaultyDisk {
  private left = Number.POSITIVE_INFINITY;
  private fault: DiskFault = "crash";
  private dead = false;
  private readonly guards: Guards;
  /** Operations since it was switched on: each is a place where the phone may go off. */
  steps = 0;

  constructor(guards = new Guards()) {
    this.guards = guards;
  }

  /** The operation after `operations` more fails: for good (`crash`), or this one time. */
  failsAfter(operations: number, fault: DiskFault): void {
    this.left = operations;
    this.fault = fault;
  }

  get crashed(): boolean {
    return this.dead;
  }

  switchOn(): void {
    this.left = Number.POSITIVE_INFINITY;
    this.dead = false;
    this.steps = 0;
  }

  /** The line is asked, or has answered: there too the phone may go off. */
  stepOnLine(): void {
    if (this.dead || this.fault === "crash") this.step();
  }

  /** Called before each operation. A full disk refuses what is put; it refuses neither reading nor deleting. */
  private step(puts = false): void {
    if (this.dead) throw new Crash("the phone is off");
    this.steps += 1;
    this.left -= 1;
    if (this.left >= 0 || (this.fault === "full" && !puts)) return;
    this.left = Number.POSITIVE_INFINITY;
    if (this.fault === "full") throw new DOMException("the disk is full", "QuotaExceededError");
    if (this.fault === "lost-handle") {
      const name = this.guards.lacks("lostHandle") ? "OperationError" : "UnknownError";
      throw new DOMException("the handle was lost", name);
    }
    this.dead = true;
    throw new Crash("the phone went off");
  }

  /** Stands between Dexie and the storage of every database that is made while it is plugged in. */
  plugInto(db: Dexie): void {
    db.use({ stack: "dbcore", name: "faulty-disk", level: 9, create: (core) => this.around(core) });
  }

  private around(core: DBCore): DBCore {
    const table = (name: string): DBCoreTable => {
      const real = weakTable(name, core.table(name), this.guards);
      const step = (puts = false) => this.step(puts);
      return {
        ...real,
        mutate: async (request) => {
          step(request.type === "put" || request.type === "add");
          return real.mutate(request);
        },
        get: async (request) => {
          step();
          return real.get(request);
        },
        getMany: async (request) => {
          step();
          return real.getMany(request);
        },
        query: async (request) => {
          step();
          return real.query(request);
        },
        openCursor: async (request) => {
          step();
          return real.openCursor(request);
        },
        count: async (request) => {
          step();
          return real.count(request);
        },
      };
    };
    return { ...core, table };
  }
}

/** Dexie hands every new database to this; the rig says which disk the next ones lie on. */
export const nextDisk: { disk?: FaultyDisk } = {};

Dexie.addons.push((db: Dexie) => nextDisk.disk?.plugInto(db));

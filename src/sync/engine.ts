/** Brings phone and server together: push, pull, photos, in this order, again and again. */
import { Fault, isFault } from "#domain/kernel/fault";
import type { World } from "#storage/world";
import type { TellPhone } from "./heartbeat.ts";
import { asLeader } from "./leadership.ts";
import { listenForPokes } from "./live.ts";
import type { Run } from "./run.ts";
import { type Cause, isStronger, listenForCauses } from "./schedule.ts";
import { type NetworkOptions, openTransport, type Transport } from "./transport.ts";
import { rememberTransport } from "./transports.ts";

export interface EngineStatus {
  readonly running: boolean;
  /** Code of the last run's fault; absent after a good run. */
  readonly fault?: string;
}

export interface Engine {
  /** Runs now, or once more when a run is under way. Never throws: a fault shows in the status. */
  syncNow(): Promise<void>;
  /** One whole run without scheduling or locks. Throws Fault. */
  runOnce(): Promise<void>;
  /** Where it was told to wait: runs by itself from now on. Once. */
  begin(): void;
  stop(): void;
  status(): EngineStatus;
  subscribe(onChange: () => void): () => void;
}

export interface EngineOptions extends NetworkOptions {
  /** false: runs only when told to; "later": by itself from `begin` on. */
  readonly auto?: boolean | "later";
  /** What only the app knows of the phone: its build, and how safe its storage is. */
  readonly tell?: TellPhone;
}

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
const OTHER_TAB_WAIT_MS = 3_000;

/** Doubling from 2 s to 5 min, half to one and a half of it by chance, so that phones do not come back all at once. */
export function backoffMs(failures: number, chance: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return Math.min(LONGEST_WAIT_MS, Math.round(whole * (0.5 + chance)));
}

/** A part that is not on the phone: an update came in between, or the first visit was cut. */
const notHere = (): never => {
  throw new Fault("offline", "later");
};

/** The work itself is loaded when it is first to be done: no screen waits for it. Throws Fault `offline` where it cannot be had. */
const loadRun = () => import("./run.ts").catch(notHere);
const loadUnpack = () => import("#storage/cache/unpack").catch(notHere);

const runOrHandOver = async (run: Run, cause: Cause): Promise<void> => (await loadRun()).runOrHandOver(run, cause);

class RunningEngine implements Engine {
  private readonly world: World;
  private readonly transport: Transport;
  private auto = false;
  private readonly run: Run;
  private readonly listeners = new Set<() => void>();
  private readonly stopLive = new AbortController();
  private now: EngineStatus = { running: false };
  private current: Promise<void> | undefined;
  private next: { cause: Cause; readonly run: Promise<void> } | undefined;
  private failures = 0;
  private stopped = false;
  private unpacking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopCauses: (() => void) | undefined;

  constructor(world: World, options: EngineOptions) {
    this.world = world;
    this.transport = openTransport(world.person, options);
    this.run = { world, transport: this.transport, known: {}, tell: options.tell ?? {} };
    rememberTransport(world, this.transport);
    world.remotePhotos.fetch = (sha256) => fetchPhoto(this.transport, sha256);
    if (options.auto === undefined || options.auto === true) this.begin();
  }

  status = (): EngineStatus => this.now;

  subscribe = (onChange: () => void): (() => void) => {
    this.listeners.add(onChange);
    return () => this.listeners.delete(onChange);
  };

  runOnce = (): Promise<void> => runOrHandOver(this.run, "poke");

  syncNow = (): Promise<void> => this.request("poke");

  begin = (): void => {
    if (this.auto || this.stopped) return;
    this.auto = true;
    this.stopCauses = listenForCauses(this.world, (cause) => this.onCause(cause));
    this.onCause("poke");
    this.keepListening(0);
  };

  stop = (): void => {
    this.stopped = true;
    this.stopCauses?.();
    this.stopLive.abort();
    clearTimeout(this.timer);
    delete this.world.remotePhotos.fetch;
  };

  private onCause(cause: Cause): void {
    this.request(cause)
      .then(() => this.unpack())
      .catch((error: unknown) => {
        // A bug, not a fault of the world: it must reach the page's error report.
        queueMicrotask(() => {
          throw error;
        });
      });
  }

  /** What a first sync left waiting gets its rows, though the line be gone. A full or closed phone is asked again after the next run. */
  private async unpack(): Promise<void> {
    if (this.unpacking || this.stopped) return;
    this.unpacking = true;
    try {
      const { unpackWhenIdle } = await loadUnpack();
      await unpackWhenIdle(this.world.cache, () => this.stopped);
    } catch (error) {
      if (!isFault(error)) throw error;
    } finally {
      this.unpacking = false;
    }
  }

  /** At most one run and one waiting behind it. */
  private request(cause: Cause): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (!this.current) {
      this.current = this.attempt(cause).finally(() => {
        this.current = undefined;
      });
      return this.current;
    }
    this.next ??= { cause, run: this.current.catch(() => undefined).then(() => this.requestNext()) };
    if (isStronger(cause, this.next.cause)) this.next.cause = cause;
    return this.next.run;
  }

  private requestNext(): Promise<void> {
    const cause = this.next?.cause ?? "poke";
    this.next = undefined;
    return this.request(cause);
  }

  private async attempt(cause: Cause): Promise<void> {
    clearTimeout(this.timer);
    const { fault } = this.now;
    this.tell(fault === undefined ? { running: true } : { running: true, fault });
    try {
      const ran = await asLeader(this.world, () => runOrHandOver(this.run, cause));
      this.failures = 0;
      this.tell({ running: false });
      if (!ran) this.runAgainIn(OTHER_TAB_WAIT_MS, true);
    } catch (error) {
      if (this.stopped) return;
      this.tell({ running: false, fault: isFault(error) ? error.code : "bug" });
      if (!isFault(error)) throw error;
      this.failures += 1;
      const waitS = error.detail["waitS"];
      const wait = backoffMs(this.failures, Math.random());
      this.runAgainIn(typeof waitS === "number" ? Math.max(wait, waitS * 1000) : wait, error.retry === "later");
    }
  }

  private runAgainIn(ms: number, worthIt: boolean): void {
    if (!this.auto || this.stopped || !worthIt) return;
    this.timer = setTimeout(() => this.onCause("save"), ms);
  }

  private tell(status: EngineStatus): void {
    this.now = status;
    for (const listener of this.listeners) listener();
  }

  /** The poke is only a convenience: a broken stream is opened again in its own time and told to nobody. */
  private keepListening(failures: number): void {
    const again = () => {
      if (this.stopped) return;
      setTimeout(() => this.keepListening(failures + 1), backoffMs(failures + 3, Math.random()));
    };
    if (this.stopped) return;
    const { signal } = this.stopLive;
    const onHeard = () => {
      this.run.known.heardAt = this.world.clock.now();
    };
    const onPoke = () => this.onCause("hint");
    const ended = () => {
      delete this.run.known.heardAt;
      again();
    };
    listenForPokes(this.transport, { signal, onHeard, onPoke }).then(ended, ended);
  }
}

async function fetchPhoto(transport: Transport, sha256: string): Promise<Blob | undefined> {
  try {
    return await (await transport.ask(`/api/blobs/${sha256}`)).blob();
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

/** Starts syncing an open world; one engine a world. */
export function startEngine(world: World, options: EngineOptions = {}): Engine {
  return new RunningEngine(world, options);
}

/** Brings phone and server together: push, pull, photos, in this order, again and again. */
import { type Fault, isFault } from "#domain/kernel/fault";
import type { World } from "#storage/world";
import { asLeader, beat } from "./leadership.ts";
import { listenForPokes } from "./live.ts";
import { pullAll } from "./pull.ts";
import { pushAll } from "./push.ts";
import { type Cause, listenForCauses } from "./schedule.ts";
import { type NetworkOptions, openTransport, type Transport } from "./transport.ts";
import { rememberTransport } from "./transports.ts";
import { uploadAll } from "./upload.ts";

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
  stop(): void;
  status(): EngineStatus;
  subscribe(onChange: () => void): () => void;
}

export interface EngineOptions extends NetworkOptions {
  /** false: runs only when told to. */
  readonly auto?: boolean;
}

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
const OTHER_TAB_WAIT_MS = 3_000;
const ENDS_THE_RUN = new Set([
  "offline",
  "timeout",
  "captive-portal",
  "unauthenticated",
  "revoked",
  "device-key-missing",
]);

/** Doubling from 2 s to 5 min, half to one and a half of it by chance, so that phones do not come back all at once. */
export function backoffMs(failures: number, chance: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return Math.min(LONGEST_WAIT_MS, Math.round(whole * (0.5 + chance)));
}

/** What the server thinks changed: 304 spares the pull when nothing waits here either. */
async function nothingNew(world: World, transport: Transport, known: { tag?: string }): Promise<boolean> {
  const headers: Record<string, string> = known.tag === undefined ? {} : { "If-None-Match": known.tag };
  const response = await transport.ask("/api/sync/heads", { headers, also: [304] });
  if (response.status === 304) return (await world.vault.ledger.where("folded").equals(1).count()) === 0;
  const tag = response.headers.get("etag");
  if (tag === null) delete known.tag;
  else known.tag = tag;
  return false;
}

/** One part's trouble does not keep the others from trying, unless the line itself is gone. */
async function runParts(parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  let first: Fault | undefined;
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      if (!isFault(error) || ENDS_THE_RUN.has(error.code)) throw error;
      first ??= error;
    }
  }
  if (first) throw first;
}

async function runAll(world: World, transport: Transport, known: { tag?: string }, cause: Cause): Promise<void> {
  const pull = async () => {
    await beat(world);
    // The tag is taken before the pull: a change in between costs one pull too many, never one too few.
    if (cause !== "tick") delete known.tag;
    if (await nothingNew(world, transport, known)) return;
    try {
      await pullAll(world, transport);
    } catch (error) {
      delete known.tag;
      throw error;
    }
  };
  await runParts([
    async () => {
      await beat(world);
      await pushAll(world, transport);
    },
    pull,
    () => uploadAll(world, transport),
  ]);
}

class RunningEngine implements Engine {
  private readonly world: World;
  private readonly transport: Transport;
  private readonly auto: boolean;
  private readonly known: { tag?: string } = {};
  private readonly listeners = new Set<() => void>();
  private readonly stopLive = new AbortController();
  private now: EngineStatus = { running: false };
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private failures = 0;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stopCauses: () => void;

  constructor(world: World, options: EngineOptions) {
    this.world = world;
    this.auto = options.auto ?? true;
    this.transport = openTransport(world.person, options);
    rememberTransport(world, this.transport);
    world.remotePhotos.fetch = (sha256) => fetchPhoto(this.transport, sha256);
    this.stopCauses = this.auto ? listenForCauses(world, (cause) => this.onCause(cause)) : () => undefined;
    if (this.auto) {
      this.onCause("poke");
      this.keepListening(0);
    }
  }

  status = (): EngineStatus => this.now;

  subscribe = (onChange: () => void): (() => void) => {
    this.listeners.add(onChange);
    return () => this.listeners.delete(onChange);
  };

  runOnce = (): Promise<void> => runAll(this.world, this.transport, this.known, "poke");

  syncNow = (): Promise<void> => this.request("poke");

  stop = (): void => {
    this.stopped = true;
    this.stopCauses();
    this.stopLive.abort();
    clearTimeout(this.timer);
    delete this.world.remotePhotos.fetch;
  };

  private onCause(cause: Cause): void {
    this.request(cause).catch((error: unknown) => {
      // A bug, not a fault of the world: it must reach the page's error report.
      queueMicrotask(() => {
        throw error;
      });
    });
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
    this.next ??= this.current
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.request(cause);
      });
    return this.next;
  }

  private async attempt(cause: Cause): Promise<void> {
    clearTimeout(this.timer);
    const { fault } = this.now;
    this.tell(fault === undefined ? { running: true } : { running: true, fault });
    try {
      const ran = await asLeader(this.world, () => runAll(this.world, this.transport, this.known, cause));
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
    listenForPokes(this.transport, this.stopLive.signal, () => this.onCause("poke")).then(again, again);
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

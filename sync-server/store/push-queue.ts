/**
 * Pushes that arrive while others are being committed share the next transaction: one set of statements, one commit.
 * A lone push waits for nobody. What fails together runs again one by one, so that nobody pays for another's fault.
 */
import { Fault, isFault } from "#domain/kernel/fault";
import type { PushReply } from "#protocol/push";
import { sqlState } from "./db.ts";
import { type PushDeps, type PushJob, pushTogether } from "./push-store.ts";

const MOST_JOBS = 32;
const MOST_MUTATIONS = 400;
/** An envelope on which the server failed so often is set aside; before that the phone is asked to wait. */
const MOST_TRIES = 5;
const MOST_REMEMBERED = 1_000;
/** Transactions under way at once: while one waits for the disk the other is decided. */
const LANES = 2;

export interface PushQueueDeps extends PushDeps {
  /** Told each time one envelope made the server fail and its phone was asked to wait. */
  readonly onFailure?: (error: unknown) => void;
  /** Told when an envelope made the server fail and was set aside; the name of the error, never its content. */
  readonly onCondemned?: (error: string) => void;
}

interface Waiting {
  readonly job: PushJob;
  readonly done: (reply: PushReply) => void;
  readonly failed: (error: unknown) => void;
}

export type Push = (job: PushJob) => Promise<PushReply>;

/** Gives the function that pushes; one queue a server process. Rejects with Fault for what may be tried again. */
export function createPushQueue(deps: PushQueueDeps): Push {
  const waiting: Waiting[] = [];
  const busyClients = new Set<string>();
  const state = { lanes: 0 };
  const lane = { ...deps, failures: new Map<string, number>() };
  const next = (): void => {
    while (state.lanes < LANES) {
      const batch = takeBatch(waiting, busyClients);
      if (batch.length === 0) return;
      state.lanes += 1;
      for (const { job } of batch) busyClients.add(job.request.cid);
      void runBatch(lane, batch).then(() => {
        state.lanes -= 1;
        for (const { job } of batch) busyClients.delete(job.request.cid);
        next();
      });
    }
  };
  return (job) =>
    new Promise((done, failed) => {
      waiting.push({ job, done, failed });
      next();
    });
}

/** The oldest that fit; at most one of a client, since each must see what its former push did. */
function takeBatch(waiting: Waiting[], busy: ReadonlySet<string>): Waiting[] {
  const batch: Waiting[] = [];
  const clients = new Set(busy);
  let mutations = 0;
  for (const one of [...waiting]) {
    const { cid, muts } = one.job.request;
    if (batch.length === MOST_JOBS || (batch.length > 0 && mutations + muts.length > MOST_MUTATIONS)) break;
    if (clients.has(cid)) continue;
    clients.add(cid);
    mutations += muts.length;
    batch.push(one);
    waiting.splice(waiting.indexOf(one), 1);
  }
  return batch;
}

interface Lane extends PushQueueDeps {
  /** How often each envelope made the server fail, by `mid`. */
  readonly failures: Map<string, number>;
}

async function runBatch(deps: Lane, batch: readonly Waiting[]): Promise<void> {
  if (batch.length > 1) {
    try {
      const replies = await pushTogether(
        deps,
        batch.map((one) => one.job),
      );
      for (const [i, one] of batch.entries()) one.done(replies[i]!);
      return;
    } catch {
      // Which of them it was shows below, where each answers for itself.
    }
  }
  for (const one of batch) await pushAlone(deps, one.job).then(one.done, one.failed);
}

/** Data the database cannot take (class 22), a row that breaks a promise (23), or a bug in a rule: trying again does not help. */
function isDeterministic(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return /^2[23]/.test(state);
  return error instanceof Error && !isFault(error);
}

/** The phone keeps the record and comes back; the log gets the cause. */
function waitFor(error: unknown): Fault {
  const fault = new Fault("unavailable", "later");
  fault.cause = error;
  return fault;
}

/** Counts a failure of an envelope; true when it has failed often enough. A short trouble of the server costs nobody. */
function isHopeless(failures: Map<string, number>, mut: unknown): boolean {
  const { mid } = (mut ?? {}) as { readonly mid?: unknown };
  if (typeof mid !== "string") return true;
  const count = (failures.get(mid) ?? 0) + 1;
  failures.delete(mid);
  if (count < MOST_TRIES) failures.set(mid, count);
  const oldest = failures.keys().next().value;
  if (failures.size > MOST_REMEMBERED && oldest !== undefined) failures.delete(oldest);
  return count >= MOST_TRIES;
}

/**
 * Halves a push that fails until the failing envelope stands alone; those before it are taken. After five tries it is
 * set aside whole, so that the phone gets on.
 */
async function pushAlone(deps: Lane, job: PushJob): Promise<PushReply> {
  try {
    return (await pushTogether(deps, [job]))[0]!;
  } catch (error) {
    if (!isDeterministic(error) || job.condemned || job.request.muts.length === 0) throw error;
    const { muts } = job.request;
    if (muts.length > 1) {
      const half = { ...job.request, muts: muts.slice(0, Math.floor(muts.length / 2)) };
      return pushAlone(deps, { ...job, request: half });
    }
    deps.onFailure?.(error);
    if (!isHopeless(deps.failures, muts[0])) throw waitFor(error);
    deps.onCondemned?.(sqlState(error) ?? (error instanceof Error ? error.name : "unknown"));
    return pushAlone(deps, { ...job, condemned: true });
  }
}

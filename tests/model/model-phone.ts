/**
 * The phone of the model. The vault and the cache survive a kill; requests under way do not.
 * Every method that writes more than one thing can be stopped in the middle (`dies`).
 */
import type { Guards } from "./guards.ts";
import {
  BATCH,
  type Cursor,
  type Mutation,
  type Numbered,
  type Position,
  type PulledRow,
  type PullReply,
  type PullRequest,
  type PushReply,
  type PushRequest,
  SCOPES,
} from "./messages.ts";

export interface Vault {
  cid: number;
  nextN: number;
  /** 0: no server was met yet. */
  epoch: number;
  outbox: Numbered[];
  ledger: Numbered[];
  quarantine: Numbered[];
}

interface CachedRow {
  version: number;
  rev: number;
  /** Scopes that hold it, as bits. */
  members: number;
}

export interface Cache {
  epoch: number;
  rows: Map<number, CachedRow>;
  cursor: (Position | null)[];
}

const emptyCursor = (): (Position | null)[] => new Array<Position | null>(SCOPES).fill(null);

export class ModelPhone {
  readonly user: number;
  /** Counts restarts: an answer to an earlier life reaches nobody. */
  life = 0;
  vault: Vault;
  cache: Cache = { epoch: 0, rows: new Map(), cursor: emptyCursor() };
  private readonly guards: Guards;
  private readonly newId: () => number;

  constructor(user: number, guards: Guards, newId: () => number, copied?: ModelPhone) {
    this.user = user;
    this.guards = guards;
    this.newId = newId;
    this.vault = copied
      ? {
          ...copied.vault,
          outbox: [...copied.vault.outbox],
          ledger: [...copied.vault.ledger],
          quarantine: [...copied.vault.quarantine],
        }
      : { cid: newId(), nextN: 1, epoch: 0, outbox: [], ledger: [], quarantine: [] };
    if (copied) {
      const { epoch, rows, cursor } = copied.cache;
      this.cache = { epoch, rows: new Map([...rows].map(([id, r]) => [id, { ...r }])), cursor: [...cursor] };
    }
  }

  save(mut: Mutation): void {
    this.vault.outbox.push({ n: this.vault.nextN, mut });
    this.vault.nextN += 1;
  }

  kill(): void {
    this.life += 1;
  }

  /** Everything on the phone is gone. @returns what was not known to be in a backup. */
  evict(): Mutation[] {
    const lost = [...this.vault.outbox, ...this.vault.ledger, ...this.vault.quarantine].map((x) => x.mut);
    this.kill();
    this.vault = { cid: this.newId(), nextN: 1, epoch: 0, outbox: [], ledger: [], quarantine: [] };
    this.dropCache();
    return lost;
  }

  nextPush(): PushRequest | null {
    const muts = this.vault.outbox.slice(0, BATCH);
    if (muts.length === 0) return null;
    if (!this.guards.outboxUntilReply) this.vault.outbox = this.vault.outbox.slice(muts.length);
    return { epoch: this.vault.epoch, cid: this.vault.cid, muts };
  }

  nextPull(): PullRequest {
    if (this.cache.epoch !== 0 && this.vault.epoch !== 0 && this.cache.epoch !== this.vault.epoch) {
      if (this.guards.dropCacheOnEpoch) this.dropCache();
    }
    const known = this.guards.dropCacheOnEpoch ? this.cache.epoch || this.vault.epoch : this.vault.epoch;
    return { user: this.user, epoch: known, cursor: [...this.cache.cursor] };
  }

  private dropCache(): void {
    this.cache = { epoch: 0, rows: new Map(), cursor: emptyCursor() };
  }

  /** The cache goes first: who dies between the two is refused again and repeats both. */
  private adopt(epoch: number, dies: boolean): void {
    if (this.guards.dropCacheOnEpoch) this.dropCache();
    if (dies) return;
    const { vault } = this;
    if (vault.epoch !== 0 && vault.epoch !== epoch) this.rekey();
    vault.epoch = epoch;
  }

  private rekey(): void {
    const { vault } = this;
    vault.cid = this.newId();
    this.renumber(1, [...[...vault.ledger, ...vault.quarantine].sort((a, b) => a.n - b.n), ...vault.outbox]);
    vault.ledger = [];
    vault.quarantine = [];
  }

  private renumber(first: number, list: readonly Numbered[]): void {
    this.vault.outbox = list.map(({ mut }, i) => ({ n: first + i, mut }));
    this.vault.nextN = first + list.length;
  }

  pushed(reply: PushReply, sent: PushRequest, dies: boolean): void {
    if (reply.kind === "wrong-epoch") {
      this.adopt(reply.epoch, dies);
      return;
    }
    const { vault } = this;
    // Given by the server before it was restored: it has forgotten since what it says here.
    if (this.guards.lateAnswer && vault.epoch !== 0 && vault.epoch !== reply.epoch) return;
    const outcomes = new Map(reply.results.map((r) => [r.mid, r.outcome]));
    const settled = vault.outbox.filter((x) => outcomes.has(x.mut.mid));
    vault.outbox = vault.outbox.filter((x) => !outcomes.has(x.mut.mid));
    if (dies && !this.guards.settleTransaction) return;
    for (const one of settled) {
      if (outcomes.get(one.mut.mid) === "quarantined") vault.quarantine.push(one);
      else if (this.guards.ledger) vault.ledger.push(one);
    }
    if (vault.epoch === 0) vault.epoch = reply.epoch;
    const sameClient = vault.cid === sent.cid;
    if (sameClient || !this.guards.safeOfThisClient) vault.ledger = vault.ledger.filter((x) => x.n > reply.safe);
    if (!sameClient) return;
    if (reply.fork) this.rekey();
    else if (reply.expect !== null) this.resumeFrom(reply.expect);
  }

  private resumeFrom(expect: number): void {
    const { vault } = this;
    const first = vault.outbox[0];
    if (!first || first.n === expect) return;
    const again = vault.ledger.filter((x) => x.n >= expect);
    vault.ledger = vault.ledger.filter((x) => x.n < expect);
    this.renumber(expect, [...again, ...vault.outbox]);
  }

  pulled(reply: PullReply, asked: PullRequest, diesAfter: number | null): void {
    if (reply.kind === "wrong-epoch") {
      this.adopt(reply.epoch, diesAfter !== null);
      return;
    }
    if (reply.torn && this.guards.lastLine) return;
    if (this.vault.epoch !== 0 && this.vault.epoch !== reply.epoch) {
      this.adopt(reply.epoch, diesAfter !== null);
      return;
    }
    // Another tab changed the epoch while this answer was under way.
    if (this.cache.epoch !== 0 && this.cache.epoch !== reply.epoch) {
      if (this.guards.dropCacheOnEpoch) this.dropCache();
      return;
    }
    this.vault.epoch = reply.epoch;
    if (this.guards.purgeOnRevoke) this.purgeAllBut(reply.granted);
    if (this.stale(reply, asked)) return;
    if (!this.guards.pullTransaction) this.moveCursor(reply);
    for (let s = 0; s < SCOPES; s++) if (reply.reset & (1 << s)) this.dropScope(s);
    const rows = diesAfter === null ? reply.rows : reply.rows.slice(0, diesAfter);
    for (const row of rows) this.take(row);
    if (diesAfter === null) this.moveCursor(reply);
  }

  /** A reset is only for the cursor it was asked with: a late one would drop what came after it. */
  private stale(reply: Extract<PullReply, { kind: "page" }>, asked: PullRequest): boolean {
    for (let s = 0; s < SCOPES; s++) {
      if (reply.granted & (1 << s) && this.cache.cursor[s]?.seq !== asked.cursor[s]?.seq) return true;
    }
    return false;
  }

  private moveCursor({ cursor, granted, epoch }: { cursor: Cursor; granted: number; epoch: number }): void {
    for (let s = 0; s < SCOPES; s++) if (granted & (1 << s)) this.cache.cursor[s] = cursor[s] ?? null;
    this.cache.epoch = epoch;
  }

  private take(row: PulledRow): void {
    const bit = 1 << row.scope;
    const known = this.cache.rows.get(row.entity);
    if (row.op === "put") {
      if (known && known.rev > row.rev) known.members |= bit;
      else
        this.cache.rows.set(row.entity, { version: row.version, rev: row.rev, members: (known?.members ?? 0) | bit });
      return;
    }
    if (known) this.leave(row.entity, known, bit);
  }

  private leave(entity: number, row: CachedRow, bit: number): void {
    row.members &= ~bit;
    if (row.members === 0 || !this.guards.membership) this.cache.rows.delete(entity);
  }

  private dropScope(scope: number): void {
    this.cache.cursor[scope] = null;
    for (const [id, row] of [...this.cache.rows]) if (row.members & (1 << scope)) this.leave(id, row, 1 << scope);
  }

  private purgeAllBut(granted: number): void {
    for (let s = 0; s < SCOPES; s++) if ((granted & (1 << s)) === 0) this.dropScope(s);
  }
}

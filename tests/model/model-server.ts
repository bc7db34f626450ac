/** The server of the model: one database that can be copied, restored, and stopped in the middle of a push. */
import type { Guards } from "./guards.ts";
import {
  type Mutation,
  type Numbered,
  type Outcome,
  PAGE_ROWS,
  type Position,
  type PulledRow,
  type PullReply,
  type PullRequest,
  type PushReply,
  type PushRequest,
  SCOPES,
} from "./messages.ts";

interface Entity {
  /** Bits. */
  scopes: number;
  rev: number;
  version: number;
  /** Every mutation applied to it, in order: a doubled one stands here twice. */
  log: number[];
  deleted: boolean;
}

interface FeedRow {
  readonly seq: number;
  readonly op: "put" | "leave";
}

interface Database {
  entities: Map<number, Entity>;
  outcomes: Map<number, Outcome>;
  /** Client → number of the last mutation. */
  clients: Map<number, number>;
  /** `cid * 65536 + n` → mid. */
  slots: Map<number, number>;
  heads: number[];
  floors: number[];
  feeds: Map<number, FeedRow>[];
  /** User → scopes as bits. */
  grants: number[];
}

interface Backup {
  readonly db: Database;
  readonly epoch: number;
}

const KEPT_BACKUPS = 2;
const slotOf = (cid: number, n: number): number => cid * 65_536 + n;

const copyOf = (db: Database): Database => ({
  entities: new Map([...db.entities].map(([id, e]) => [id, { ...e, log: [...e.log] }])),
  outcomes: new Map(db.outcomes),
  clients: new Map(db.clients),
  slots: new Map(db.slots),
  heads: [...db.heads],
  floors: [...db.floors],
  feeds: db.feeds.map((f) => new Map(f)),
  grants: [...db.grants],
});

export class ModelServer {
  db: Database;
  epoch = 1;
  private backups: Backup[] = [];
  private readonly guards: Guards;
  private readonly nextVersion: () => number;

  constructor(guards: Guards, grants: number[], nextVersion: () => number) {
    this.guards = guards;
    this.nextVersion = nextVersion;
    this.db = {
      entities: new Map(),
      outcomes: new Map(),
      clients: new Map(),
      slots: new Map(),
      heads: new Array<number>(SCOPES).fill(0),
      floors: new Array<number>(SCOPES).fill(0),
      feeds: Array.from({ length: SCOPES }, () => new Map()),
      grants,
    };
  }

  /** @param diesAfter the server is killed after so many mutations and before the commit; null: it lives. */
  push(request: PushRequest, diesAfter: number | null): PushReply | null {
    if (request.epoch !== this.epoch && request.epoch !== 0) return { kind: "wrong-epoch", epoch: this.epoch };
    if (diesAfter === null) return this.take(request, request.muts.length);
    if (this.guards.pushTransaction) return null;
    // Without the transaction, what was decided stays, and that it was decided is forgotten.
    const before = copyOf(this.db);
    this.take(request, diesAfter);
    const { outcomes, clients, slots } = before;
    this.db = { ...this.db, outcomes, clients, slots };
    return null;
  }

  private take(request: PushRequest, count: number): PushReply {
    const { cid } = request;
    const results: { mid: number; outcome: Outcome }[] = [];
    let lastN = this.db.clients.get(cid) ?? 0;
    let expect: number | null = null;
    let fork = false;
    for (const item of request.muts.slice(0, count)) {
      const known = this.known(cid, item);
      if (known !== undefined) {
        results.push({ mid: item.mut.mid, outcome: known });
        if (item.n === lastN + 1) lastN = item.n;
        continue;
      }
      const holder = this.db.slots.get(slotOf(cid, item.n));
      if (this.guards.fork && holder !== undefined && holder !== item.mut.mid) {
        fork = true;
        break;
      }
      if (item.n > lastN + 1 || (item.n <= lastN && this.guards.anyDedupe)) {
        expect = lastN + 1;
        break;
      }
      const outcome = this.decide(item.mut);
      this.keep(cid, item, outcome);
      results.push({ mid: item.mut.mid, outcome });
      lastN = Math.max(lastN, item.n);
    }
    this.db.clients.set(cid, lastN);
    return { kind: "outcomes", epoch: this.epoch, cid, results, expect, fork, safe: this.safe(cid) };
  }

  private known(cid: number, { n, mut }: Numbered): Outcome | undefined {
    if (!this.guards.anyDedupe) return undefined;
    if (this.guards.mid) {
      const outcome = this.db.outcomes.get(mut.mid);
      if (outcome !== undefined) return outcome;
    }
    const holder = this.db.slots.get(slotOf(cid, n));
    if (holder === undefined) return undefined;
    // Without the fork check a taken number is taken for a resend, whatever it holds.
    return holder === mut.mid || !this.guards.fork ? (this.db.outcomes.get(holder) ?? "applied") : undefined;
  }

  private keep(cid: number, { n, mut }: Numbered, outcome: Outcome): void {
    this.db.slots.set(slotOf(cid, n), mut.mid);
    if (outcome === "applied" || this.guards.keepRefused) this.db.outcomes.set(mut.mid, outcome);
  }

  private decide(mut: Mutation): Outcome {
    const mayHave = this.db.grants[mut.user] ?? 0;
    const known = this.db.entities.get(mut.entity);
    if (known ? known.deleted || (known.scopes & mayHave) === 0 : (mut.creates & mayHave) === 0) return "quarantined";
    const entity = known ?? { scopes: mut.creates, rev: 0, version: 0, log: [], deleted: false };
    entity.rev += 1;
    entity.version = mut.mid;
    entity.log.push(mut.mid);
    this.db.entities.set(mut.entity, entity);
    this.number(mut.entity, entity.scopes, "put");
    return "applied";
  }

  private number(entity: number, scopes: number, op: "put" | "leave"): void {
    for (let s = 0; s < SCOPES; s++) {
      if ((scopes & (1 << s)) === 0) continue;
      const seq = (this.db.heads[s] as number) + 1;
      this.db.heads[s] = seq;
      (this.db.feeds[s] as Map<number, FeedRow>).set(entity, { seq, op });
    }
  }

  move(id: number, scopes: number): void {
    const entity = this.db.entities.get(id);
    if (!entity || entity.deleted) return;
    this.number(id, entity.scopes & ~scopes, "leave");
    entity.scopes = scopes;
    entity.rev += 1;
    entity.version = this.nextVersion();
    this.number(id, scopes, "put");
  }

  remove(id: number): void {
    const entity = this.db.entities.get(id);
    if (!entity || entity.deleted) return;
    entity.deleted = true;
    this.number(id, entity.scopes, "leave");
  }

  grant(user: number, scopes: number): void {
    this.db.grants[user] = scopes;
  }

  /** Old tombstones go; a phone that has not seen them must start its scope again. */
  compact(): void {
    for (let s = 0; s < SCOPES; s++) {
      const feed = this.db.feeds[s] as Map<number, FeedRow>;
      for (const [id, row] of feed) if (row.op === "leave") feed.delete(id);
      this.db.floors[s] = this.db.heads[s] as number;
    }
  }

  backUp(): void {
    this.backups = [...this.backups, { db: copyOf(this.db), epoch: this.epoch }].slice(-KEPT_BACKUPS);
  }

  /** @returns false where there is nothing to restore. */
  restore(pick: (n: number) => number): boolean {
    const backup = this.backups[pick(this.backups.length)];
    if (!backup) return false;
    this.db = copyOf(backup.db);
    if (this.guards.epoch) this.epoch = this.nextVersion();
    return true;
  }

  private safe(cid: number): number {
    if (this.backups.length < KEPT_BACKUPS) return 0;
    // A backup of before a restore may be of a time that never was: a twin's record may stand there under this number.
    if (this.guards.safeOfThisEpoch && this.backups.some((b) => b.epoch !== this.epoch)) return 0;
    return Math.min(...this.backups.map((b) => b.db.clients.get(cid) ?? 0));
  }

  pull(request: PullRequest): PullReply {
    if (request.epoch !== this.epoch && request.epoch !== 0) return { kind: "wrong-epoch", epoch: this.epoch };
    const granted = this.db.grants[request.user] ?? 0;
    const cursor = new Array<Position | null>(SCOPES).fill(null);
    const rows: PulledRow[] = [];
    let reset = 0;
    let more = false;
    for (let s = 0; s < SCOPES; s++) {
      if ((granted & (1 << s)) === 0) continue;
      const known = request.cursor[s] ?? null;
      const start = this.startOf(s, known);
      // Also for a scope without a position: rows of a page that was cut off may lie there since before a compaction.
      if (start !== known) reset |= 1 << s;
      const page = this.pageOf(s, start.seq, PAGE_ROWS - rows.length);
      rows.push(...page.rows);
      more ||= page.more;
      cursor[s] = { seq: page.upTo, bornAt: start.bornAt };
    }
    return { kind: "page", epoch: this.epoch, granted, reset, rows, cursor, more, torn: false };
  }

  private startOf(scope: number, known: Position | null): Position {
    const floor = this.db.floors[scope] as number;
    const beginning = { seq: 0, bornAt: floor };
    if (known === null) {
      return this.guards.bootstrapOnGrant ? beginning : { seq: this.db.heads[scope] as number, bornAt: floor };
    }
    const missedTombstones = floor > Math.max(known.seq, known.bornAt);
    return missedTombstones && this.guards.tombstoneFloor ? beginning : known;
  }

  private pageOf(scope: number, since: number, room: number): { rows: PulledRow[]; more: boolean; upTo: number } {
    const feed = [...(this.db.feeds[scope] as Map<number, FeedRow>)].filter(([, r]) => r.seq > since);
    feed.sort(([, a], [, b]) => a.seq - b.seq);
    const page = feed.slice(0, Math.max(0, room));
    const more = feed.length > page.length;
    const rows = page.map(([entity, row]): PulledRow => {
      const now = this.db.entities.get(entity);
      const stays = row.op === "put" && now !== undefined && (now.scopes & (1 << scope)) !== 0 && !now.deleted;
      return { scope, entity, op: stays ? "put" : "leave", version: now?.version ?? 0, rev: now?.rev ?? 0 };
    });
    // A scope that is read to its end stands at its head: the holes that compaction left are behind it.
    const upTo = more ? (page.at(-1)?.[1].seq ?? since) : (this.db.heads[scope] as number);
    return { rows, more, upTo };
  }
}

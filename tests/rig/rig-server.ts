/** The real app on a real database that can be emptied, backed up, restored, and stopped in the middle of a push. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "../../sync-server/app.ts";
import { loadRecords } from "../../sync-server/load-records.ts";
import { silentLog } from "../../sync-server/log.ts";
import { compactFeed } from "../../sync-server/store/compact-feed.ts";
import type { Db, Queryable } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../../sync-server/store/hint-bus.ts";
import { lockRecords, writeRecords } from "../../sync-server/store/records.ts";
import { type EpochKeeper, keepEpoch } from "../../sync-server/store/witness.ts";
import { planSlot } from "../builders/acts.ts";
import { aNeighbourhood, DISTRICT, TEAM } from "../builders/neighbourhood.ts";
import type { AskServer } from "../harness/server.ts";
import { Guards } from "./guards.ts";
import { weakQueries } from "./weak-server.ts";

interface Backup {
  readonly tables: ReadonlyMap<string, string>;
  /** Photos that were whole. */
  readonly files: ReadonlySet<string>;
}

const HALF_A_YEAR_MS = 181 * 86_400_000;

/** A planned night, which lies in the scope of its team. */
const NIGHT = {
  t: "rosterSlot",
  id: "night",
  doc: { ...planSlot("night").args, id: "night", state: "planned" } as Record<string, unknown>,
} as const;

/** Stays through a restore: the audit only grows, and the list of migrations belongs to the program. */
const NOT_RESTORED = new Set(["audit", "schema_migration"]);

export class RigServer {
  readonly db: Db;
  private readonly dataDir: string;
  private app: Awaited<ReturnType<typeof createApp>> | undefined;
  private backup: Backup | undefined;
  private guards = new Guards();
  private queriesLeft = Number.POSITIVE_INFINITY;
  private stumbles = false;
  private life = { dead: false };
  private epochs = 0;
  private weeks = 0;
  private inPages: boolean | undefined;
  private epoch: EpochKeeper | undefined;

  constructor(db: Db, dataDir: string) {
    this.db = db;
    this.dataDir = dataDir;
  }

  readonly ask: AskServer = async (path, init) => {
    if (this.life.dead) await this.boot();
    const { app, life } = this;
    if (!app) throw new Error("bug: the rig's server was not reset");
    const reply = await app.request(path, init);
    if (life.dead) throw new TypeError("the server died over the request");
    return reply;
  };

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(String(input instanceof Request ? input.url : input));
    return this.ask(pathname + search, init);
  };

  codeFor = async (personId: string): Promise<string> => (await makeCode(this.db, personId, "test", Date.now())).code;

  /** Whether weeks from now on begin their scopes in pages, however little lies in them; else every other one does. */
  beginsInPages(always: boolean): void {
    this.inPages = always;
  }

  /** A new neighbourhood, nothing pushed yet. */
  async reset(guards = new Guards()): Promise<void> {
    this.guards = guards;
    const names = await this.tableNames();
    const unique = guards.has("mid") && guards.has("anyDedupe") ? ", ADD PRIMARY KEY (mid)" : "";
    await this.db.script(`TRUNCATE ${names.join(", ")};
      ALTER TABLE mutation DROP CONSTRAINT IF EXISTS mutation_pkey${unique}`);
    for (const folder of ["blobs", "incoming"]) rmSync(join(this.dataDir, folder), { recursive: true, force: true });
    await loadRecords(this.db, [...aNeighbourhood(), NIGHT]);
    this.backup = undefined;
    this.queriesLeft = Number.POSITIVE_INFINITY;
    if (guards.all) this.weeks += 1;
    await this.boot();
  }

  /** The process dies at the n-th statement from now inside a transaction; the next request finds it up again. */
  diesAfter(statements: number): void {
    this.queriesLeft = statements;
    this.stumbles = false;
  }

  /** The n-th statement from now inside a transaction fails, and the process lives on. */
  stumblesAfter(statements: number): void {
    this.queriesLeft = statements;
    this.stumbles = true;
  }

  /** It died, and nobody has asked it since. */
  get isDead(): boolean {
    return this.life.dead;
  }

  neverDies(): void {
    this.queriesLeft = Number.POSITIVE_INFINITY;
  }

  /** As the backup command does it: all rows, and then the phones hear how much of theirs is in it. */
  async backUp(): Promise<void> {
    const tables = new Map<string, string>();
    for (const name of await this.tableNames()) {
      // As text: a sum of a scope has more digits than a number of JavaScript holds.
      const [row] = await this.db.query<{ rows: string }>(
        `SELECT coalesce(jsonb_agg(to_jsonb(kept)), '[]'::jsonb)::text AS rows FROM ${name} kept`,
      );
      tables.set(name, row?.rows ?? "[]");
    }
    this.backup = { tables, files: new Set(this.files()) };
    await this.db.query("UPDATE client SET safe_n = last_n");
  }

  /** Rows that left a scope so far are older than half a year now, and its feed forgets them. */
  async compacts(): Promise<void> {
    await compactFeed(this.db, Date.now() + HALF_A_YEAR_MS);
  }

  /** From Li's team to another one, and back the next time: its row leaves one scope for another. */
  async movesNight(): Promise<void> {
    await this.db.tx(async (q) => {
      const [night] = (await lockRecords(q, [NIGHT])).values();
      if (!night) return;
      const teamId = night.doc["teamId"] === TEAM ? "team-elsewhere" : TEAM;
      const { t, id, rev, scopes: before, fv } = night;
      await writeRecords(q, [{ t, id, rev: rev + 1, doc: { ...night.doc, teamId }, fv, before, beforeRev: rev }]);
    });
  }

  /** Head of each scope. */
  async heads(): Promise<Record<string, number>> {
    const rows = await this.db.query<{ scope: string; head: number }>("SELECT scope, head FROM scope_head");
    return Object.fromEntries(rows.map((r) => [r.scope, r.head]));
  }

  /** As the restore command does it: the old rows and photos, and a new epoch. @returns false without a backup. */
  async restore(): Promise<boolean> {
    const silent = this.guards.lacks("epoch");
    if (silent) this.losesWitness();
    if (!(await this.bringBack(silent ? null : `restored-${++this.epochs}`))) return false;
    for (const sha256 of this.files()) if (!this.backup?.files.has(sha256)) rmSync(this.fileOf(sha256));
    await this.boot();
    return true;
  }

  /** The old rows, by hand, and the server is started as if nothing had been; or it never even stopped. */
  async putBack({ stopped }: { readonly stopped: boolean }): Promise<void> {
    await this.bringBack(null);
    if (stopped) await this.boot();
  }

  epochNow(): string {
    return this.epoch?.now() ?? "";
  }

  /** What a running server does every few seconds. */
  async notesWitness(): Promise<void> {
    await this.epoch?.note();
  }

  /** The witness is gone with the disk it lay on. */
  losesWitness(): void {
    rmSync(join(this.dataDir, "witness.json"), { force: true });
  }

  private fileOf(sha256: string): string {
    return join(this.dataDir, "blobs", sha256.slice(0, 2), sha256.slice(2));
  }

  /** Hashes of the photos that count as whole. */
  private files(): string[] {
    const folder = join(this.dataDir, "blobs");
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((start) => readdirSync(join(folder, start)).map((rest) => start + rest));
  }

  /** Photos whose bytes are not what their name says. */
  damagedFiles(): string[] {
    const hashOf = (sha256: string) =>
      createHash("sha256")
        .update(readFileSync(this.fileOf(sha256)))
        .digest("hex");
    return this.files().filter((sha256) => hashOf(sha256) !== sha256);
  }

  private async bringBack(epoch: string | null): Promise<boolean> {
    const { backup } = this;
    if (!backup) return false;
    this.neverDies();
    await this.db.tx(async (q) => {
      await q.script(`TRUNCATE ${[...backup.tables.keys()].join(", ")}`);
      for (const [name, rows] of backup.tables) {
        await q.query(`INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(null::${name}, $1::jsonb)`, [rows]);
      }
      if (epoch !== null) await q.query("UPDATE meta SET value = $1 WHERE name = 'epoch'", [epoch]);
    });
    return true;
  }

  private async boot(): Promise<void> {
    this.life = { dead: false };
    const db = this.mortal(this.life);
    this.epoch = await keepEpoch({ db, dataDir: this.dataDir });
    this.app = await createApp({
      db,
      epoch: this.epoch,
      dataDir: this.dataDir,
      districtCode: DISTRICT,
      hints: createHintBus(),
      log: silentLog(),
      // Weeks that miss a protection are pinned, and were found without pages.
      ...(this.guards.all && (this.inPages ?? this.weeks % 2 === 0) ? { streamUpTo: 0 } : {}),
    });
  }

  /** The database as a process sees it that can be killed between two statements; dead, it reaches it no more. */
  private mortal(life: { dead: boolean }): Db {
    const alive = (q: Queryable, step: () => void): Queryable => ({
      script: (sql) => q.script(sql),
      query: async (statement, params) => {
        if (!life.dead) step();
        if (life.dead) throw new Error("the server was killed");
        return q.query(statement, params);
      },
    });
    const counting = () => {
      this.queriesLeft -= 1;
      if (this.queriesLeft >= 0) return;
      this.queriesLeft = Number.POSITIVE_INFINITY;
      if (this.stumbles) throw new Error("the server stumbled");
      life.dead = true;
    };
    const { db } = this;
    const counted = (q: Queryable): Queryable => alive(weakQueries(q, this.guards), counting);
    return {
      ...alive(db, () => undefined),
      kind: db.kind,
      tx: (fn) => (this.guards.lacks("pushTransaction") ? fn(counted(db)) : db.tx((q) => fn(counted(q)))),
      withLock: (name, fn) => db.withLock(name, fn),
      close: () => db.close(),
    };
  }

  private async tableNames(): Promise<string[]> {
    const rows = await this.db.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    return rows.map((r) => r.name).filter((name) => !NOT_RESTORED.has(name));
  }
}

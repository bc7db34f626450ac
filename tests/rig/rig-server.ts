/** The real app on a real database that can be emptied, backed up, restored, and stopped in the middle of a push. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "../../sync-server/app.ts";
import { loadRecords } from "../../sync-server/load-records.ts";
import { silentLog } from "../../sync-server/log.ts";
import type { Db, Queryable } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../../sync-server/store/hint-bus.ts";
import { type EpochKeeper, keepEpoch } from "../../sync-server/store/witness.ts";
import { aNeighbourhood, DISTRICT } from "../builders/neighbourhood.ts";
import type { AskServer } from "../harness/server.ts";

type Tables = ReadonlyMap<string, string>;

/** Stays through a restore: the audit only grows, and the list of migrations belongs to the program. */
const NOT_RESTORED = new Set(["audit", "schema_migration"]);

export class RigServer {
  readonly db: Db;
  private readonly dataDir: string;
  private app: Awaited<ReturnType<typeof createApp>> | undefined;
  private backup: Tables | undefined;
  private queriesLeft = Number.POSITIVE_INFINITY;
  private epochs = 0;
  private epoch: EpochKeeper | undefined;

  constructor(db: Db, dataDir: string) {
    this.db = db;
    this.dataDir = dataDir;
  }

  readonly ask: AskServer = async (path, init) => {
    if (!this.app) throw new Error("bug: the rig's server was not reset");
    return this.app.request(path, init);
  };

  codeFor = async (personId: string): Promise<string> => (await makeCode(this.db, personId, "test", Date.now())).code;

  /** A new neighbourhood, nothing pushed yet. */
  async reset(): Promise<void> {
    const names = await this.tableNames();
    await this.db.script(`TRUNCATE ${names.join(", ")}`);
    await loadRecords(this.db, aNeighbourhood());
    this.backup = undefined;
    this.queriesLeft = Number.POSITIVE_INFINITY;
    await this.boot();
  }

  /** The process dies at the n-th statement from now inside a transaction; the next request finds it up again. */
  diesAfter(statements: number): void {
    this.queriesLeft = statements;
  }

  neverDies(): void {
    this.queriesLeft = Number.POSITIVE_INFINITY;
  }

  async backUp(): Promise<void> {
    const tables = new Map<string, string>();
    for (const name of await this.tableNames()) {
      const rows = await this.db.query<{ rows: unknown }>(
        `SELECT coalesce(jsonb_agg(to_jsonb(kept)), '[]'::jsonb) AS rows FROM ${name} kept`,
      );
      tables.set(name, JSON.stringify(rows[0]?.rows));
    }
    this.backup = tables;
  }

  /** As the restore command does it: the old rows, and a new epoch. @returns false without a backup. */
  async restore(): Promise<boolean> {
    if (!(await this.bringBack(`restored-${++this.epochs}`))) return false;
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

  private async bringBack(epoch: string | null): Promise<boolean> {
    const { backup } = this;
    if (!backup) return false;
    await this.db.tx(async (q) => {
      await q.script(`TRUNCATE ${[...backup.keys()].join(", ")}`);
      for (const [name, rows] of backup) {
        await q.query(`INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(null::${name}, $1::jsonb)`, [rows]);
      }
      if (epoch !== null) await q.query("UPDATE meta SET value = $1 WHERE name = 'epoch'", [epoch]);
    });
    return true;
  }

  private async boot(): Promise<void> {
    const db = this.mortal();
    this.epoch = await keepEpoch({ db, dataDir: this.dataDir });
    this.app = await createApp({
      db,
      epoch: this.epoch,
      dataDir: this.dataDir,
      districtCode: DISTRICT,
      hints: createHintBus(),
      log: silentLog(),
    });
  }

  /** The database as a process sees it that can be killed between two statements. */
  private mortal(): Db {
    const counted = (q: Queryable): Queryable => ({
      script: (sql) => q.script(sql),
      query: (statement, params) => {
        this.queriesLeft -= 1;
        if (this.queriesLeft < 0) {
          this.queriesLeft = Number.POSITIVE_INFINITY;
          throw new Error("the server was killed");
        }
        return q.query(statement, params);
      },
    });
    const { db } = this;
    return {
      kind: db.kind,
      query: (statement, params) => db.query(statement, params),
      script: (sql) => db.script(sql),
      tx: (fn) => db.tx((q) => fn(counted(q))),
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

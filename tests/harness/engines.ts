/** Both engines a store must be the same on: PostgreSQL (of TEST_DATABASE_URL, or started by the run) and PGlite. */
import type { Db } from "../../sync-server/store/db.ts";
import { migrate } from "../../sync-server/store/migrate.ts";
import { openPgliteDb } from "../../sync-server/store/pglite-db.ts";
import { emptyDatabase, freshDatabase } from "./test-database.ts";

export interface Engine {
  readonly engine: "PostgreSQL" | "PGlite";
  /** A database of its own with all tables. */
  readonly migrated: () => Promise<Db>;
  /** One without any. */
  readonly empty: () => Promise<Db>;
}

export const ENGINES: readonly Engine[] = [
  { engine: "PostgreSQL", migrated: freshDatabase, empty: async () => (await emptyDatabase()).db },
  {
    engine: "PGlite",
    migrated: async () => {
      const db = await openPgliteDb({ folder: null });
      await migrate(db);
      return db;
    },
    empty: () => openPgliteDb({ folder: null }),
  },
];

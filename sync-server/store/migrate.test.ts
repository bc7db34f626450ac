import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { emptyDatabase } from "../../tests/harness/test-database.ts";
import type { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { openPgDb, targetOf } from "./pg-db.ts";
import { openPgliteDb } from "./pglite-db.ts";

const FILES = {
  "0001-first.sql": "create table house (id int8 primary key);\ncreate index house_by_id on house (id);",
  "0002-floors.sql": "alter table house add column floors int not null default 6;",
};

const RUNGS = [
  { rung: "PostgreSQL", openDb: async () => (await emptyDatabase()).db },
  { rung: "PGlite", openDb: () => openPgliteDb({ folder: null }) },
];

describe.each(RUNGS)("on $rung", ({ openDb }) => {
  const open: { db?: Db; folder?: string } = {};

  beforeAll(async () => {
    open.db = await openDb();
  }, 120_000);
  afterAll(() => open.db?.close());

  beforeEach(async () => {
    // One database for all: a PGlite takes seconds to start.
    await db().script("drop schema public cascade; create schema public");
    open.folder = await mkdtemp(join(tmpdir(), "zimajia-migrations-"));
    await write(FILES);
  });
  afterEach(() => rm(folder(), { recursive: true }));

  const db = (): Db => {
    if (open.db === undefined) throw new Error("not open");
    return open.db;
  };
  const folder = (): string => {
    if (open.folder === undefined) throw new Error("no folder");
    return open.folder;
  };
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, sql] of Object.entries(files)) await writeFile(join(folder(), name), sql);
  };

  test("runs what is new, in order, once", async () => {
    expect(await migrate(db(), folder())).toEqual(["0001-first.sql", "0002-floors.sql"]);
    expect(await migrate(db(), folder())).toEqual([]);
    await write({ "0003-more.sql": "create table more (id int8)", "notes.md": "not SQL" });
    expect(await migrate(db(), folder())).toEqual(["0003-more.sql"]);
    expect(await db().query("select number, length(sha256) as n from schema_migration order by 1")).toEqual([
      { number: 1, n: 64 },
      { number: 2, n: 64 },
      { number: 3, n: 64 },
    ]);
  });

  test("three runs at the same moment do the work once and all succeed", async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrate(db(), folder())));
    expect(runs.flat().sort()).toEqual(["0001-first.sql", "0002-floors.sql"]);
  });

  test("a file that was run and has other bytes now is refused; other line ends are not other bytes", async () => {
    await migrate(db(), folder());
    await write({ "0001-first.sql": FILES["0001-first.sql"].replaceAll("\n", "\r\n") });
    expect(await migrate(db(), folder())).toEqual([]);
    await write({ "0001-first.sql": `${FILES["0001-first.sql"]} ` });
    await expect(migrate(db(), folder())).rejects.toMatchObject({
      code: "migration-changed",
      detail: { migration: "0001-first.sql" },
    });
  });

  test("a database from a newer program is refused", async () => {
    await migrate(db(), folder());
    await rm(join(folder(), "0002-floors.sql"));
    await expect(migrate(db(), folder())).rejects.toMatchObject({ code: "database-newer", retry: "after-update" });
  });

  test("a file put before one that was run is refused", async () => {
    await rm(join(folder(), "0001-first.sql"));
    await write({ "0002-floors.sql": "create table other (id int8)" });
    await migrate(db(), folder());
    await write({ "0001-first.sql": "create table late (id int8)" });
    await expect(migrate(db(), folder())).rejects.toMatchObject({ code: "migration-out-of-order" });
  });

  test("a file that fails half-way leaves nothing of itself and keeps those before it", async () => {
    await write({ "0003-bad.sql": "create table half (id int8); insert into nowhere values (1);" });
    await expect(migrate(db(), folder())).rejects.toMatchObject({ code: "42P01" });
    expect(await db().query("select to_regclass('half') as half, to_regclass('house')::text as house")).toEqual([
      { half: null, house: "house" },
    ]);
    await write({ "0003-bad.sql": "create table half (id int8);" });
    expect(await migrate(db(), folder())).toEqual(["0003-bad.sql"]);
  });

  test("a badly named file and a doubled number are our bugs", async () => {
    await write({ "0002-twice.sql": "select 1" });
    await expect(migrate(db(), folder())).rejects.toThrow("same number");
    await rm(join(folder(), "0002-twice.sql"));
    await write({ "3-three.sql": "select 1" });
    await expect(migrate(db(), folder())).rejects.toThrow("NNNN-name.sql");
  });
});

test("three nodes, each with its own pool, migrate one database", async () => {
  const folder = await mkdtemp(join(tmpdir(), "zimajia-migrations-"));
  await writeFile(join(folder, "0001-slow.sql"), "create table slow (id int8); select pg_sleep(0.3);");
  const { db: first, connection } = await emptyDatabase();
  const [row] = await first.query<{ name: string }>("select current_database() as name");
  if (connection === null || row === undefined) throw new Error("no server");
  const target = targetOf(connection.server, row.name);
  const nodes = [first, await openPgDb(target), await openPgDb(target)];
  const runs = await Promise.all(nodes.map((node) => migrate(node, folder)));
  expect(runs.flat()).toEqual(["0001-slow.sql"]);
  for (const node of nodes.reverse()) await node.close();
  await rm(folder, { recursive: true });
}, 120_000);

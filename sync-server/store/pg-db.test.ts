import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "./db.ts";
import { connectOnce, openPgDb, type PgTarget, targetOf } from "./pg-db.ts";
import { openTestCluster, type TestCluster } from "./test-cluster.ts";

const open: { cluster?: TestCluster; killer?: Db } = {};

beforeAll(async () => {
  open.cluster = await openTestCluster({
    rungs: ["embedded", "system"],
    prepare: (db) => db.script("create table counter (id int primary key, n int8 not null)"),
  });
  open.killer = await open.cluster.freshDatabase();
}, 120_000);

afterAll(async () => {
  await open.killer?.close();
  await open.cluster?.close();
});

function cluster(): TestCluster {
  if (open.cluster === undefined) throw new Error("not open");
  return open.cluster;
}

const killBackends = (pids: readonly number[]): Promise<unknown> | undefined =>
  open.killer?.query("select pg_terminate_backend(pid) from unnest($1::int[]) as u(pid)", [pids]);

const backendOf = async (q: Pick<Db, "query">): Promise<number> =>
  (await q.query<{ pid: number }>("select pg_backend_pid() as pid"))[0]?.pid ?? 0;

test("a backend killed while idle costs nothing: the next query gets another", async () => {
  const db = await cluster().freshDatabase();
  await killBackends([await backendOf(db)]);
  await expect.poll(() => backendOf(db).catch(() => 0)).toBeGreaterThan(0);
  await db.close();
});

test("a backend killed inside a transaction is a fault to the caller, and the process lives on", async () => {
  const db = await cluster().freshDatabase();
  const broken = db.tx(async (q) => {
    await q.query("insert into counter values (1, 0)");
    await killBackends([await backendOf(q)]);
    await q.query("insert into counter values (2, 0)");
  });
  await expect(broken).rejects.toMatchObject({ code: "database-unavailable", retry: "later" });
  expect(await db.query("select * from counter")).toEqual([]);
  await db.close();
});

test("a backend killed while its transaction waits for something else does not end the process", async () => {
  const db = await cluster().freshDatabase();
  const broken = db.tx(async (q) => {
    await killBackends([await backendOf(q)]);
    await new Promise((done) => setTimeout(done, 200));
  });
  await expect(broken).rejects.toMatchObject({ code: "database-unavailable" });
  await db.close();
});

test("two transactions that deadlock both get through", async () => {
  const db = await cluster().freshDatabase();
  await db.query("insert into counter values (1, 0), (2, 0)");
  const both = async (first: number, second: number): Promise<void> =>
    db.tx(async (q) => {
      await q.query("update counter set n = n + 1 where id = $1", [first]);
      await new Promise((done) => setTimeout(done, 100));
      await q.query("update counter set n = n + 1 where id = $1", [second]);
    });
  await Promise.all([both(1, 2), both(2, 1)]);
  expect(await db.query("select n from counter")).toEqual([{ n: 2 }, { n: 2 }]);
  await db.close();
});

test("a listener whose connection was killed comes back and says that something may be missed", async () => {
  const db = await cluster().freshDatabase();
  const heard: string[] = [];
  await db.listen?.("hints", (payload) => heard.push(payload));
  const rows = await db.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and query ilike 'listen hints'",
  );
  expect(rows).toHaveLength(1);
  await killBackends(rows.map((row) => row.pid));
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual([""]);
  await db.query("select pg_notify('hints', 'again')");
  await expect.poll(() => heard).toEqual(["", "again"]);
  await db.close();
});

test("a server that is not there is a fault with its reason", async () => {
  const nowhere: PgTarget = { host: "/tmp/no-such-folder", port: 5432, user: "x", database: "x", password: null };
  await expect(openPgDb(nowhere)).rejects.toMatchObject({ code: "database-unavailable", retry: "later" });
});

test("a target keeps everything but the database name", async () => {
  expect(targetOf({ url: "postgres://me:pw@db:5433/old?sslmode=require" }, "fresh")).toEqual({
    url: "postgres://me:pw@db:5433/fresh?sslmode=require",
  });
  const connection = cluster().connection;
  if (connection === null) throw new Error("no server");
  const client = await connectOnce(targetOf(connection.server, connection.template));
  expect((await client.query("select current_database() as name")).rows).toEqual([{ name: connection.template }]);
  await client.end();
});

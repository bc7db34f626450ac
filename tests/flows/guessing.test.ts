/** Wrong codes are slowed down, and no restart, second process or parallel crowd makes it faster. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn, type TestServer } from "../harness/app-on.ts";
import { freshDatabase } from "../harness/test-database.ts";
import { aDeviceKey, post, publicTextOf } from "../harness/wire-phone.ts";

const clock = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
const now = () => clock.ms;
let db: Db;
let first: TestServer;
let second: TestServer;
let publicKey = "";

beforeAll(async () => {
  db = await freshDatabase();
  first = await appOn(db, aNeighbourhood(), now);
  second = await appOn(db, [], now);
  publicKey = await publicTextOf(await aDeviceKey());
}, 120_000);

afterAll(() => first.close());

interface Answer {
  readonly status: number;
  readonly error?: string;
  readonly waitS?: number;
}

async function guess(server: TestServer, code: string): Promise<Answer> {
  const reply = await post(server.ask, "/api/enrol", { code, publicKey, deviceName: "guess" });
  return { status: reply.status, ...((await reply.json()) as object) };
}

test("the fifth wrong code costs 30 seconds, told at once; a second process and a restarted one know it too", async () => {
  for (let i = 0; i < 4; i++) expect(await guess(first, `1000000${i}`)).toMatchObject({ status: 403, waitS: 0 });
  expect(await guess(first, "10000004")).toMatchObject({ status: 403, waitS: 30 });
  const { code } = await makeCode(db, PEOPLE.wang, "test", now());
  for (const server of [first, second, await appOn(db, [], now)]) {
    expect(await guess(server, code)).toMatchObject({ status: 429, error: "too-many", waitS: 30 });
  }
});

test("after the wait one more try is free to be right; a wrong one doubles the wait", async () => {
  clock.ms += 30_000;
  expect(await guess(second, "10000005")).toMatchObject({ status: 403, waitS: 60 });
  clock.ms += 59_000;
  expect(await guess(first, "10000006")).toMatchObject({ status: 429, waitS: 1 });
  clock.ms += 1_000;
  const { code } = await makeCode(db, PEOPLE.wang, "test", now());
  expect(await guess(first, code)).toMatchObject({ status: 200, personId: PEOPLE.wang });
  expect(await guess(first, "10000007")).toMatchObject({ status: 403, waitS: 0 });
});

test("forty guesses at the same moment are five guesses", async () => {
  clock.ms += 25 * 3_600_000;
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) => guess(i % 2 ? first : second, `200000${10 + i}`)),
  );
  expect(answers.filter((a) => a.status === 403)).toHaveLength(5);
  expect(answers.filter((a) => a.status === 429)).toHaveLength(35);
});

test("a code is not used up for a key that could never sign, and the table holds no address", async () => {
  clock.ms += 25 * 3_600_000;
  const { code } = await makeCode(db, PEOPLE.zhao, "test", now());
  const reply = await post(first.ask, "/api/enrol", { code, publicKey: "A".repeat(87), deviceName: "x" });
  expect(reply.status).toBe(400);
  expect(await guess(first, code)).toMatchObject({ status: 200 });
  await guess(first, "30000000");
  const rows = await db.query<{ key: string }>("SELECT key FROM code_try");
  expect(rows.map((r) => r.key).join()).not.toMatch(/local|\d+\.\d+\.\d+/);
});

/** Wrong codes are slowed down, and no restart, second process or parallel crowd makes it faster. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadRecords } from "../../sync-server/load-records.ts";
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

/** From a phone of its own behind the one address of this test. */
async function tryFrom(server: TestServer, phone: string, code: string): Promise<Answer> {
  const reply = await post(server.ask, "/api/enrol", { code, publicKey: phone, deviceName: "one of many" });
  return { status: reply.status, ...((await reply.json()) as object) };
}

const manyPhones = (n: number) => Promise.all(Array.from({ length: n }, async () => publicTextOf(await aDeviceKey())));

test("thirty people enrol at the same moment behind one address, one of them mistypes: nobody waits", async () => {
  clock.ms += 25 * 3_600_000;
  const phones = await manyPhones(31);
  const people = phones.map((_, i) => `person-room-${i}`);
  const doc = (id: string) => ({ id, displayName: `演示·${id}`, orgCode: "450303001010", grants: [], demo: true });
  await loadRecords(
    db,
    people.map((id) => ({ t: "person", id, doc: doc(id) })),
  );
  const codes: string[] = [];
  for (const id of people) codes.push((await makeCode(db, id, "test", now())).code);
  const answers = await Promise.all(
    phones.map((phone, i) => tryFrom(i % 2 ? first : second, phone, i === 7 ? "40000000" : (codes[i] ?? ""))),
  );
  expect(answers.map((a) => a.status)).toEqual(phones.map((_, i) => (i === 7 ? 403 : 200)));
  expect(await tryFrom(first, phones[7] ?? "", codes[7] ?? "")).toMatchObject({ status: 200, personId: people[7] });
});

test("a new key for every guess does not help: an address has forty, then it waits, right codes too", async () => {
  clock.ms += 25 * 3_600_000;
  const phones = await manyPhones(60);
  const answers = await Promise.all(
    phones.map((phone, i) => tryFrom(i % 2 ? first : second, phone, `500000${10 + i}`)),
  );
  expect(answers.filter((a) => a.status === 403)).toHaveLength(40);
  expect(answers.filter((a) => a.status === 429)).toHaveLength(20);
  const { code } = await makeCode(db, PEOPLE.zhao, "test", now());
  expect(await guess(first, code)).toMatchObject({ status: 429, waitS: 30 });
  clock.ms += 30_000;
  expect(await tryFrom(first, phones[0] ?? "", "50000099")).toMatchObject({ status: 403, waitS: 60 });
});

test("many addresses together have a thousand, then one a minute; a phone that is enrolled is not asked", async () => {
  clock.ms += 25 * 3_600_000;
  const from = { address: "10.0.0.1" };
  const elsewhere = await appOn(db, [], now, { addressOf: () => from.address });
  expect(await guess(elsewhere, "60000000")).toMatchObject({ status: 403, waitS: 0 });
  await db.query("UPDATE code_try SET tries = 998 WHERE key = 'everywhere'");
  const [one = "", two = "", three = ""] = await manyPhones(3);
  from.address = "10.0.0.2";
  expect(await tryFrom(elsewhere, one, "60000001")).toMatchObject({ status: 403, waitS: 0 });
  from.address = "10.0.0.3";
  expect(await tryFrom(elsewhere, two, "60000002")).toMatchObject({ status: 403, waitS: 30 });
  from.address = "10.0.0.4";
  expect(await tryFrom(elsewhere, three, "60000003")).toMatchObject({ status: 429, waitS: 30 });
  clock.ms += 30_000;
  expect(await tryFrom(elsewhere, three, "60000003")).toMatchObject({ status: 403, waitS: 60 });
  clock.ms += 60_000;
  expect(await tryFrom(elsewhere, three, "60000004")).toMatchObject({ status: 403, waitS: 60 });
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

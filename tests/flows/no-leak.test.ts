/** What leaves the server beside its answers: a log that names nobody. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../../sync-server/log.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn, type TestServer } from "../harness/app-on.ts";
import { freshDatabase } from "../harness/test-database.ts";
import { post, WirePhone } from "../harness/wire-phone.ts";

const lines: string[] = [];
const broken = { now: false };
let server: TestServer;
let li: WirePhone;
let code = "";

/** A database that can fail as real ones do: with the row in its words. */
function fragile(db: Db): Db {
  const fail = (): never => {
    const words = { severity: "ERROR", code: "23505", detail: "Key (name)=(演示·李 13877312345) already exists." };
    throw Object.assign(new Error("duplicate key (演示·李 13877312345)"), words);
  };
  return {
    ...db,
    query: async (statement, params) => (broken.now ? fail() : db.query(statement, params)),
    tx: async (fn) => (broken.now ? fail() : db.tx(fn)),
  };
}

beforeAll(async () => {
  const log = createLog({ level: "trace", destination: { write: (line: string) => void lines.push(line) } });
  server = await appOn(fragile(await freshDatabase()), aNeighbourhood(), Date.now, { log });
  code = await server.codeFor(PEOPLE.li);
  li = await WirePhone.enrol(server.ask, code);
}, 120_000);

afterAll(() => server.close());

test("the log of a whole day, failures included, holds no name, number, word, code, token, key or place", async () => {
  const words = "三楼张阿姨家门口堆了纸箱";
  const place = { position: { lat: 25.30123, lng: 110.30123, accM: 9, crs: "wgs84" } };
  await li.does(
    startRound("r1"),
    reportHazard("i1", { words, place }),
    reportHazard("i2", { words: "电话13877312345" }),
  );
  await li.pull();
  await post(server.ask, "/api/enrol", { code: "87654321", publicKey: "B".repeat(87), deviceName: "李的手机" });
  await server.ask("/api/devices?name=演示·李", { headers: { authorization: "Bearer not.a.token" } });
  await post(server.ask, "/api/sync/push", '{"words":"张阿姨"', {});
  broken.now = true;
  const failed = await li.call("/api/devices");
  expect(failed.status).toBe(503);
  expect(await failed.text()).not.toMatch(/演示|13877312345|duplicate/);
  broken.now = false;
  const token = await li.token();
  const text = lines.join("");
  expect(lines.length).toBeGreaterThan(8);
  expect(text).toContain("request failed");
  for (const secret of [
    words,
    "张阿姨",
    "演示",
    "13877312345",
    code,
    "87654321",
    token,
    "Bearer",
    "25.30123",
    "李的手机",
  ]) {
    expect(text, secret).not.toContain(secret);
  }
});

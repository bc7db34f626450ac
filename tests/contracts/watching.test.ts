/** What the operator sees: numbers that are right and name nobody, health, readiness. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { METRICS } from "../../sync-server/metrics.ts";
import { writeAudit } from "../../sync-server/store/audit-store.ts";
import { confirmStop, planSlot, startRound } from "../builders/acts.ts";
import { aNeighbourhood, DISTRICT, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { streamOf } from "../harness/stream.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const HOUR_MS = 3_600_000;
const clock = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
const asked = { local: true };
let server: TestServer;
let li: WirePhone;
let wang: WirePhone;
let code = "";

const beat = (outbox: number, photos: number, oldestAt: string | null) => ({
  build: "test",
  sch: 1,
  outbox,
  oldestAt,
  photos,
  blobs: photos,
  blobBytes: photos * 1000,
  quarantined: 0,
  usedBytes: null,
  quotaBytes: null,
  persisted: null,
  offMs: null,
  nextN: 1,
  healed: 0,
});

beforeAll(async () => {
  server = await aServer(aNeighbourhood(), () => clock.ms, { isLocal: () => asked.local });
  code = await server.codeFor(PEOPLE.li);
  li = await WirePhone.enrol(server.ask, code);
  wang = await phoneOf(PEOPLE.wang);
  li.clock = () => clock.ms;
}, 120_000);
async function phoneOf(personId: string): Promise<WirePhone> {
  const phone = await WirePhone.enrol(server.ask, await server.codeFor(personId));
  phone.clock = () => clock.ms;
  return phone;
}

beforeEach(() => {
  asked.local = true;
});
afterAll(() => server.close());

async function numbers(): Promise<Map<string, number>> {
  const text = await (await server.ask("/metrics")).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(/ (\S+)$/.exec(line)?.[1])]));
}

test("a phone that holds records for more than a day is an alarm, until it has handed them in", async () => {
  const oldestAt = new Date(clock.ms - 23 * HOUR_MS).toISOString();
  await li.call("/api/sync/heartbeat", { heartbeat: beat(4, 2, oldestAt) });
  await wang.call("/api/sync/heartbeat", { heartbeat: beat(0, 1, null) });
  const before = await numbers();
  expect(before.get("zimajia_phones_with_unsent")).toBe(1);
  expect(before.get("zimajia_phones_unsent_over_24h")).toBe(0);
  expect(before.get("zimajia_oldest_unsent_seconds")).toBe(23 * 3600);
  expect(before.get("zimajia_unsent_records")).toBe(4);
  expect(before.get("zimajia_unsent_photos")).toBe(3);
  // It says nothing for two hours: what it said is two hours older.
  clock.ms += 2 * HOUR_MS;
  expect((await numbers()).get("zimajia_phones_unsent_over_24h")).toBe(1);
  expect((await numbers()).get("zimajia_oldest_unsent_seconds")).toBe(25 * 3600);
  await li.call("/api/sync/heartbeat", { heartbeat: beat(0, 0, null) });
  expect((await numbers()).get("zimajia_phones_unsent_over_24h")).toBe(0);
  expect((await numbers()).get("zimajia_oldest_unsent_seconds")).toBe(0);
});

test("requests, outcomes, phones, audit and backups are counted", async () => {
  const start = li.envelope(startRound("r1"));
  const wrong = { ...li.envelope(confirmStop("r1", "cp-2")), args: {} };
  await li.push([start, wrong]);
  const first = await numbers();
  expect(first.get('zimajia_push_records_total{outcome="applied"}')).toBe(1);
  expect(first.get('zimajia_push_records_total{outcome="quarantined"}')).toBe(1);
  expect(first.get('zimajia_http_requests_total{method="POST",route="/api/sync/push",status="200"}')).toBe(1);
  expect(first.get('zimajia_http_request_seconds_count{route="/api/sync/push"}')).toBe(1);
  expect(first.get('zimajia_http_request_seconds_bucket{route="/api/sync/push",le="+Inf"}')).toBe(1);
  expect(first.get('zimajia_phones{state="in_force"}')).toBe(2);
  expect(first.get("zimajia_set_aside_open")).toBe(1);
  expect(first.get("zimajia_database_up")).toBe(1);
  expect(first.has("zimajia_backup_age_seconds")).toBe(false);
  const done = { district: DISTRICT, personId: null, deviceId: null, act: "admin-backup", subject: "backup" };
  await writeAudit(server.db, { ...done, detail: "by root: done" });
  const then = await numbers();
  expect(then.has("zimajia_backup_age_seconds")).toBe(true);
  expect(then.get("zimajia_audit_entries")).toBe((first.get("zimajia_audit_entries") ?? 0) + 1);
});

test("an open stream is counted while it is open", async () => {
  const reply = await li.call("/api/sync/live");
  expect((await numbers()).get("zimajia_live_streams")).toBe(1);
  await reply.body?.cancel();
  await expect.poll(async () => (await numbers()).get("zimajia_live_streams")).toBe(0);
});

test("the ninth stream of one phone has to wait", async () => {
  const replies = await Promise.all(Array.from({ length: 9 }, () => li.call("/api/sync/live")));
  expect(replies.map((r) => r.status).sort()).toEqual([...Array(8).fill(200), 429]);
  for (const reply of replies) await reply.body?.cancel();
});

test("labels are patterns: no id, name, code or number of anybody, and every number has its words", async () => {
  await server.ask("/api/devices/some-device-id/revoke", { method: "POST" });
  await server.ask("/api/13877312345", { method: "BREW" });
  const text = await (await server.ask("/metrics")).text();
  for (const secret of [li.deviceId, li.personId, PEOPLE.wang, "演示", code, "some-device-id", "13877312345", "BREW"])
    expect(text, secret).not.toContain(secret);
  for (const name of Object.keys(METRICS)) {
    if (text.includes(`\n${name}`)) expect(text).toContain(`# HELP ${name} `);
  }
  expect(text.length).toBeLessThan(30_000);
});

test("only somebody on this machine reads the numbers, or whoever shows the token", async () => {
  asked.local = false;
  expect((await server.ask("/metrics")).status).toBe(404);
  const metricsToken = "t0ken-t0ken-t0ken";
  const other = await aServer([], Date.now, { isLocal: () => true, metricsToken });
  try {
    const status = async (authorization?: string) =>
      (await other.ask("/metrics", authorization ? { headers: { authorization } } : {})).status;
    expect(await status()).toBe(404);
    expect(await status(`Bearer ${metricsToken}x`)).toBe(404);
    expect(await status(`Bearer ${await li.token()}`)).toBe(404);
    expect(await status(`Bearer ${metricsToken}`)).toBe(200);
  } finally {
    await other.close();
  }
});

test("a hint wakes whom it concerns; a phone that is switched off is woken once more, and its stream ends", async () => {
  const [chen, lu] = [await phoneOf(PEOPLE.chen), await phoneOf(PEOPLE.lu)];
  const [near, far] = [await streamOf(li), await streamOf(lu)];
  const heard: string[] = [];
  const farNext = far.next().then((words) => heard.push(words));
  for (const slotId of ["night-1", "night-2"]) {
    const woken = near.next();
    expect(await chen.does(planSlot(slotId))).toEqual(["applied"]);
    expect(await woken).toContain("event: poke");
  }
  // Both hints went to both listeners in the same moment: the neighbouring community had nothing to hear.
  expect(heard).toEqual([]);
  const qin = await phoneOf(PEOPLE.qin);
  expect((await qin.call(`/api/devices/${lu.deviceId}/revoke`, {})).status).toBe(200);
  await farNext;
  expect(heard[0]).toContain("event: poke");
  expect(await far.next()).toBe("over");
  await near.leave();
});

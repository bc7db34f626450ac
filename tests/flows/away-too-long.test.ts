/** How long a phone shows what others have written without hearing that it is still in force. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAwayTooLong, leaseOver } from "#storage/lease";
import { newId, record } from "#storage/record";
import { startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf, putAway } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";

const DAY_MS = 86_400_000;
const time = { ms: Date.now() };
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
let server: TestServer;
let li: Phone;

beforeAll(async () => {
  server = await aServer(aNeighbourhood(), () => time.ms);
  li = await phoneOf(server, network, PEOPLE.li, { now: () => time.ms });
  await li.engine.runOnce();
}, 120_000);

afterAll(async () => {
  putAway(li);
  await server.close();
});

/** As the screens do: they look, and look again after some minutes. */
async function looks(): Promise<boolean> {
  await leaseOver(li.world);
  return isAwayTooLong(li.world);
}

test("[SYN-37] fourteen days and no longer, whatever the clock is set to; recording goes on, and one contact opens all", async () => {
  time.ms += 13 * DAY_MS;
  expect(await looks()).toBe(false);
  time.ms += 2 * DAY_MS;
  expect(await looks()).toBe(true);
  time.ms -= 10 * DAY_MS;
  expect(await looks()).toBe(true);
  expect((await record(li.world, [startRound(newId())])).ok).toBe(true);
  await li.engine.runOnce();
  expect(await looks()).toBe(false);
  expect(await li.world.vault.outbox.count()).toBe(0);
});

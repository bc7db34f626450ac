/** Sealed words from phone to phone: who reads them, who never does, and what becomes of the keys. */
import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Doc } from "#domain/kernel/command";
import { checkPin, listPeople } from "#storage/device-book";
import { dropPinKeys } from "#storage/pin-key";
import { newId, record } from "#storage/record";
import { setPin } from "#storage/seal-keys";
import { openSealed } from "#storage/sealed";
import { AUDITOR, MEDIATORS, theMediators } from "../builders/mediators.ts";
import { aNeighbourhood, COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { phoneOf as enrolled, type Phone } from "../harness/phone.ts";
import { correct, file, hear, type Quarrel, share, takeUp } from "../harness/quarrel.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const NAMES = ["张三丰丰", "李四娘娘"];
const FACTS = "三楼水管漏到二楼，两家争吵";

let server: TestServer;
const time = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
const clock = { now: () => time.ms };
const passes = (hours: number): void => {
  time.ms += hours * 3_600_000;
};
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));

/** A mediator with a PIN, whose key the others know. */
async function mediator(personId: string): Promise<Phone> {
  const phone = await enrolled(server, network, personId, clock);
  await setPin(personId, "135790");
  await phone.engine.runOnce();
  await phone.engine.runOnce();
  return phone;
}

const caseArgs = (quarrelId: string, mediatorIds: readonly string[]) => ({
  quarrelId,
  communityCode: COMMUNITY,
  mediatorIds: [...mediatorIds],
  names: NAMES,
  facts: FACTS,
});

async function takesUp({ world }: Phone, mediatorIds: readonly string[] = [world.person.personId]): Promise<string> {
  const id = newId();
  expect(await record(world, [takeUp(caseArgs(id, mediatorIds))])).toMatchObject({ ok: true });
  return id;
}

const rowOf = async ({ world }: Phone, id: string): Promise<Doc | undefined> =>
  (await world.cache.rows.get(["quarrel", id]))?.doc;

/** What the person reads of it, with a reason; or why not. */
async function reads(phone: Phone, id: string): Promise<Partial<Quarrel> | string> {
  const opened = await openSealed(phone.world, { t: "quarrel", id }, "回访");
  if (!opened.ok) return opened.error.kind;
  const plain = await opened.value.reveal(await rowOf(phone, id));
  return plain.ok ? (plain.value as unknown as Partial<Quarrel>) : plain.error.kind;
}

let zhang: Phone;
let sun: Phone;

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theMediators()], () => time.ms);
  zhang = await mediator(MEDIATORS.zhang);
  sun = await mediator(MEDIATORS.sun);
  await zhang.engine.runOnce();
}, 120_000);

afterAll(() => server.close());

test("[PRI-51] a file is taken up for two mediators: both read it with a reason, the auditor sees the reasons, others see its state", async () => {
  const id = await takesUp(zhang, [MEDIATORS.zhang, MEDIATORS.sun]);
  for (const phone of [zhang, sun]) await phone.engine.runOnce();
  expect(await reads(zhang, id)).toMatchObject({ names: NAMES, facts: FACTS });
  expect(await reads(sun, id)).toMatchObject({ names: NAMES, facts: FACTS });
  expect(await openSealed(sun.world, { t: "quarrel", id }, " ")).toMatchObject({
    error: { kind: "invalid-arguments" },
  });
  for (const phone of [zhang, sun]) await phone.engine.runOnce();

  const kept = async (personId: string) => {
    const { rows } = await (await WirePhone.enrol(server.ask, await server.codeFor(personId))).pull();
    return rows.filter((row) => ["quarrel", "quarrelStub", "opening"].includes(row.t));
  };
  const stub = { t: "quarrelStub", id, doc: { id, communityCode: COMMUNITY, state: "open" } };
  expect(await kept(PEOPLE.chen)).toMatchObject([stub]);
  expect(await kept(PEOPLE.li)).toEqual([]);
  expect((await kept(AUDITOR)).map(({ t, doc }) => [t, doc?.["personId"], doc?.["reason"]])).toEqual(
    expect.arrayContaining([
      ["opening", MEDIATORS.zhang, "回访"],
      ["opening", MEDIATORS.sun, "回访"],
      ["quarrelStub", undefined, undefined],
    ]),
  );
});

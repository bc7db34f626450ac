/** A file changes hands: its key goes along, and who has left reads nothing more. */
import "fake-indexeddb/auto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Doc } from "#domain/kernel/command";
import { acceptCase, giveCaseConsent, registerCase, shareCase } from "#domain/mediation/intake-commands";
import { failCase } from "#domain/mediation/outcome-commands";
import { recordSession } from "#domain/mediation/session-commands";
import { handOver } from "#storage/hand-over";
import { docIn, readOverlay } from "#storage/overlay";
import { setPin } from "#storage/pin";
import { type GivenCommand, record } from "#storage/record";
import { openSealed } from "#storage/sealed";
import { readSealedWords } from "#storage/sealed-words";
import { recoverKeys } from "../../sync-server/store/recover-store.ts";
import { readRecoveryKey } from "../../sync-server/store/recovery-key.ts";
import { MEDIATORS, theMediators } from "../builders/mediators.ts";
import { aNeighbourhood, COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf, putAway } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";

const FACTS = "三楼水管漏到二楼";
const { zhang: ZHANG, sun: SUN, tang: TANG } = MEDIATORS;
const clock = { now: () => Date.parse("2026-11-24T02:00:00.000Z") };
let server: TestServer;
let zhang: Phone;
let sun: Phone;
let chen: Phone;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));

const sync = async (...phones: readonly Phone[]): Promise<void> => {
  for (const { engine } of phones) for (let i = 0; i < 2; i++) await engine.runOnce();
};

async function mediator(personId: string): Promise<Phone> {
  const phone = await phoneOf(server, network, personId, clock);
  await setPin(personId, "135790");
  await sync(phone);
  return phone;
}

const party = (key: string) => ({
  ...{ key, side: "applicant", kind: "person", name: "演示", sex: "", ethnicity: "", age: null, ageBand: "adult" },
  ...{ occupation: "", phone: "", address: "", identitySeen: true, representative: null },
});

async function opens(phone: Phone, caseId: string, helperId?: string): Promise<void> {
  const opening = {
    ...{ caseId, communityCode: COMMUNITY, exclusions: [], category: "neighbours", tags: [], source: "application" },
    ...{ involves: [], risk: null, partyKeys: ["A", "B"], amountFen: null, personalStatus: false },
    ...{ parties: [party("A"), party("B")], matter: { where: "3栋", facts: FACTS, claims: [], remarks: "" } },
  };
  const commands = [registerCase(opening as never), ...(helperId ? [shareCase({ caseId, personId: helperId })] : [])];
  expect(await record(phone.world, commands as GivenCommand[])).toMatchObject({ ok: true });
  await sync(phone);
}

/** What the facts read on this phone, or why they do not. */
async function reads({ world }: Phone, caseId: string): Promise<string> {
  const ref = { t: "mediation", id: caseId };
  const opened = await openSealed(world, ref, "回访");
  if (!opened.ok) return opened.error.kind;
  const plain = await opened.value.reveal(docIn(await readOverlay(world, [ref]), ref)?.["matter"]);
  if (!plain.ok) return plain.error.kind;
  return String((plain.value as unknown as { facts: string } | null)?.facts ?? "no key");
}

const stored = async (t: string, id: string): Promise<Doc> =>
  (await server.db.query<{ doc: Doc }>("SELECT doc FROM entity WHERE t = $1 AND id = $2", [t, id]))[0]?.doc ?? {};

/** An office ends that the desk had given. */
async function leavesOffice(personId: string): Promise<void> {
  const end = { cmd: "person.revokeRole", args: { personId, grantId: `grant-${personId}` } };
  expect(await record(chen.world, [end])).toMatchObject({ ok: true });
  await sync(chen);
}

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theMediators()], clock.now);
  zhang = await mediator(ZHANG);
  sun = await mediator(SUN);
  chen = await phoneOf(server, network, PEOPLE.chen, clock);
  await sync(zhang, sun, chen);
}, 120_000);

afterAll(async () => {
  for (const phone of [zhang, sun, chen]) putAway(phone);
  await server.close();
});

test("Zhang hands her file to Sun: Sun reads it at once; Zhang's phone and the server keep neither row nor key for her", async () => {
  await opens(zhang, "c1");
  expect(await handOver(zhang.world, { caseId: "c1", fromId: ZHANG, toId: SUN })).toMatchObject({ ok: true });
  await sync(zhang, sun);
  expect(await reads(sun, "c1")).toBe(FACTS);
  expect(await reads(zhang, "c1")).toBe("not-found");
  expect(await stored("mediation", "c1")).toMatchObject({
    mediatorIds: [SUN],
    handOvers: [{ byId: ZHANG, fromId: ZHANG, toId: SUN }],
  });
  const { seal, wraps } = await stored("mediation", "c1");
  expect(JSON.stringify([seal, wraps])).not.toContain(ZHANG);
  expect(await stored("mediationStub", "c1")).toMatchObject({ mediatorIds: [SUN] });
});

test("a colleague who never opened the app with a PIN gets no file: nobody could read it", async () => {
  await opens(zhang, "c2");
  expect(await handOver(zhang.world, { caseId: "c2", fromId: ZHANG, toId: TANG })).toMatchObject({
    error: { kind: "colleague-has-no-key" },
  });
  expect(await reads(zhang, "c2")).toBe(FACTS);
});

test("Tang leaves: his words are closed to him at once, Chen gives his files to Zhang; what Sun shared opens by her key, what he had alone by the operator's", async () => {
  const tang = await mediator(TANG);
  await sync(sun, tang);
  await opens(tang, "shared", SUN);
  await opens(tang, "alone");
  await sync(sun, chen);
  expect(await handOver(chen.world, { caseId: "alone", fromId: TANG, toId: ZHANG })).toMatchObject({
    error: { kind: "not-allowed" },
  });
  await leavesOffice(TANG);
  await sync(tang);
  expect(await reads(tang, "alone")).toBe("not-allowed");
  for (const caseId of ["shared", "alone"]) {
    expect(await handOver(chen.world, { caseId, fromId: TANG, toId: ZHANG })).toMatchObject({ ok: true });
  }
  await sync(chen, tang, zhang, sun, zhang);
  expect(await reads(tang, "alone")).toBe("not-found");
  expect(await reads(zhang, "shared")).toBe(FACTS);
  expect(await reads(zhang, "alone")).toBe("no key");
  const name = readdirSync(server.dataDir).find((one) => one.startsWith("recovery-key-")) ?? "";
  await recoverKeys(server.db, { personId: ZHANG, operator: await readRecoveryKey(join(server.dataDir, name)) });
  await sync(zhang);
  expect(await reads(zhang, "alone")).toBe(FACTS);
  expect(await server.db.query("SELECT doc->>'reason' AS why FROM entity WHERE t = 'setAside'")).toEqual([]);
  putAway(tang);
});

test("Sun's session came when the file had ended: set aside, she reads her own words in her tray; the desk holds the box and reads nothing", async () => {
  const caseId = "late";
  await opens(zhang, caseId, SUN);
  const consents = ["A", "B"].map((partyKey) =>
    giveCaseConsent({ caseId, consentId: partyKey, stepId: `no.${partyKey}`, partyKey, given: true }),
  );
  expect(
    await record(zhang.world, [...consents, acceptCase({ caseId, stepId: "acc", rightsTold: true })]),
  ).toMatchObject({ ok: true });
  await sync(zhang, sun);
  const words = { place: "", invited: "", recorder: "", statements: [], checked: "", risksTold: "" };
  const session = {
    ...{ caseId, entryId: "s1", stepId: "s1.s", on: "2026-11-24", open: false, partiesPresent: ["A"] },
    ...{ helpers: "none", words: { ...words, result: "他说会修好" } },
  };
  expect(await record(sun.world, [recordSession(session as never)])).toMatchObject({ ok: true });
  const failed = failCase({ caseId, stepId: "f", advice: ["court"], words: "谈不拢" });
  expect(await record(zhang.world, [failed])).toMatchObject({ ok: true });
  await sync(zhang, sun, chen);
  const [row] = await sun.world.vault.quarantine.toArray();
  const deed = { caseId, args: row?.env.args ?? {} };
  expect(row).toMatchObject({ reason: "bad-transition" });
  expect(await readSealedWords(sun.world, deed, "看没收下的记录")).toEqual({ ok: true, value: ["他说会修好"] });
  const onDesk = await chen.world.cache.rows.get(["setAside", row?.mid ?? ""]);
  expect(onDesk?.doc["args"]).toMatchObject({ words: { ct: expect.any(String) } });
  expect(JSON.stringify(onDesk?.doc)).not.toContain("他说会修好");
  expect(await readSealedWords(chen.world, deed, "看没收下的记录")).toMatchObject({ ok: false });
});

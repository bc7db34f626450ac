/** Two mediators of one file, both without signal: nothing of either is lost, one of them decides, signed text is never merged. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Doc } from "#domain/kernel/command";
import { acceptCase, changeCase, giveCaseConsent, registerCase, shareCase } from "#domain/mediation/intake-commands";
import { type Mediation, standingSignatures } from "#domain/mediation/mediation";
import { composeAgreement, signAgreement } from "#domain/mediation/outcome-commands";
import { recordSession } from "#domain/mediation/session-commands";
import { bringBack } from "#domain/overwritten/overwritten-commands";
import { setPin } from "#storage/pin";
import { type GivenCommand, record } from "#storage/record";
import { openSealed } from "#storage/sealed";
import { MEDIATORS, theMediators } from "../builders/mediators.ts";
import { aNeighbourhood, COMMUNITY } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";

const caseId = "case-1";
const on = "2026-11-24";
const time = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
const clock = { now: () => time.ms };
let server: TestServer;
let zhang: Phone;
let sun: Phone;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));

const party = (key: string, name: string) => ({
  ...{ key, side: key === "A" ? "applicant" : "respondent", kind: "person", name, sex: "", ethnicity: "", age: null },
  ...{ ageBand: "adult", occupation: "", phone: "", address: "", identitySeen: true, representative: null },
});
const matter = (facts: string) => ({ where: "3栋", facts, claims: [], remarks: "" });
const form = (facts: string) => ({
  ...{ category: "neighbours", tags: [], source: "application", involves: [], risk: null, partyKeys: ["A", "B"] },
  ...{ amountFen: null, personalStatus: false, parties: [party("A", "张三丰"), party("B", "李四娘")] },
  matter: matter(facts),
});
const given = (make: (args: never) => GivenCommand, args: object): GivenCommand => make(args as never);
const session = (entryId: string) =>
  given(recordSession, {
    ...{ caseId, entryId, stepId: `${entryId}.s`, on, open: false, partiesPresent: ["A", "B"], helpers: "none" },
    words: { place: "", invited: "", recorder: "", statements: [], checked: "", risksTold: "", result: entryId },
  });
const text = (agreementId: string, hash: string) =>
  given(composeAgreement, {
    ...{ caseId, agreementId, stepId: `${agreementId}.s`, form: "written", on, textHash: hash.repeat(64) },
    obligations: [{ id: "o1", who: "B", toWhom: "A", dueOn: on, amountFen: null }],
    words: { facts: "", responsibility: "", terms: [], duties: [], text: agreementId, salt: "s" },
  });
const consent = (partyKey: string) =>
  given(giveCaseConsent, { caseId, consentId: `k${partyKey}`, stepId: `k${partyKey}.s`, partyKey, given: true });

const saves = async ({ world }: Phone, ...commands: GivenCommand[]): Promise<void> =>
  expect(await record(world, commands)).toMatchObject({ ok: true });
const sync = async ({ engine }: Phone): Promise<void> => {
  for (let i = 0; i < 2; i++) await engine.runOnce();
};
const stored = async (t: string): Promise<Doc[]> =>
  (await server.db.query<{ doc: Doc }>("SELECT doc FROM entity WHERE t = $1", [t])).map((row) => row.doc);

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theMediators()]);
  zhang = await phoneOf(server, network, MEDIATORS.zhang, clock);
  sun = await phoneOf(server, network, MEDIATORS.sun, clock);
  for (const phone of [zhang, sun]) {
    await setPin(phone.world.person.personId, "135790");
    await sync(phone);
  }
  await sync(zhang);
  await saves(zhang, given(registerCase, { caseId, communityCode: COMMUNITY, exclusions: [], ...form("漏水") }));
  await saves(zhang, consent("A"), consent("B"));
  await saves(zhang, given(acceptCase, { caseId, stepId: "a", rightsTold: true }), session("t0"), text("text-1", "a"));
  await saves(zhang, given(shareCase, { caseId, personId: MEDIATORS.sun }));
  for (const phone of [zhang, sun]) await sync(phone);
  // Without signal, each on his own.
  await saves(sun, session("t-sun"), given(changeCase, { caseId, ...form("孙写的") }), text("text-2", "b"));
  await saves(
    zhang,
    session("t-zhang"),
    given(changeCase, { caseId, ...form("张写的") }),
    given(signAgreement, {
      ...{ caseId, signatureId: "s1", stepId: "s1.s", agreementId: "text-1", textHash: "a".repeat(64) },
      ...{ role: "party", partyKey: "A", how: "drawn", words: { name: "张三丰", strokes: [], photos: [] } },
    }),
  );
  for (const phone of [sun, zhang, sun]) await sync(phone);
}, 120_000);

afterAll(async () => {
  for (const { engine, world } of [zhang, sun]) {
    engine.stop();
    world.close();
  }
  await server.close();
});

test("[F38] Zhang's neighbour signed the text that Sun was changing: his signature is kept and void", async () => {
  const file = (await stored("mediation"))[0] as unknown as Mediation;
  expect(file.agreements?.map((a) => a.id)).toEqual(["text-1", "text-2"]);
  expect(file.signatures?.map((s) => s.id)).toEqual(["s1"]);
  expect(standingSignatures(file)).toEqual([]);
  expect(file.state).toBe("toSign");
  expect(await stored("setAside")).toEqual([]);
});

test("the sessions of both are there, and the matter that both changed shows both values until one decides", async () => {
  const file = (await stored("mediation"))[0] as unknown as Mediation;
  expect(file.sessions?.map((s) => s.id).sort()).toEqual(["t-sun", "t-zhang", "t0"]);
  const lost = (await stored("overwritten")) as unknown as { id: string; field: string; lost: unknown; put: unknown }[];
  expect(lost.map((one) => one.field)).toEqual(["matter"]);
  const opened = await openSealed(sun.world, { t: "mediation", id: caseId }, "核对内容");
  const both = opened.ok ? await opened.value.reveal({ lost: lost[0]?.lost, put: lost[0]?.put }) : opened;
  expect(both).toMatchObject({ ok: true, value: { lost: matter("孙写的"), put: matter("张写的") } });
  await saves(sun, bringBack({ overwrittenId: lost[0]?.id ?? "", t: "mediation", recordId: caseId }));
  await sync(sun);
  expect(await stored("overwritten")).toMatchObject([{ state: "broughtBack", settledById: MEDIATORS.sun }]);
});

/** A file that was put away: seven days later the phone of its mediator holds its number, kind and state, and no word of it. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Doc } from "#domain/kernel/command";
import { closeCase, fileCase } from "#domain/mediation/after-commands";
import { registerCase } from "#domain/mediation/intake-commands";
import { referCase } from "#domain/mediation/outcome-commands";
import { saveDraft } from "#storage/drafts";
import { thinOut } from "#storage/housekeeping";
import { setPin } from "#storage/pin";
import { type GivenCommand, record } from "#storage/record";
import { MEDIATORS, theMediators } from "../builders/mediators.ts";
import { aNeighbourhood, COMMUNITY } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";

const time = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
const clock = { now: () => time.ms };
const days = (n: number) => n * 86_400_000;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
let server: TestServer;
let zhang: Phone;

const party = (key: string, name: string) => ({
  ...{ key, side: "applicant", kind: "person", name, sex: "", ethnicity: "", age: null, ageBand: "adult" },
  ...{ occupation: "", phone: "", address: "", identitySeen: true, representative: null },
});
const opening = (caseId: string) => ({
  ...{ caseId, communityCode: COMMUNITY, exclusions: [], category: "neighbours", tags: ["leak"], risk: null },
  ...{ source: "application", involves: [], partyKeys: ["A", "B"], amountFen: 260_000, personalStatus: false },
  ...{
    parties: [party("A", "演示甲"), party("B", "演示乙")],
    matter: { where: "", facts: "漏水", claims: [], remarks: "" },
  },
});
const given = (make: (args: never) => GivenCommand, args: object): GivenCommand => make(args as never);

const sync = async (): Promise<void> => {
  for (let i = 0; i < 2; i++) await zhang.engine.runOnce();
};
const rowOf = async (id: string): Promise<Doc | undefined> =>
  (await zhang.world.cache.rows.get(["mediation", id]))?.doc as Doc | undefined;
const draftsOf = (id: string): Promise<string[]> =>
  zhang.world.vault.drafts.filter((draft) => draft.id.endsWith(`:${id}`)).primaryKeys() as Promise<string[]>;

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theMediators()], clock.now);
  zhang = await phoneOf(server, network, MEDIATORS.zhang, clock);
  await setPin(MEDIATORS.zhang, "135790");
  await sync();
  for (const caseId of ["filed", "open"]) {
    const referral = { caseId, stepId: `${caseId}.r`, to: "court", reason: "other", words: "收到" };
    const saved = await record(zhang.world, [given(registerCase, opening(caseId)), given(referCase, referral)]);
    expect(saved).toMatchObject({ ok: true });
    for (const kind of ["note", "inquiry"])
      await saveDraft(zhang.world, `${kind}:${caseId}`, "乙方有病人", { sealed: true });
  }
  await record(zhang.world, [
    closeCase({ caseId: "filed", stepId: "c", closing: "办完了" }),
    fileCase({ caseId: "filed", stepId: "f", retentionClass: "long" }),
  ]);
  await sync();
}, 120_000);

afterAll(async () => {
  zhang.engine.stop();
  zhang.world.close();
  await server.close();
});

test("within seven days all of it is there, after them the stub alone, and no half-written form or note about it", async () => {
  time.ms += days(6);
  expect(await thinOut(zhang.world)).toBe(0);
  expect(await rowOf("filed")).toHaveProperty("parties");
  expect(await draftsOf("filed")).toHaveLength(2);
  time.ms += days(2);
  await sync();
  await thinOut(zhang.world);
  const stub = (await rowOf("filed")) ?? {};
  expect(stub).toMatchObject({
    state: "filed",
    category: "neighbours",
    number: expect.stringMatching(/^DS/) as unknown,
  });
  for (const gone of ["parties", "matter", "seal", "steps", "closing", "referral", "amountFen", "tags"]) {
    expect(stub).not.toHaveProperty(gone);
  }
  expect(await draftsOf("filed")).toEqual([]);
  expect(await rowOf("open")).toHaveProperty("parties");
  expect(await draftsOf("open")).toHaveLength(2);
  const kept = await server.db.query<{ doc: Doc }>("SELECT doc FROM entity WHERE t = 'mediation' AND id = 'filed'");
  expect(kept[0]?.doc["parties"]).toHaveProperty("ct");
});

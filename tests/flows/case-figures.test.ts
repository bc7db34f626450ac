/** Cases go in through the commands of a phone, figures come out: as many as each may see, and nothing smaller. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Doc } from "#domain/kernel/command";
import type { CaseFiguresQuery, CaseFiguresReply } from "#protocol/case-figures";
import type { MadeRecord } from "../../sync-server/load-records.ts";
import { countUncountedCases } from "../../sync-server/store/case-count-store.ts";
import { accepts, agrees, fails, filesAway, registers, settles, sits, visits } from "../builders/case-acts.ts";
import { MEDIATORS, theMediators } from "../builders/mediators.ts";
import { aNeighbourhood, COMMUNITY, OTHER_COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";

const NOW = Date.parse("2026-11-24T04:00:00.000Z");

const enrol = async (server: TestServer, personId: string): Promise<WirePhone> =>
  WirePhone.enrol(server.ask, await server.codeFor(personId));

async function figures(
  phone: WirePhone,
  query: Partial<Record<keyof CaseFiguresQuery, string>> = {},
): Promise<CaseFiguresReply> {
  const asked = { basis: "formal", period: "2026", by: "month", ...query };
  const reply = await phone.call(`/api/mediations/figures?${new URLSearchParams(asked)}`);
  expect(reply.status).toBe(200);
  return (await reply.json()) as CaseFiguresReply;
}
const statusOf = async (phone: WirePhone, query: Record<string, string>): Promise<number> =>
  (await phone.call(`/api/mediations/figures?${new URLSearchParams(query)}`)).status;

describe("one community", () => {
  let server: TestServer;
  let zhang: WirePhone;
  let chen: WirePhone;

  const does = async (phone: WirePhone, day: string, ...acts: readonly Act[]): Promise<void> => {
    phone.at = `${day}T02:00:00.000Z`;
    expect(await phone.does(...acts)).toEqual(acts.map(() => "applied"));
  };

  beforeAll(async () => {
    server = await aServer([...aNeighbourhood(), ...theMediators()], () => NOW);
    zhang = await enrol(server, MEDIATORS.zhang);
    chen = await enrol(server, PEOPLE.chen);
    const li = await enrol(server, PEOPLE.li);
    await does(zhang, "2026-10-12", registers("c1", { amountFen: 80_000, risk: "red" }), ...accepts("c1"));
    await does(zhang, "2026-10-15", sits("c1", "2026-10-15"), agrees("c1", "2026-10-15", "2026-10-31"));
    await does(zhang, "2026-11-02", visits("c1", "2026-11-02", "performed"), ...filesAway("c1"));
    await does(zhang, "2026-10-20", registers("c2", { compoundId: undefined, category: "property" }), ...accepts("c2"));
    await does(zhang, "2026-11-03", sits("c2", "2026-11-03"), fails("c2"));
    await does(zhang, "2026-11-05", registers("c3", { tags: ["leak", "noise"] }), ...accepts("c3"));
    await does(li, "2026-11-06", settles("q1", "settled"), settles("q2", "unsettled"));
  }, 120_000);
  afterAll(() => server.close());

  test("each case counts in the month it was accepted, with all that became of it since", async () => {
    const { rows, total, guarded, days } = await figures(chen);
    expect([guarded, days]).toEqual([false, { from: "2026-01-01", to: "2026-11-24" }]);
    expect(rows.map(({ key }) => key)).toEqual(["2026-10", "2026-11"]);
    expect(rows[0]?.cells).toMatchObject({ listed: 2, accepted: 2, ended: 2, agreed: 1, due: 1, performed: 1 });
    expect(rows[1]?.cells).toMatchObject({ listed: 1, accepted: 1, ended: 0, agreed: 0 });
    expect(total).toMatchObject({ listed: 3, ended: 2, agreed: 1, red: "few", amountFen: "few", days: "few" });
  });

  test("by kind, by tag and by days of one's own; tags, which the register does not show, only from five cases on", async () => {
    const kinds = await figures(chen, { by: "category" });
    expect(kinds.rows.map(({ key, cells }) => [key, cells.listed])).toEqual([
      ["neighbours", 2],
      ["property", 1],
    ]);
    const tags = await figures(chen, { by: "tag" });
    expect(tags.rows.map(({ key, cells }) => [key, cells.listed])).toEqual([
      ["leak", "few"],
      ["noise", "few"],
    ]);
    expect(tags.total.listed).toBe(3);
    expect((await figures(chen, { period: "2026-10-13..2026-11-04" })).total).toMatchObject({ listed: 1, ended: 1 });
  });

  test("[STAT-APART] what neighbours settled is in a table of its own", async () => {
    const { total } = await figures(chen, { basis: "informal", period: "2026-11" });
    expect(total).toMatchObject({ listed: 2, settled: 1, madeFormal: 0 });
  });

  test("He sees the cases of his compound, Zhang those of the community, Lu next door none of them", async () => {
    const counts = [PEOPLE.he, MEDIATORS.zhang, PEOPLE.lu].map(async (who) => {
      const { total, rows } = await figures(await enrol(server, who), { by: "community" });
      return [rows.map(({ key }) => key), total.listed];
    });
    expect(await Promise.all(counts)).toEqual([
      [[COMMUNITY], 2],
      [[COMMUNITY], 3],
      [[OTHER_COMMUNITY], 0],
    ]);
  });

  test("what is no question is refused: no period, no such grouping, a community that is none", async () => {
    const whole = { basis: "formal", period: "2026", by: "month" };
    const broken = [
      { period: "2026-13" },
      { period: "x" },
      { by: "person" },
      { basis: "both" },
      { community: "1' OR 1" },
    ];
    for (const one of broken) expect(await statusOf(chen, { ...whole, ...one })).toBe(400);
    expect(await statusOf(chen, { ...whole, community: OTHER_COMMUNITY })).toBe(403);
  });

  test("a file that was put away and lost its words counts as before, and so does a database that was never counted", async () => {
    const before = await figures(chen);
    const strip = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(strip);
      if (typeof value !== "object" || value === null) return value;
      if ("sealed" in value) return null;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strip(inner)]));
    };
    const files = await server.db.query<{ id: string; doc: Doc }>("SELECT id, doc FROM entity WHERE t = 'mediation'");
    for (const { id, doc } of files) {
      const bare = JSON.stringify(strip(doc));
      expect(bare).not.toContain(`"sealed":`);
      await server.db.query("UPDATE entity SET doc = $2::jsonb WHERE t = 'mediation' AND id = $1", [id, bare]);
    }
    await server.db.query("DELETE FROM case_count");
    await countUncountedCases(server.db);
    expect({ ...(await figures(chen)), at: before.at }).toEqual(before);
  });
});

const STREET = "450303001000";
const CODES = ["450303001010", "450303001011", "450303001012", "450303001013", "450303001014"];

/** `count` agreements of a month; only open fields. */
const casesIn = (community: string, month: string, count: number, category: string): MadeRecord[] =>
  Array.from({ length: count }, (_, i) => {
    const id = `${community}-${month}-${category}-${i}`;
    const at = `${month}-0${(i % 9) + 1}T02:00:00.000Z`;
    const doc = {
      ...{ id, communityCode: community, basis: "formal", state: "performing", category, tags: [], number: id },
      ...{ involves: [], partyKeys: ["A", "B"], mediatorIds: [], registeredAt: at, registeredById: "x", steps: [] },
      ...{ acceptedAt: at, effectiveOn: at.slice(0, 10), amountFen: i === 0 ? 90_000 : null },
      agreements: [
        { id: "a", form: i % 4 === 0 ? "oral" : "written", on: at.slice(0, 10), obligations: [], textHash: "" },
      ],
    };
    return { t: "mediation", id, doc };
  });

const MONTHS = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"];
/** How many in each community in each of the months; three in the fourth in September. */
const HOW_MANY = [
  [9, 9, 9, 9, 9],
  [8, 8, 8, 8, 8],
  [7, 7, 7, 7, 6],
  [6, 7, 3, 8, 2],
  [0, 1, 0, 1, 0],
];

describe("a street above five communities", () => {
  let server: TestServer;
  let qin: WirePhone;

  beforeAll(async () => {
    const units = CODES.slice(2).map((id) => ({
      t: "orgUnit",
      id,
      doc: { id, name: id, level: "community", kind: "urban", parent: STREET },
    }));
    const made = CODES.flatMap((code, c) =>
      MONTHS.flatMap((month, m) => casesIn(code, month, HOW_MANY[c]?.[m] ?? 0, m === 2 ? "property" : "neighbours")),
    );
    server = await aServer([...aNeighbourhood(), ...units, ...made], () => NOW);
    qin = await enrol(server, PEOPLE.qin);
  }, 120_000);
  afterAll(() => server.close());

  const listed = async (period: string, by: CaseFiguresQuery["by"] = "community") => {
    const { rows, total } = await figures(qin, { period, by });
    return new Map([...rows.map(({ key, cells }) => [key, cells.listed] as const), ["total", total.listed] as const]);
  };

  test("[STAT-FEW] neither the one with three cases in September shows nor the smallest, nor the next that would tell", async () => {
    const september = await listed("2026-09");
    expect([...september.values()]).toEqual([9, 8, "kept", "kept", "few", 27]);
    const quarter = await listed("2026-Q3");
    expect(quarter.get(CODES[4] ?? "")).toBe("few");
    expect((await listed("2026")).get("total")).toBe(122);
  });

  test("[STAT-FEW] whatever is taken from whatever, at least two hidden numbers and five cases are left", async () => {
    const periods = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-Q3", "2026-Q4", "2026"];
    const answers = new Map(await Promise.all(periods.map(async (period) => [period, await listed(period)] as const)));
    const cell = (period: string, key: string) => answers.get(period)?.get(key);
    const sums: (readonly [whole: unknown, parts: readonly unknown[]])[] = [
      ...periods.map((period) => [cell(period, "total"), CODES.map((code) => cell(period, code))] as const),
      ...[...CODES, "total"].flatMap((key) => [
        [cell("2026-Q3", key), ["2026-07", "2026-08", "2026-09"].map((month) => cell(month, key))] as const,
        [cell("2026", key), ["2026-Q3", "2026-Q4"].map((quarter) => cell(quarter, key))] as const,
      ]),
    ];
    for (const [whole, parts] of sums) {
      const hidden = parts.filter((part) => typeof part !== "number");
      if (typeof whole !== "number" || hidden.length === 0) continue;
      expect(hidden.length).toBeGreaterThan(1);
      const shown = parts.filter((part): part is number => typeof part === "number").reduce((a, b) => a + b, 0);
      expect(whole - shown).toBeGreaterThanOrEqual(5);
    }
    // By month and by kind the sums are the same ones, not others to compare with.
    for (const by of ["month", "category"] as const) {
      for (const period of periods) expect((await listed(period, by)).get("total")).toBe(cell(period, "total"));
    }
  });

  test("[STAT-FEW] the year goes from the first case to the end of last month, and this month is a table of its own", async () => {
    expect((await figures(qin, { period: "2026" })).days).toEqual({ from: "2026-07-01", to: "2026-10-31" });
    expect([...(await listed("2026-11")).values()]).toEqual([9, 8, "kept", "few", "few", 25]);
    expect((await figures(qin, { period: "2026-11" })).days).toEqual({ from: "2026-11-01", to: "2026-11-24" });
    const nothing = await figures(qin, { period: "2027" });
    expect([nothing.days, nothing.rows]).toEqual([null, []]);
  });

  test("[STAT-FEW] the money of one case shows nowhere", async () => {
    const { rows, total } = await figures(qin, { period: "2026-11", by: "community" });
    expect([...rows.map(({ cells }) => cells.amountFen), total.amountFen]).not.toContain(90_000);
  });

  test("no days of one's own, no tags and no single community for those who see figures only", async () => {
    const whole = { basis: "formal", period: "2026", by: "month" };
    expect(await statusOf(qin, { ...whole, period: "2026-11-01..2026-11-20" })).toBe(403);
    expect(await statusOf(qin, { ...whole, by: "tag" })).toBe(403);
    expect(await statusOf(qin, { ...whole, community: COMMUNITY })).toBe(403);
  });

  test("Li and Wang, who are volunteers, get no figure at all", async () => {
    for (const who of [PEOPLE.li, PEOPLE.wang])
      expect(await statusOf(await enrol(server, who), { basis: "informal", period: "2026", by: "month" })).toBe(403);
  });
});

import { expect, test } from "vitest";
import { besideRegister, type Cells } from "#domain/mediation/statistics";
import { tallyCases } from "#domain/mediation/tally";
import { composeCsv } from "./case-csv.ts";
import { zh } from "./case-figures.zh.ts";

const cells = (more: Partial<Cells>): Cells => ({ ...besideRegister(tallyCases([], "2026-11-24")), ...more });
const answer = {
  ...{ at: "2026-11-24T02:00:00.000Z", days: { from: "2026-01-01", to: "2026-10-31" }, guarded: true },
  rows: [
    { key: "a", cells: cells({ listed: 1200, accepted: 1000, ended: 900, agreed: 800, referred: "few" }) },
    { key: "=b", cells: cells({ listed: "few", accepted: "few", ended: "few", agreed: "few", referred: "few" }) },
  ],
  total: cells({ listed: 1203, accepted: 1002, ended: "kept", agreed: 801, referred: 6 }),
};

test("the saved table says what the page says: hidden numbers stay hidden, numbers stay numbers, names are no formulas", () => {
  const csv = composeCsv(zh, {
    heading: ["调解统计"],
    basis: "formal",
    byName: "按社区",
    nameOf: (key) => key,
    answer,
  });
  expect(csv.startsWith('\uFEFF"调解统计"\r\n')).toBe(true);
  const lines = csv.split("\r\n");
  expect(lines.find((line) => line.startsWith('"a"'))).toBe(
    '"a","1200","1000","900","800","少于 5 件","90.0%","80.0%","没有可算的","0.0%","0.0 天"',
  );
  expect(lines.find((line) => line.startsWith('"\'=b"'))).toMatch(/^"'=b"(,"少于 5 件"){7},/);
  expect(lines.find((line) => line.startsWith('"合计"'))).toContain('"不单列"');
  expect(lines.find((line) => line.startsWith('"调解率"'))).toBe(
    '"调解率","不单列","终结 不单列 ÷ 受理 1,002 件","终结 ÷ 受理。终结是调成的和没调成的都算；移送的不算终结。"',
  );
});

test("a name that begins like a formula is text in every spreadsheet, with a blank before it or with a wide sign, too", () => {
  const said = (name: string): string | undefined =>
    composeCsv(zh, { heading: [name], basis: "formal", byName: "", nameOf: (key) => key, answer })
      .split("\r\n")[0]
      ?.slice(1);
  for (const name of [
    "=cmd|'/c calc'!A1",
    "+1",
    "-1",
    "@a",
    "\t=1",
    " =1",
    "\r=1",
    "\u200b=1",
    "\u202e=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
  ])
    expect(said(name), JSON.stringify(name)).toBe(`"'${name}"`);
  for (const name of ["幸福社区", "a=b", "3-1 号楼"]) expect(said(name), name).toBe(`"${name}"`);
  expect(said('"><script>')).toBe('"""><script>"');
});

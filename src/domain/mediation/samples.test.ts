import { expect, test } from "vitest";
import { filled, leftOpen, type MediationSample, samplesFor } from "./samples.ts";

const DISTRICT = "450303000000";
const STREET = "450303001000";
const COMMUNITY = "450303001010";
const OTHER_STREET = "450303002010";

const sample = (id: string, more: Partial<MediationSample>): MediationSample => ({
  ...{ id, orgCode: DISTRICT, replaces: null, title: id, terms: [`${id}的条款`], retired: false },
  ...{ changedAt: "2026-11-20T02:00:00.000Z", changedById: "wei", ...more },
});
const titles = (records: readonly MediationSample[], code: string): string[] =>
  samplesFor(records, code).map(({ title }) => title);

test("without any record a mediator is shown the samples of the app", () => {
  expect(titles([], COMMUNITY)).toEqual(["漏水", "噪音", "停车", "加装电梯", "楼道堆物"]);
});

test("the district writes 漏水 anew and takes 停车 out of use; the street's own word counts in its communities only", () => {
  const records = [
    sample("漏水（区）", { replaces: "leak" }),
    sample("停车（区）", { replaces: "parking", retired: true }),
    sample("养狗", {}),
    sample("漏水（街道）", { replaces: "leak", orgCode: STREET }),
    sample("广场舞", { orgCode: STREET }),
    sample("收起来的", { retired: true }),
  ];
  expect(titles(records, COMMUNITY)).toEqual(["漏水（街道）", "噪音", "加装电梯", "楼道堆物", "广场舞", "养狗"]);
  expect(titles(records, OTHER_STREET)).toEqual(["漏水（区）", "噪音", "加装电梯", "楼道堆物", "养狗"]);
  expect(titles(records, "450305001010")).toContain("停车");
});

test("what is known is put in, and what is left open is found again", () => {
  const [text = ""] = filled(["【乙方】付【甲方】【金额】元，【甲方】收到后两清。"], {
    "【甲方】": "李䶮",
    "【乙方】": "",
  });
  expect(text).toBe("【乙方】付李䶮【金额】元，李䶮收到后两清。");
  expect(leftOpen(text)).toEqual(["【乙方】", "【金额】"]);
});

import { expect, test } from "vitest";
import { zh } from "./agreement-text.zh.ts";
import { composeText } from "./compose-text.ts";
import { anEmptyParty } from "./intake-draft.ts";

const parties = [
  { ...anEmptyParty(0), name: "演示甲" },
  { ...anEmptyParty(1), name: "演示乙" },
];
const duty = { id: "o1", who: "B", toWhom: "A", what: "修好水管", dueOn: "2026-12-01", where: "", manner: "" };
const textOf = (responsibility: string) =>
  composeText({
    words: zh,
    ...{ number: undefined, parties, on: "2026-11-24" },
    draft: {
      ...{ form: "written", facts: "三楼漏水", responsibility, terms: "不再渗漏\n\n一起查看" },
      duties: [{ ...duty, amountYuan: 2600 }],
    },
  });

test("[MED-29] the text names parties, facts, what is agreed and the day of each duty, as a court reads days", () => {
  expect(textOf("水管由乙方管").split("\n\n")).toEqual([
    "人民调解协议书\n编号：待编号",
    "当事人：\n甲方：演示甲\n乙方：演示乙",
    "一、主要事实、争议事项\n三楼漏水",
    "二、责任\n水管由乙方管",
    "三、协议内容\n1. 不再渗漏\n2. 一起查看",
    "四、履行方式、地点、期限\n1. 乙方于2026年12月1日前修好水管（对甲方），金额2600元",
    "五、本协议一式3份，当事人、人民调解委员会各持一份。",
    "日期：2026年11月24日",
  ]);
});

test("a part of which nothing is said leaves no empty heading under which somebody signs", () => {
  const text = textOf("  ");
  expect(text).not.toContain("责任\n");
  expect(text).toContain("\n二、协议内容\n");
  expect(text).toContain("\n四、本协议一式3份");
});

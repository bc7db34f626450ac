import { expect, test } from "vitest";
import { RIGHTS_PARTS } from "./rights.ts";

const [principles, rights, duties, force, free] = RIGHTS_PARTS.map(({ points }) => points.join(""));

test("[MED-3] the three principles are told, the way to court among them", () => {
  for (const word of ["自愿、平等", "不违背法律、法规和国家政策", "不得因调解而阻止当事人依法通过仲裁、行政、司法"])
    expect(principles).toContain(word);
});

test("[MED-23] the four rights are told", () => {
  for (const word of [
    "选择或者接受人民调解员",
    "拒绝调解或者要求终止调解",
    "公开进行或者不公开进行",
    "自愿达成调解协议",
  ])
    expect(rights).toContain(word);
});

test("[MED-24] the three duties are told", () => {
  for (const word of ["如实陈述", "现场秩序，尊重人民调解员", "尊重对方当事人"]) expect(duties).toContain(word);
});

test("[MED-31B] that an agreement binds, and the thirty days of the court, are told", () => {
  for (const word of ["具有法律约束力", "三十日内共同向人民法院申请司法确认"]) expect(force).toContain(word);
});

test("[MED-4] that it costs nothing is told", () => {
  expect(free).toContain("不收取任何费用");
});

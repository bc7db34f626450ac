import { expect, test } from "vitest";
import { createSoundsOf, isBySound } from "./pinyin.ts";

const soundsOf = createSoundsOf();
const finds = (typed: string, text: string): boolean => soundsOf(text).includes(typed);

test("a compound is found by its sound and by the first letters of it", () => {
  expect(soundsOf("叠彩花园").split("\n")).toEqual(["diecaihuayuan", "dchy"]);
  expect(soundsOf("3栋2单元 5楼").split("\n").slice(0, 2)).toEqual(["3dong2danyuan5lou", "3d2dy5l"]);
  expect(finds("guilin", "桂林市社区")).toBe(true);
  expect(finds("gl", "桂林市社区")).toBe(true);
  expect(finds("nv", "女儿墙")).toBe(true);
  expect(finds("gl", "花园")).toBe(false);
});

test("a character with two readings is found by both, whatever stands beside it", () => {
  for (const typed of ["changcheng", "zhangcheng", "cc", "zc"]) expect(finds(typed, "长城小区"), typed).toBe(true);
  for (const typed of ["chongqing", "cq"]) expect(finds(typed, "重庆路"), typed).toBe(true);
});

test("every common character has a syllable, and those of the district's own names have the right one", () => {
  const decoder = new TextDecoder("gb18030");
  for (let high = 0xb0; high < 0xd7; high++)
    for (let low = 0xa1; low <= 0xfe; low++)
      expect(soundsOf(decoder.decode(new Uint8Array([high, low])))).toMatch(/^[a-z]+\n[a-z]/);
  const names = "北门观音阁清风站前芦笛大河乡青秀东镇街道办事处巡逻消防楼道堆物";
  expect(soundsOf(names).split("\n")[0]).toBe(
    "beimenguanyingeqingfengzhanqianludidahexiangqingxiudongzhenjiedaobanshichuxunluoxiaofangloudaoduiwu",
  );
});

test("letters are typed by sound, a number or a word in characters is not", () => {
  expect(["dc", "3d", "diecai"].map(isBySound)).toEqual([true, true, true]);
  expect(["叠彩", "12", "", "d 彩"].map(isBySound)).toEqual([false, false, false, false]);
});

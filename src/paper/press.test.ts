import { readFileSync } from "node:fs";
import { strFromU8 } from "fflate";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Dossier } from "#domain/mediation/dossier";
import { aDossier, TINY_JPEG } from "../../tests/builders/a-dossier.ts";
import { alone, composeSheets, formsOf, papersOf } from "./compose.ts";
import { FontShelf } from "./fonts.ts";
import { FORM_NAMES } from "./forms/parts.ts";
import { paperCaseOf } from "./from-dossier.ts";
import { blankCase, type PaperCase, withPictures } from "./paper-case.ts";
import { layOutCase, pressPdf } from "./press.ts";
import { BLANK_KINDS, FORM_KINDS, type FormKind } from "./sheet.ts";

const file = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`./fonts/${name}.ttf.gz`, import.meta.url)));
const FILES = { text: file("text"), bold: file("bold"), rare: undefined };
const madeAt = new Date("2026-11-24T08:00:00Z");
const COMMITTEE = "桂林市叠彩区叠彩街道燕湖社区人民调解委员会";

const caseOf = (otherwise: Partial<Dossier> = {}): PaperCase => paperCaseOf(aDossier(otherwise));

/** The words of each page as a reader's search would find them. */
async function pagesOf(bytes: Uint8Array): Promise<string[]> {
  const pdf = await getDocument({ data: bytes.slice(), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const { items } = await (await pdf.getPage(n)).getTextContent();
    pages.push(items.map((item) => ("str" in item ? item.str : "")).join(""));
  }
  await pdf.destroy();
  return pages;
}

const bare = (text: string): string => text.replace(/\s/g, "");

describe("the file as PDF", () => {
  const made: { pages: string[]; bytes: Uint8Array } = { pages: [], bytes: new Uint8Array(0) };
  beforeAll(async () => {
    const paper = caseOf();
    const { bytes } = await pressPdf(paper, formsOf(paper), { shelf: new FontShelf(FILES), madeAt });
    made.bytes = bytes;
    made.pages = await pagesOf(bytes);
  });

  test("every word of the mediation can be found in it again", () => {
    const whole = bare(made.pages.join(""));
    const { parties, facts, claims, agreement, sessions, evidence, followUps } = aDossier();
    const words = [
      ...parties.flatMap((p) => [p.name, p.ethnicity, p.phone, p.address, p.occupation]),
      facts,
      ...claims,
      ...(agreement?.terms ?? []),
      ...(agreement?.obligations.map((o) => o.what) ?? []),
      ...sessions.flatMap((s) => [s.place, s.rightsTold, s.checked, s.risksTold, ...s.statements.map((x) => x.words)]),
      ...evidence.map((e) => e.name),
      ...followUps.map((f) => f.performance),
    ];
    expect(words.filter((word) => !whole.includes(bare(word)))).toEqual([]);
  });

  test("the contents name the pages on which the forms really begin", () => {
    const contents = made.pages[1] ?? "";
    expect(contents).toContain("卷内目录");
    const { spans } = layOutCase(caseOf(), formsOf(caseOf()), new FontShelf(FILES).measure);
    for (const { name, from } of spans) {
      const page = made.pages[from + 1] ?? "";
      expect(bare(page), `${name} on page ${from}`).toContain(bare(FORM_NAMES[kindNamed(name)]));
      expect(bare(page)).toContain(`第${from}页`);
      expect(bare(contents)).toContain(bare(name));
    }
  });

  test("a 30 times smaller part of the font goes with it", () => {
    expect(made.bytes.length).toBeLessThan(400_000);
    expect(strFromU8(made.bytes.subarray(0, 5))).toBe("%PDF-");
  });

  test("a signature that fell away is not drawn, and its place is empty", () => {
    const { sheets } = layOutCase(caseOf(), ["agreement"], () => 1);
    const signers = sheets[0]?.blocks.flatMap((block) => (block.kind === "signatures" ? block.signers : [])) ?? [];
    expect(signers.map(({ label, drawn, typed }) => [label, drawn !== undefined, typed])).toEqual([
      ["甲方（签名）", true, undefined],
      ["乙方（签名）", false, "欧阳秀英（签在纸上）"],
      ["人民调解员（签名）", true, undefined],
      ["记录人（签名）", false, undefined],
    ]);
  });
});

test("one paper of the file is printed alone: the second record without the first, with its own page numbers", async () => {
  const first = aDossier().sessions[0]!;
  const second = { ...first, id: "later", ordinal: 2, place: "小区凉亭" };
  const paper = caseOf({ sessions: [first, second] });
  const papers = papersOf(paper);
  expect(papers.map(({ name }) => name)).toContain("人民调解申请书");
  const record = papers.find(({ name }) => name === "人民调解记录（二）")!;
  const { bytes } = await pressPdf(alone(paper, record), [record.kind], { shelf: new FontShelf(FILES), madeAt });
  const pages = (await pagesOf(bytes)).map(bare);
  expect(pages.join("")).toContain("小区凉亭");
  expect(pages.join("")).not.toContain(bare(first.place));
  expect(pages[0]).toContain(`第1页共${pages.length}页`);
  const whole = layOutCase(paper, formsOf(paper), () => 1).spans;
  const contents = JSON.stringify(layOutCase(paper, ["contents"], () => 1).sheets);
  expect(whole.filter(({ name, from }) => !contents.includes(name) || !contents.includes(`"${from}`))).toEqual([]);
});

describe("photos", () => {
  const photo = (n: number) => ({ sha256: `photo-${n}`, caption: "" });
  const [first, second] = aDossier().evidence;
  const evidence = [
    { ...first!, photos: [photo(1), photo(2), photo(3)] },
    { ...second!, photos: [photo(4)] },
  ];
  const signedPapers = [{ sha256: "signed", caption: "李䶮　2026年11月20日" }];
  const picture = { jpeg: TINY_JPEG, width: 300, height: 400 };
  const pictures = { "photo-1": picture, "photo-2": picture, "photo-4": picture, signed: picture };
  const paper = withPictures(caseOf({ evidence, signedPapers }), pictures);

  test("stand after the list they belong to, on the pages that the contents name; one out of reach says so", async () => {
    const { bytes } = await pressPdf(paper, formsOf(paper), { shelf: new FontShelf(FILES), madeAt, pictures });
    const pages = (await pagesOf(bytes)).map(bare);
    const { spans } = layOutCase(paper, formsOf(paper), new FontShelf(FILES).measure);
    const names = spans.map(({ name }) => name);
    expect(names.indexOf("人民调解证据照片")).toBe(names.indexOf("人民调解证据材料清单") + 1);
    const from = spans.find(({ name }) => name === "人民调解证据照片")!.from;
    const page = pages[from + 1] ?? "";
    expect(page).toContain(`证据1－3${bare(first!.name)}`);
    expect(page).toContain(`证据2－1${bare(second!.name)}`);
    expect(page).toContain("照片不在这台手机上");
    expect(pages.join("")).toContain("照片3张");
    const signed = spans.find(({ name }) => name === "签名原件照片")!.from;
    expect(pages[signed + 1]).toContain("李䶮2026年11月20日");
    expect(new TextDecoder("latin1").decode(bytes).split("/DCTDecode").length - 1).toBe(4);
  });

  test("one on its own page is not cut, however tall", () => {
    const tall = { ...picture, width: 100, height: 4000 };
    const { pages } = layOutCase(withPictures(paper, { ...pictures, signed: tall }), ["signedPaper"], () => 1);
    const shown = pages.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === "picture" ? [mark] : [])));
    expect(shown.map(({ y, height }) => y + height < 775)).toEqual([true]);
  });
});

const kindNamed = (name: string): FormKind =>
  FORM_KINDS.find((kind) => name.startsWith(FORM_NAMES[kind]) && kind !== "cover") ?? "cover";

const wordsOf = (kinds: readonly FormKind[], otherwise: Partial<Dossier> = {}): string =>
  JSON.stringify(composeSheets(caseOf(otherwise), kinds));

test("a file that no server has seen says 待编号, and an agreement without its seal 待盖章", () => {
  expect(wordsOf(["agreement"], { number: null })).toContain("编号：待编号");
  expect(wordsOf(["agreement"])).toContain("待盖章");
  const agreement = { ...aDossier().agreement!, sealedOn: "2026-11-23" };
  expect(wordsOf(["agreement"], { agreement })).not.toContain("待盖章");
  expect(wordsOf(["agreement"], { agreement })).toContain("2026年11月23日");
});

test("a blank form waits for nothing, and all thirteen can be printed", () => {
  const paper = blankCase(COMMITTEE);
  const { pages, sheets } = layOutCase(paper, BLANK_KINDS, new FontShelf(FILES).measure);
  expect(new Set(sheets.map(({ kind }) => kind)).size).toBe(13);
  expect(JSON.stringify(sheets)).not.toMatch(/待编号|待盖章|undefined/);
  expect(pages.length).toBeLessThan(20);
});

test("a very long account goes on over pages, with nothing lost and the head of the table again", async () => {
  const sentence = "第一句话说清楚漏水的经过，第二句话说清楚谁在场；";
  const facts = Array.from({ length: 120 }, (_, i) => `${i + 1}）${sentence}`).join("");
  const evidence = Array.from({ length: 60 }, (_, i) => ({ ...aDossier().evidence[0]!, name: `照片第${i + 1}张` }));
  const paper = caseOf({ facts, where: "", evidence });
  const shelf = new FontShelf(FILES);
  const { bytes } = await pressPdf(paper, ["application", "evidence"], { shelf, madeAt });
  const pages = (await pagesOf(bytes)).map(bare);
  expect(pages.length).toBeGreaterThan(5);
  expect(pages.join("").replace(/人民调解申请书（2026）燕湖人调字第42号第\d页共\d页/g, "")).toContain(`${bare(facts)}`);
  const tables = pages.filter((page) => page.includes("照片第"));
  expect(tables.length).toBeGreaterThan(1);
  expect(tables.filter((page) => !page.includes("序号名称来源提供人日期备注"))).toEqual([]);
});

test("nothing is drawn outside the margins, however long the words are", () => {
  const wide = "阿卜杜拉·买买提江·艾则孜·吐尔逊江".repeat(3);
  const parties = aDossier().parties.map((party) => ({ ...party, name: wide, address: "X".repeat(90) }));
  const shelf = new FontShelf(FILES);
  const { pages } = layOutCase(caseOf({ parties }), FORM_KINDS, shelf.measure);
  const out = pages.flatMap(({ marks }, page) =>
    marks.flatMap((mark) => {
      if (mark.kind !== "words") return [];
      const width = [...mark.text].reduce((sum, c) => sum + shelf.measure(c, mark.face) * mark.size, 0);
      const right = mark.x + width;
      return mark.x < 70 || right > 545 || mark.y > 825 ? [`${page}: ${mark.text} ${mark.x} ${right} ${mark.y}`] : [];
    }),
  );
  expect(out).toEqual([]);
});

test("a signature never stands on a page without words above it, nor a seal", () => {
  for (let lines = 0; lines < 40; lines++) {
    const agreement = { ...aDossier().agreement!, terms: Array.from({ length: lines }, (_, i) => `第${i}条约定。`) };
    const { pages } = layOutCase(caseOf({ agreement }), ["agreement"], () => 1);
    const last = pages[pages.length - 1]?.marks.flatMap((mark) => (mark.kind === "words" ? [mark.text] : [])) ?? [];
    expect(last.join(""), `${lines} lines`).toMatch(/本协议一式.*甲方（签名）.*待盖章/s);
  }
});

describe("characters the font does not have", () => {
  test("李䶮 is printed; 𠮷 becomes 〓 with a note on its page and is told to whoever prints", async () => {
    const parties = aDossier().parties.map((party, i) => (i === 0 ? { ...party, name: "李𠮷䶮" } : party));
    const shelf = new FontShelf(FILES);
    const { bytes, missing } = await pressPdf(caseOf({ parties }), ["application"], { shelf, madeAt });
    expect(missing).toEqual(["𠮷"]);
    const page = bare((await pagesOf(bytes)).join(""));
    expect(page).toContain("李〓䶮");
    expect(page).toContain("U+20BB7");
  });

  test("the second font has thousands more for names", () => {
    const small = new FontShelf(FILES);
    const large = new FontShelf({ ...FILES, rare: file("rare") });
    for (const char of "囍燊犇") {
      small.measure(char, "text");
      large.measure(char, "text");
    }
    expect(large.missing.size).toBe(0);
    expect(small.missing.size).toBeGreaterThan(0);
  });
});

test("the heavy font has every word that the forms print in it", () => {
  const shelf = new FontShelf({ text: FILES.bold, bold: FILES.bold, rare: undefined });
  const paper = { ...blankCase(COMMITTEE), number: "1" };
  const { pages } = layOutCase(paper, FORM_KINDS, shelf.measure);
  const full = layOutCase(caseOf(), FORM_KINDS, () => 1);
  const bold = [...pages, ...full.pages].flatMap(({ marks }) =>
    marks.flatMap((mark) => (mark.kind === "words" && mark.face === "bold" ? [...mark.text] : [])),
  );
  expect([...new Set(bold)].filter((char) => !shelf.font("bold").has(char))).toEqual([]);
});

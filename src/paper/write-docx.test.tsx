import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { Dossier } from "#domain/mediation/dossier";
import { aDossier, TINY_JPEG } from "../../tests/builders/a-dossier.ts";
import { formsOf } from "./compose.ts";
import { paperCaseOf } from "./from-dossier.ts";
import type { PaperCase } from "./paper-case.ts";
import { pressDocx } from "./press.ts";

const caseOf = (otherwise: Partial<Dossier> = {}): PaperCase => paperCaseOf(aDossier(otherwise));
const bare = (text: string): string => text.replace(/\s/g, "");

describe("the file as DOCX", () => {
  test("is whole XML in a zip, with the same words, A4, page fields and the drawn signatures", async () => {
    const paper = caseOf();
    const parts = unzipSync(await pressDocx(paper, formsOf(paper)));
    const xml = Object.entries(parts).filter(([name]) => /\.(xml|rels)$/.test(name));
    for (const [name, bytes] of xml) {
      const parsed = new DOMParser().parseFromString(strFromU8(bytes), "application/xml");
      expect(parsed.querySelector("parsererror"), name).toBeNull();
    }
    const body = strFromU8(parts["word/document.xml"]!);
    expect(body).toContain('w:w="11906" w:h="16838"');
    expect(body).toContain("PAGEREF form1");
    expect(strFromU8(parts["word/styles.xml"]!)).toContain('w:eastAsia="宋体"');
    expect(Object.keys(parts).filter((name) => name.startsWith("word/media/")).length).toBeGreaterThan(0);
    const text = bare([...body.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((m) => m[1]).join(""));
    const { facts, parties, agreement } = aDossier();
    const words = [facts, ...parties.map((p) => p.name), ...(agreement?.terms ?? [])];
    expect(words.filter((word) => !text.includes(bare(word)))).toEqual([]);
  });

  test("photos of evidence are pictures in it, in two columns with their words", async () => {
    const evidence = [{ ...aDossier().evidence[0]!, photos: [{ sha256: "p1", caption: "" }] }];
    const pictures = { p1: { jpeg: TINY_JPEG, width: 300, height: 400 } };
    const parts = unzipSync(await pressDocx(caseOf({ evidence }), ["evidencePhotos"], { pictures }));
    expect(Object.keys(parts).filter((name) => /word\/media\/.*jpg$/.test(name)).length).toBe(1);
    expect(strFromU8(parts["word/document.xml"]!)).toContain("证据1－1");
  });

  test("marks of XML in what people write harm nothing", async () => {
    const parts = unzipSync(await pressDocx(caseOf({ facts: '他说<b>& "不修" ]]>' }), ["application"]));
    expect(strFromU8(parts["word/document.xml"]!)).toContain("他说&lt;b&gt;&amp;");
  });
});

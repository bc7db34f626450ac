import { expect, test } from "vitest";
import { recordsIn } from "#storage/cache/page-bytes";
import { byteLinesOf } from "./lines.ts";
import { parsePageLine } from "./page-lines.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const head = { k: "page", scope: 'w:"records":[', t: "issue", packed: true, bucket: "03" };
const record = { id: "i-1", rev: 3, ra: "2026-05-01T01:00:00.000Z", doc: { id: "i-1", words: '堆物 ,"records":[ 🚪' } };

test("a page line is parted into which page it is and the bytes of its records, whatever stands in their words", () => {
  const read = parsePageLine(bytes(JSON.stringify({ ...head, records: [record] })));
  if (!("json" in read)) throw new Error("it is a page");
  expect({ ...read, json: null }).toEqual({ scope: head.scope, t: "issue", packed: true, bucket: "03", json: null });
  expect(recordsIn("issue", read.json)).toEqual([{ t: "issue", ...record }]);
  expect(read.json.buffer.byteLength).toBe(read.json.length);
  expect(parsePageLine(bytes('{"k":"end","pages":3}'))).toEqual({ pages: 3 });
});

test("half a line, a page without records and a page with something after them are no pages", () => {
  const line = JSON.stringify({ ...head, records: [record] });
  for (const broken of [line.slice(0, -1), line.slice(0, 30), JSON.stringify(head), `${line.slice(0, -1)},"x":1}`])
    expect(() => parsePageLine(bytes(broken))).toThrow();
});

test("bytes that are no records of a page are told from an empty page", () => {
  for (const broken of ["", "[", "{}", '[{"id":1}]', '[{"id":"a","rev":1}]'])
    expect(recordsIn("issue", bytes(broken))).toBeUndefined();
  expect(recordsIn("issue", bytes("[]"))).toEqual([]);
});

test("lines come whole, wherever the answer was cut on its way", async () => {
  const text = bytes("一行\n\n二行 🚪\n三");
  for (let size = 1; size <= text.length; size++) {
    const body = new ReadableStream<Uint8Array>({
      start(to) {
        for (let at = 0; at < text.length; at += size) to.enqueue(text.slice(at, at + size));
        to.close();
      },
    });
    const lines: string[] = [];
    for await (const line of byteLinesOf(new Response(body))) lines.push(new TextDecoder().decode(line));
    expect(lines).toEqual(["一行", "", "二行 🚪", "三"]);
  }
});

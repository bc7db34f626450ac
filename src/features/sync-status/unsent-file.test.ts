import { expect, test } from "vitest";
import type { UnsentExport } from "#storage/unsent-export";
import { composeUnsentFile } from "./unsent-file.ts";

const WORDS = {
  lang: "zh-CN",
  title: "没交上去的记录",
  lead: "李的手机",
  otherPhotos: "别的照片",
  photoMissing: (n: number) => `${n} 张读不出来`,
};

const row = (mid: string, args: Record<string, unknown>) => ({
  n: 1,
  mid,
  state: "waiting",
  ek: [],
  env: { args },
  tries: 0,
});

const content = (outbox: readonly unknown[], missing: readonly string[] = []): UnsentExport =>
  ({
    ...{ v: 2, personId: "p", displayName: "李", deviceId: "d", cid: "c", exportedAt: "2026-11-24T02:00:00.000Z" },
    ...{ outbox, quarantine: [], drafts: [{ id: "report:any", value: { words: "没写完" }, savedAt: 1 }], missing },
  }) as unknown as UnsentExport;

const photo = (sha256: string, small: 0 | 1 = 0) => ({ sha256, type: "image/jpeg", small, base64: `b-${sha256}` });

const record = (title: string, photoHashes: readonly string[], reason?: string) => ({
  ...{ title, at: "2026-11-24T02:00:00.000Z", facts: [["写的话", "楼道<堵>了"]] as const, photoHashes, reason },
});

test("the file says each record in words, with its reason, and shows each photo once, even in two records", () => {
  const photos = [photo("aa"), photo("bb", 1), photo("cc")];
  const records = [record("报一个问题", ["aa", "bb"], "原因：不归您管"), record("补充一句", ["aa"])];
  const html = composeUnsentFile(content([]), photos, records, WORDS).join("");
  expect(html).toContain("<h2>报一个问题</h2>");
  expect(html).toContain("楼道&lt;堵&gt;了");
  expect(html).toContain("原因：不归您管");
  for (const { sha256, base64 } of photos) {
    expect(html.split(base64)).toHaveLength(2);
    expect(html).toContain(`data-sha256="${sha256}"`);
  }
  expect(html.indexOf("b-cc")).toBeGreaterThan(html.indexOf("别的照片"));
});

test("what a machine reads from it is exactly what was on the phone, whatever people wrote", () => {
  const nasty = "</script><script>alert(1)</script> <!-- & “”";
  const given = content([row("m-1", { words: nasty })]);
  const html = composeUnsentFile(given, [], [record(nasty, [])], WORDS).join("");
  const json = /<script type="application\/json" id="zimajia-unsent">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
  expect(JSON.parse(json)).toEqual(given);
  expect(html.match(/<script/g)).toHaveLength(1);
});

test("a photo that cannot be read any more is counted, not passed over", () => {
  expect(composeUnsentFile(content([], ["dd", "ee"]), [], [], WORDS).join("")).toContain("2 张读不出来");
});

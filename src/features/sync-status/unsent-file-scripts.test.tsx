import { expect, test } from "vitest";
import type { UnsentExport } from "#storage/unsent-export";
import { composeUnsentFile } from "./unsent-file.ts";

const UNSENT: UnsentExport = {
  ...{
    v: 2 as const,
    personId: "p",
    displayName: "李",
    deviceId: "d",
    cid: "c",
    exportedAt: "2026-11-24T02:00:00.000Z",
  },
  ...{ outbox: [], quarantine: [], drafts: [], missing: [] },
};

/** What people write, or an altered record holds, wherever the file says something. */
const SCRIPTS = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "' onload='alert(1)",
  "javascript:alert(1)",
  "</style><svg onload=alert(1)>",
  "</title><script>alert(1)</script>",
  "\u202e\u200b倒过来",
];

test.each(SCRIPTS)("%s is words in every place of the file, as it was written, and nothing that runs", (text) => {
  const records = [
    { title: text, at: "2026-11-24T02:00:00.000Z", facts: [[text, text]] as const, photoHashes: [text], reason: text },
  ];
  const photos = [{ sha256: text, type: text, small: 0, base64: "AAAA" }] as const;
  const content: UnsentExport = { ...UNSENT, drafts: [{ id: "report:any", value: { words: text }, savedAt: 1 }] };
  const words = { lang: "zh-CN", title: text, lead: text, otherPhotos: text, photoMissing: () => text };
  const html = composeUnsentFile(content, photos, records, words).join("");
  const page = new DOMParser().parseFromString(html, "text/html");
  expect(page.querySelectorAll("script")).toHaveLength(1);
  expect(page.querySelectorAll("svg, iframe, object, embed, base, link, a, form")).toHaveLength(0);
  const attributes = [...page.querySelectorAll("*")].flatMap((one) => one.getAttributeNames());
  expect(attributes.filter((name) => name.startsWith("on"))).toEqual([]);
  expect(page.title).toBe(text);
  for (const place of ["h1", "h2", ".why", "dt", "dd"])
    expect(page.querySelector(place)?.textContent, place).toBe(text);
  const images = [...page.querySelectorAll("img")];
  expect(images.map((one) => one.dataset["sha256"])).toEqual([text]);
  expect(images.every((one) => one.getAttribute("src")?.startsWith("data:"))).toBe(true);
  const policy = page.querySelector("meta[http-equiv=Content-Security-Policy]")?.getAttribute("content");
  expect(policy).toMatch(/^default-src 'none'; img-src data:;/);
});

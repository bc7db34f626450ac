import { expect, test } from "vitest";
import { type Ground, shownBase } from "./ground.ts";

const ground = (more: Partial<Ground> = {}): Ground => ({
  online: true,
  pack: { state: "none" },
  onDownload: () => undefined,
  onPause: () => undefined,
  onRemove: () => undefined,
  ...more,
});
const archive = { key: "diecai@1", crs: "wgs84", readRange: () => Promise.reject(new Error("not read")) } as const;
const tianditu = { key: "k", url: "https://t{s}.tianditu.gov.cn" };

test("nobody's map asks another server unless its person chose it", () => {
  expect(shownBase("unchosen", ground({ tianditu }))).toBe("plan");
  expect(shownBase("unchosen", ground({ tianditu, archive }))).toBe("pack");
  expect(shownBase("tianditu", ground({ tianditu, archive }))).toBe("tianditu");
});

test("without a network, without an offer or before the page may ask, 天地图 gives way to what the phone has", () => {
  expect(shownBase("tianditu", ground({ tianditu, archive, online: false }))).toBe("pack");
  expect(shownBase("tianditu", ground({ tianditu, online: false }))).toBe("plan");
  expect(shownBase("tianditu", ground({ archive }))).toBe("pack");
  expect(shownBase("tianditu", ground({ tianditu, tiandituNextTime: true }))).toBe("plan");
});

test("whoever chose the plan keeps it, also when a base map is installed", () => {
  expect(shownBase("plan", ground({ archive, tianditu }))).toBe("plan");
});

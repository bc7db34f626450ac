/** Bytes, not times: what a volunteer's phone must load before the first screen. Runs on the build of this test run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { firstFiles, firstLoad } from "../../bench/first-load.ts";

const dist = join(import.meta.dirname, "..", "..", "dist");
const files = JSON.parse(readFileSync(join(dist, "assets", "files.json"), "utf8"));

test("[F1] the first screen stays within its bytes, and so does what is kept offline", () => {
  const figures = firstLoad(dist, files);
  expect(figures.filter((f) => f.budget !== "" && f.held !== true)).toEqual([]);
});

test("[F1] maps, codes, the lunar calendar and queries are not in the first load", () => {
  const heavy = firstFiles(files).filter((file) => /assets\/(map|qr|lunar|query|district-map)-/.test(file));
  expect(heavy).toEqual([]);
});

import { expect, test } from "vitest";
import { importsOf, layerViolations } from "./layers.ts";
import { readSources } from "./sources.ts";

test("every file imports only what its layer may see", () => {
  expect(layerViolations(readSources(["src", "sync-server"]))).toEqual([]);
});

test.each([
  ["src/domain/issue/issue.ts", 'import { db } from "#storage/db";'],
  ["src/domain/issue/issue.ts", 'import { readFileSync } from "node:fs";'],
  ["src/domain/kernel/ids.ts", 'import type { Issue } from "../issue/issue.ts";'],
  ["src/protocol/push.ts", 'export { record } from "../storage/record.ts";'],
  ["src/storage/db.ts", 'import { push } from "#sync/push";'],
  ["src/sync/push.ts", 'const later = await import("../features/patrol/patrol-page.tsx");'],
  ["src/device/photo.ts", 'new Worker(new URL("../storage/record.ts", import.meta.url));'],
  ["src/ui/button.tsx", 'import "../features/desk/desk.css";'],
  ["src/ui/button.tsx", 'import L from "leaflet";'],
  ["src/features/patrol/patrol-page.tsx", 'import { x } from "../report/report-form.tsx";'],
  ["src/features/patrol/patrol-page.tsx", 'import { x } from "#protocol/push";'],
  ["src/features/patrol/patrol-page.tsx", 'import {\n  a,\n  b,\n} from "dexie";'],
  ["src/app/main.tsx", 'import { x } from "../../sync-server/app.ts";'],
  ["sync-server/app.ts", 'import { db } from "../src/storage/db.ts";'],
  ["sync-server/app.ts", 'import Dexie from "dexie";'],
  ["src/somewhere/else.ts", ""],
])("a forbidden import planted in %s is caught: %s", (path, text) => {
  expect(layerViolations(new Map([[path, text]]))).toHaveLength(1);
});

test.each([
  ["src/features/patrol/patrol-page.tsx", 'import { x } from "./round.ts"; import { y } from "#storage/record";'],
  ["src/ui/map/district-map.tsx", 'import L from "leaflet";'],
  ["src/app/main.tsx", 'import { registerSW } from "virtual:pwa-register";'],
  ["sync-server/app.ts", 'import { Hono } from "hono"; import { x } from "#domain/kernel/result";'],
  ["src/domain/issue/issue.ts", '// import { db } from "#storage/db";\n/* from "node:fs" */'],
  ["src/domain/issue/issue.test.ts", 'import { expect } from "vitest";'],
])("an allowed import in %s passes: %s", (path, text) => {
  expect(layerViolations(new Map([[path, text]]))).toEqual([]);
});

test("types, values, side effects and later loads are all seen", () => {
  const text = 'import type { A } from "./a.ts";\nexport * from "./b.ts";\nimport "./c.css";\nvoid import("./d.tsx");';
  expect(importsOf("src/ui/x.tsx", text).map(({ to }) => to)).toEqual([
    "src/ui/a.ts",
    "src/ui/b.ts",
    "src/ui/c.css",
    "src/ui/d.tsx",
  ]);
});

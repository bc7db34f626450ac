/** F1: bytes a volunteer's phone loads before the first screen, gzip as a server would send them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Figure, shown } from "./figures.ts";

interface BuiltFile {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

const FIRST_LOAD_BUDGET = 200_000;
const PRECACHE_BUDGET = 1_000_000;

/** What lies behind the door is asked for by the door itself, so it counts as the first screen. */
const BEHIND_THE_DOOR = "src/app/inside.tsx";

/** Files of the entry and everything it imports without being asked, or when it stands `ahead` of an import. */
export function firstFiles(files: Readonly<Record<string, BuiltFile>>, ahead: readonly string[] = []): string[] {
  const seen = new Set<string>();
  const visit = (key: string): void => {
    const built = files[key];
    if (!built || seen.has(built.file)) return;
    seen.add(built.file);
    for (const css of built.css ?? []) seen.add(css);
    for (const next of built.imports ?? []) visit(next);
  };
  for (const [key, built] of Object.entries(files)) if (built.isEntry || ahead.includes(key)) visit(key);
  return [...seen];
}

const gzipBytes = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length;

export function firstLoad(dist: string, files: Readonly<Record<string, BuiltFile>>): Figure[] {
  const sumOf = (names: readonly string[]): number => names.reduce((sum, file) => sum + gzipBytes(join(dist, file)), 0);
  const door = sumOf(firstFiles(files));
  const first = sumOf(firstFiles(files, [BEHIND_THE_DOOR]));
  const assets = readdirSync(join(dist, "assets")).filter(
    (name) => /\.(js|css)$/.test(name) && !name.startsWith("press-worker"),
  );
  const all = assets.reduce((sum, name) => sum + gzipBytes(join(dist, "assets", name)), 0);
  const icons = readdirSync(join(dist, "icons")).reduce(
    (sum, name) => sum + statSync(join(dist, "icons", name)).size,
    0,
  );
  return [
    shown("F1", "JS + CSS before the code or the PIN, gzip", `${(door / 1000).toFixed(1)} kB`),
    {
      id: "F1",
      what: "JS + CSS before the first screen, gzip",
      value: `${(first / 1000).toFixed(1)} kB`,
      budget: "≤ 200 kB",
      held: first <= FIRST_LOAD_BUDGET,
    },
    {
      id: "F1",
      what: "precache (all scripts, styles, icons), gzip",
      value: `${((all + icons) / 1000).toFixed(1)} kB`,
      budget: "≤ 1 MB",
      held: all + icons <= PRECACHE_BUDGET,
    },
  ];
}

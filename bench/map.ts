/**
 * F6: what a pan costs the thread that answers fingers, with the whole district on the map, against one canvas of plain
 * Leaflet with the same data in the same run; and how fast the first page of issues is found among many.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { build } from "vite";
import { serveFolder } from "../tests/support/serve-folder.ts";
import { type BenchSize, type Figure, median, ms, shown, within } from "./figures.ts";
import { openBrowser } from "./slow-phone.ts";

const PAN_BUDGET_MS = 20;
const RATIO_BUDGET = 1 / 5;
const FIND_BUDGET_MS = 50;
/** A loop of four comes back to where it began; anything else walks off the district, where nothing is drawn. */
const PANS = 3 * 4;
/** Medians of nine where it is judged; a quick run only shows that the bench still works. */
const runsOf = (size: BenchSize): number => (size.quick ? 1 : 9);
/** A phone's screen, with a phone's pixels. */
const SCREEN = { viewport: { width: 412, height: 800 }, deviceScaleFactor: 2 };

type Kind = "ours" | "canvas" | "empty";

async function builtPage(folder: string): Promise<void> {
  await writeFile(
    join(folder, "index.html"),
    '<!doctype html><link rel="stylesheet" href="/page.css"><div id="map"></div><script type="module" src="/page.js"></script>',
  );
  await build({
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    build: {
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: join(import.meta.dirname, "map-page.ts"),
        output: { entryFileNames: "page.js", assetFileNames: "page[extname]" },
      },
    },
  });
}

/** CPU time of the page's main thread so far, ms. */
async function threadMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return 1000 * (metrics.find((m) => m.name === "TaskDuration")?.value ?? 0);
}

interface OpenMap {
  readonly page: Page;
  readonly cdp: CDPSession;
}

/** How long a map is left to draw itself and to build its indexes before it is measured. */
const settleMs = (size: BenchSize): number => (size.quick ? 1_500 : 6_000);

async function openMap(browser: Browser, origin: string, kind: Kind, waitMs: number): Promise<OpenMap> {
  const page = await browser.newPage(SCREEN);
  await page.goto(origin);
  await page.evaluate((what) => window.bench[what](), kind);
  await page.waitForTimeout(waitMs);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  return { page, cdp };
}

/** Main-thread CPU of one pan, ms: there and back, over tiles that are new and tiles that are known. */
async function panMs({ page, cdp }: OpenMap): Promise<number> {
  await page.bringToFront();
  const before = await threadMs(cdp);
  for (let i = 0; i < PANS; i++) {
    const by = i % 4 < 2 ? 300 : -300;
    await page.evaluate(([x, y]) => window.bench.pan(x!, y!), i % 2 ? [by, 0] : [0, by]);
  }
  return ((await threadMs(cdp)) - before) / PANS;
}

async function pans(browser: Browser, origin: string, size: BenchSize): Promise<Figure[]> {
  const runs = runsOf(size);
  const kinds: readonly Kind[] = ["ours", "canvas", "empty"];
  const maps = new Map<Kind, OpenMap>();
  for (const kind of kinds) maps.set(kind, await openMap(browser, origin, kind, settleMs(size)));
  const found = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
  // The first pan of each warms what stays warm for a person, too.
  for (let run = -1; run < runs; run++)
    for (const kind of kinds) {
      const ms = await panMs(maps.get(kind)!);
      if (run >= 0) found.get(kind)!.push(ms);
    }
  const [ours, canvas, empty] = kinds.map((kind) => median(found.get(kind)!)) as [number, number, number];
  const ratio = (ours - empty) / (canvas - empty);
  const what = "258 compounds, 2,000 grids, 10,000 hazards, 200 tracks";
  return [
    within("F6", `a pan, main thread: ${what}`, { value: ours, most: PAN_BUDGET_MS, unit: "ms" }, size),
    shown("F6", "the same on one L.canvas", ms(canvas)),
    shown("F6", "an empty map", ms(empty)),
    {
      id: "F6",
      what: "ratio to L.canvas, what an empty map costs taken off",
      value: `${ratio.toFixed(2)} ×`,
      budget: "≤ 0.20 ×",
      held: size.quick ? null : ratio <= RATIO_BUDGET,
    },
  ];
}

/** A word that stands in one record is found when all have been looked through; it is watched. */
const RARE = "said once";
const QUERIES = {
  "often said": { text: "堆物" },
  [RARE]: { text: "编号4321" },
  "of one compound": { compoundId: "k17" },
  "of one community": { communityCode: "450303001010" },
} as const;

async function finds(browser: Browser, origin: string, size: BenchSize, count: number): Promise<Figure[]> {
  const page = await browser.newPage();
  await page.goto(origin);
  const name = `bench-${count}`;
  await page.evaluate(([n, rows]) => window.bench.fill(n as string, rows as number), [name, count]);
  const figures: Figure[] = [];
  for (const [words, query] of Object.entries(QUERIES)) {
    const first: number[] = [];
    const all: number[] = [];
    const ask = (far: string): Promise<number> =>
      page.evaluate(
        ([n, q, f]) => window.bench.find(n as string, q as never, f as "all"),
        [name, { ...query, limit: 50 }, far],
      );
    for (let run = 0; run < runsOf(size); run++) {
      first.push(await ask("first"));
      all.push(await ask("all"));
    }
    const of = `${words}, ${count.toLocaleString("en")} kept`;
    const page1 = `first page of issues ${of}`;
    if (words === RARE) figures.push(shown("F8", page1, ms(median(first))));
    else figures.push(within("F8", page1, { value: median(first), most: FIND_BUDGET_MS, unit: "ms" }, size));
    figures.push(shown("F8", `all counted ${of}`, ms(median(all))));
  }
  await page.close();
  return figures;
}

export async function mapBench(size: BenchSize): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "zmj-bench-map-"));
  await builtPage(folder);
  const served = await serveFolder(folder);
  const browser = await openBrowser();
  try {
    const figures = await pans(browser, served.origin, size);
    for (const count of size.quick ? [2_000] : [10_000, 50_000])
      figures.push(...(await finds(browser, served.origin, size, count)));
    return figures;
  } finally {
    await browser.close();
    await served.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** F8: a search for a place on a phone with 50,000 records, by characters, by sound and by first letters, until the first results are painted. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { createSoundsOf } from "#domain/kernel/pinyin";
import { DEMO_SIGN_INS } from "../sync-server/demo/demo-district.ts";
import { type ServerProcess, startServerProcess } from "../tests/harness/server-process.ts";
import { enrolIn, goInside } from "../tests/harness/walk.ts";
import { type BenchSize, type Figure, median, ms, shown, within } from "./figures.ts";
import { fillLargeDistrict, LEADER } from "./large-district.ts";
import { openBrowser, phoneContext, slowDown } from "./slow-phone.ts";

const SYNC_PATIENCE_MS = 300_000;
const BUDGETS_MS = { plain: 50, slow: 150 } as const;
const TIMES = 5;
const PLACE = "main button.ui-list-row";

interface Search {
  readonly by: "characters" | "sound" | "first letters";
  readonly typed: string;
}

/** The first name in a list, as a person may look for it. */
async function searchesFor(page: Page, names: string): Promise<Search[]> {
  const first = await page
    .locator(names)
    .first()
    .evaluate((row) => document.createTreeWalker(row, NodeFilter.SHOW_TEXT).nextNode()?.textContent ?? "");
  const name = /[\u4e00-\u9fff]{2,}/.exec(first)?.[0] ?? "";
  const [sound = "", letters = ""] = createSoundsOf()(name).split("\n");
  return [
    { by: "characters", typed: name },
    { by: "sound", typed: sound },
    { by: "first letters", typed: letters },
  ];
}

/**
 * Puts the words into the field as one input and waits until the list shows results for them and that picture is out.
 * Before it the list is emptied by words that nothing holds.
 */
async function searchMs(page: Page, { typed }: Search, rows: string): Promise<number> {
  return page.evaluate(
    async ([words, selector]) => {
      const field = document.querySelector<HTMLInputElement>("main input[type=search]");
      const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
      if (!field || !setter) throw new Error("no field to search in");
      const type = (text: string): void => {
        setter.call(field, text);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const until = async (holds: () => boolean): Promise<void> => {
        const from = performance.now();
        while (!holds()) {
          if (performance.now() - from > 60_000) throw new Error(`nothing found for ${words}`);
          await new Promise((next) => setTimeout(next, 1));
        }
        await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
      };
      const count = (): number => document.querySelectorAll(selector).length;
      type("没有这样的地方");
      await until(() => count() === 0);
      await new Promise((rest) => setTimeout(rest, 300));
      const from = performance.now();
      type(words);
      await until(() => count() > 0);
      return performance.now() - from;
    },
    [typed, rows] as const,
  );
}

interface Measured {
  readonly search: Search;
  readonly firstMs: number;
  readonly plainMs: number;
  readonly slowMs: number;
}

/** Each search first once, as somebody types it who has just come, then the median of several, plain and 4 times slower. */
async function measure(page: Page, searches: readonly Search[], rows: string, times: number): Promise<Measured[]> {
  const plain: { search: Search; firstMs: number; plainMs: number }[] = [];
  const several = async (search: Search): Promise<number> => {
    const all: number[] = [];
    for (let i = 0; i < times; i++) all.push(await searchMs(page, search, rows));
    return median(all);
  };
  for (const search of searches) {
    const firstMs = await searchMs(page, search, rows);
    plain.push({ search, firstMs, plainMs: await several(search) });
  }
  await slowDown(page);
  const measured: Measured[] = [];
  for (const one of plain) measured.push({ ...one, slowMs: await several(one.search) });
  return measured;
}

const codeOf = (server: ServerProcess, personId: string): string =>
  server.codes.get(DEMO_SIGN_INS.find((s) => s.personId === personId)?.roleLabel ?? "") ?? "";

const synced = (page: Page): Promise<void> => page.getByText("平台已收").first().waitFor({ timeout: SYNC_PATIENCE_MS });

/** 上报 → 在哪里: the leader's 10,000 places. */
async function onPhone(browser: Browser, server: ServerProcess, times: number): Promise<Measured[]> {
  const context = await phoneContext(browser, server.origin.replace("127.0.0.1", "localhost"));
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await enrolIn(page, codeOf(server, LEADER));
  await synced(page);
  await goInside(page, "/report");
  await page.locator(PLACE).first().waitFor();
  const measured = await measure(page, await searchesFor(page, PLACE), PLACE, times);
  await context.close();
  return measured;
}

export async function* searchBench(size: BenchSize): AsyncGenerator<Figure> {
  const dataDir = mkdtempSync(join(tmpdir(), "zimajia-bench-"));
  const more = await fillLargeDistrict(dataDir, size.quick ? 0.02 : 1);
  const server = await startServerProcess(dataDir);
  const browser = await openBrowser();
  try {
    const times = size.quick ? 1 : TIMES;
    yield shown("F8", "records beside the demo's; a fifth of them places", String(more));
    for (const one of await onPhone(browser, server, times)) yield* figuresOf("places, phone", one, size);
  } finally {
    await browser.close();
    await server.kill("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function figuresOf(where: string, { search, firstMs, plainMs, slowMs }: Measured, size: BenchSize): Figure[] {
  const what = `${where}, by ${search.by}`;
  return [
    shown("F8", `${what}: the very first`, ms(firstMs)),
    within("F8", `${what}: first results`, { value: plainMs, most: BUDGETS_MS.plain, unit: "ms" }, size),
    within("F8", `${what}: 4× CPU`, { value: slowMs, most: BUDGETS_MS.slow, unit: "ms" }, size),
  ];
}

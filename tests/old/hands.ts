/**
 * A thumb and two eyes for browsers older than the test tool: it looks for words on the page by plain DOM calls that
 * Chromium 89 knows, and taps where they are.
 */
import type { Page } from "playwright-core";

const PATIENCE_MS = 60_000;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Runs in the page. The middle of the first thing to tap whose words are `words`, else whose words contain them. */
function spotOf(words: string): Spot | null {
  const said = (e: Element): string => (e.getAttribute("aria-label") ?? e.textContent ?? "").trim();
  const seen = (e: Element): boolean => e.getClientRects().length > 0;
  const all = [...document.querySelectorAll("button, a, label, summary, [role=button]")].filter(seen);
  const found = all.find((e) => said(e) === words) ?? all.find((e) => said(e).includes(words));
  if (!found || (found instanceof HTMLButtonElement && found.disabled)) return null;
  found.scrollIntoView({ block: "center" });
  const { left, top, width, height } = found.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

async function until<T>(what: string, look: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    // A page that is just being replaced cannot be asked; the next look can.
    const found = await look().catch(() => null);
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not seen: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

export function handsOn(page: Page) {
  const sees = (words: string): Promise<boolean> =>
    // biome-ignore lint/performance/useDomNodeTextContent: what is hidden is not seen
    until(words, () => page.evaluate((w) => document.body.innerText.includes(w), words));
  const taps = async (words: string): Promise<void> => {
    const spot = await until(words, () => page.evaluate(spotOf, words));
    await page.mouse.click(spot.x, spot.y);
  };
  return {
    sees,
    taps,
    /** Types into the first field of the page. */
    types: async (text: string): Promise<void> => {
      await until("a field", () => page.evaluate(() => document.querySelector("input")?.focus() === undefined));
      await page.keyboard.type(text);
    },
    /** Ticks the first `count` boxes that are not ticked. */
    ticks: async (count: number): Promise<void> => {
      await until("boxes", () => page.evaluate(() => document.querySelectorAll("input[type=checkbox]").length > 0));
      await page.evaluate((n) => {
        const boxes = [...document.querySelectorAll<HTMLInputElement>("input[type=checkbox]")].slice(0, n);
        for (const box of boxes) if (!box.checked) box.click();
      }, count);
    },
    typesPin: async (pin: string): Promise<void> => {
      for (const digit of pin) await taps(digit);
    },
  };
}

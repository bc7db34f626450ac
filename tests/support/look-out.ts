/** What a person with reading glasses, cold fingers or a screen reader would stumble over, measured in the page itself. */
import type { Page } from "playwright-core";

export interface Demands {
  /** Least height of anything to tap, CSS px; its least width is 48. */
  readonly touchPx: number;
  /** Least contrast of text against what lies behind it. */
  readonly contrast: number;
}

interface Rulers {
  visible(element: Element): boolean;
  name(element: Element): string;
  texts(): { readonly element: HTMLElement; readonly text: string }[];
  rgba(colour: string): number[];
}

declare global {
  interface Window {
    rulers: Rulers;
  }
}

/** Gives the page its rulers; call before the first page of the context is opened. */
export const bringRulers = (page: Page): Promise<unknown> =>
  page.context().addInitScript(() => {
    const visible = (element: Element): boolean => {
      const { width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const drawn = style.visibility === "visible" && Number(style.opacity) > 0;
      return drawn && width > 1 && height > 1 && !element.closest(".visually-hidden, .ui-skip, .leaflet-container");
    };
    const name = (element: Element): string => {
      const words = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 24);
      return `${element.tagName.toLowerCase()}.${element.className} “${words}”`;
    };
    const texts = () => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: { element: HTMLElement; text: string }[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.textContent?.trim() ?? "";
        const element = node.parentElement;
        if (element && text !== "" && !/^(SCRIPT|STYLE|NOSCRIPT|OPTION)$/.test(element.tagName) && visible(element)) {
          found.push({ element, text });
        }
      }
      return found;
    };
    const rgba = (colour: string): number[] => {
      const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      return [r, g, b, a];
    };
    window.rulers = { visible, name, texts, rgba };
  });

const outOfPlace = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { visible, name, texts } = window.rulers;
    const faults: string[] = [];
    const sideways = document.documentElement.scrollWidth - window.innerWidth;
    if (sideways > 1) faults.push(`${sideways} px too wide`);
    const scrolls = (element: Element): boolean =>
      Boolean(element.closest("dialog")) || /auto|scroll/.test(getComputedStyle(element).overflowX);
    for (const { element } of texts()) {
      const { left, right } = element.getBoundingClientRect();
      let inScroller = false;
      for (let up: Element | null = element; up && up !== document.body; up = up.parentElement)
        inScroller ||= scrolls(up);
      if (!inScroller && (left < -1 || right > window.innerWidth + 1))
        faults.push(`${name(element)} leaves the screen`);
      const { overflowX, overflowY } = getComputedStyle(element);
      const cutX = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      const cutY = overflowY === "hidden" && element.scrollHeight > element.clientHeight + 2;
      if ((cutX || cutY) && !scrolls(element) && visible(element)) faults.push(`${name(element)} is cut off`);
    }
    const foot = document.querySelector(".ui-phone-bottom")?.getBoundingClientRect().height ?? 0;
    const head = document.querySelector(".ui-phone-head")?.getBoundingClientRect().height ?? 0;
    if (head + foot > window.innerHeight * 0.62) faults.push(`head and foot take ${Math.round(head + foot)} px`);
    return faults;
  });

const tooSmall = (page: Page, touchPx: number): Promise<string[]> =>
  page.evaluate((least) => {
    const { visible, name, texts } = window.rulers;
    const small = texts()
      .filter(({ element }) => Number.parseFloat(getComputedStyle(element).fontSize) < 14)
      .map(({ element }) => `${name(element)} is set in ${getComputedStyle(element).fontSize}`);
    const targets = "a[href], button:not(:disabled), summary, select, textarea, input:not(:disabled)";
    const narrow = [...document.querySelectorAll(targets)].flatMap((element) => {
      const target = element.matches("input") ? (element.closest("label") ?? element) : element;
      if (!visible(target)) return [];
      const { width, height } = target.getBoundingClientRect();
      const fits = height >= least - 0.5 && width >= 47.5;
      return fits ? [] : [`${name(target)} is ${Math.round(width)} × ${Math.round(height)} px to tap`];
    });
    return [...small, ...narrow];
  }, touchPx);

const tooFaint = (page: Page, contrast: number): Promise<string[]> =>
  page.evaluate((least) => {
    const { name, texts, rgba } = window.rulers;
    const light = (rgb: number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element): number[] => {
      for (let up: Element | null = element; up; up = up.parentElement) {
        const colour = rgba(getComputedStyle(up).backgroundColor);
        if ((colour[3] ?? 0) > 0.99) return colour;
      }
      return [255, 255, 255, 1];
    };
    return texts().flatMap(({ element }) => {
      if (element.closest(":disabled, [aria-disabled=true]")) return [];
      const [ink, paper] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
      const found = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      return found >= least - 0.01 ? [] : [`${name(element)} has contrast ${found.toFixed(1)}`];
    });
  }, contrast);

/** Changes of colour that are under way are brought to their end: half-way there is nothing to judge. */
const comeToRest = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const animation of document.getAnimations())
      if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
  });

/** Everything that is wrong with the page as it stands, each once. */
export async function stumbles(page: Page, { touchPx, contrast }: Demands): Promise<string[]> {
  await comeToRest(page);
  const faults = [...(await outOfPlace(page)), ...(await tooSmall(page, touchPx)), ...(await tooFaint(page, contrast))];
  return [...new Set(faults)];
}

/** Every word in Chinese that came from data: names, labels, what people wrote. Read where the phone keeps it. */
export const chineseInData = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const found = new Set<string>();
    /** A page of the cache is the JSON that came, as bytes; other bytes are no words. */
    const readable = (bytes: Uint8Array): unknown => {
      try {
        return JSON.parse(new TextDecoder().decode(bytes));
      } catch {
        return null;
      }
    };
    const collect = (value: unknown): void => {
      if (typeof value === "string") {
        if (/\p{Script=Han}/u.test(value)) found.add(value);
      } else if (value instanceof Uint8Array) collect(readable(value));
      else if (Array.isArray(value)) for (const one of value) collect(one);
      else if (value?.constructor === Object) for (const one of Object.values(value)) collect(one);
    };
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name = "" } of await indexedDB.databases()) {
      const base = await done(indexedDB.open(name));
      for (const store of base.objectStoreNames)
        collect(await done(base.transaction(store).objectStore(store).getAll()));
      base.close();
    }
    return [...found].sort((a, b) => b.length - a.length);
  });

/** What is still Chinese on an English page once the data is taken away; names of languages and of the app are data. */
export async function leftInChinese(page: Page, data: readonly string[]): Promise<string[]> {
  const said = await page.evaluate(() => {
    const { texts } = window.rulers;
    const labels = [...document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")].flatMap((element) =>
      ["aria-label", "placeholder", "title", "alt"].map((name) => element.getAttribute(name) ?? ""),
    );
    return [...texts().map(({ text }) => text), ...labels];
  });
  const strip = (text: string): string =>
    [...data, "中文", "紫马甲"].reduce((left, known) => left.split(known).join(""), text);
  return [
    ...new Set(said.filter((text) => /\p{Script=Han}/u.test(strip(text))).map((text) => `in Chinese: “${text}”`)),
  ];
}

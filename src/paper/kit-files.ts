/** The files that making a paper needs beside the app: they are too large for everybody's phone and kept by those who print. */
import pressUrl from "./press-worker.ts?worker&url";

export const PRESS_URL: string = pressUrl;

export const FONT_URLS = {
  text: new URL("./fonts/text.ttf.gz", import.meta.url).href,
  bold: new URL("./fonts/bold.ttf.gz", import.meta.url).href,
  rare: new URL("./fonts/rare.ttf.gz", import.meta.url).href,
} as const;

/** What must be on the phone before it can print without a line; the rare characters are fetched when one is needed. */
export const KIT_URLS: readonly string[] = [PRESS_URL, FONT_URLS.text, FONT_URLS.bold];

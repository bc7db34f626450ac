/** Makes the paper away from the page: thirty pages take a slow phone some seconds. */
import { FontShelf } from "./fonts.ts";
import { pressDocx, pressPdf } from "./press.ts";
import type { PressAnswer, PressJob } from "./printer.ts";

interface PressScope {
  onmessage: ((event: MessageEvent<PressJob>) => void) | null;
  postMessage(answer: PressAnswer, transfer: Transferable[]): void;
}

declare const self: PressScope;

self.onmessage = ({ data }) => {
  void answerTo(data).then(
    (answer) => self.postMessage(answer, [answer.bytes.buffer]),
    // Thrown once more outside the promise, where the page's onerror hears it.
    (error: unknown) =>
      setTimeout(() => {
        throw error;
      }),
  );
};

async function answerTo({ paper, kinds, as, fonts, madeAt, pictures }: PressJob): Promise<PressAnswer> {
  const shelf = new FontShelf({
    text: new Uint8Array(fonts.text),
    bold: new Uint8Array(fonts.bold),
    rare: fonts.rare && new Uint8Array(fonts.rare),
  });
  if (as === "docx") {
    const bytes = await pressDocx(paper, kinds, { shelf, pictures });
    return { bytes, pages: 0, missing: [] };
  }
  const made = await pressPdf(paper, kinds, { shelf, madeAt: new Date(madeAt), pictures });
  return { bytes: made.bytes, pages: made.pages, missing: made.missing };
}

/** Asks the worker for a paper. One worker a paper: it holds the fonts, and their memory goes with it. */
import { Fault } from "#domain/kernel/fault";
import { PRESS_URL } from "./kit-files.ts";
import type { PaperCase } from "./paper-case.ts";
import type { FormKind, Pictures } from "./sheet.ts";

export interface PressJob {
  readonly paper: PaperCase;
  readonly kinds: readonly FormKind[];
  readonly as: "pdf" | "docx";
  readonly fonts: { readonly text: ArrayBuffer; readonly bold: ArrayBuffer; readonly rare: ArrayBuffer | undefined };
  readonly pictures: Pictures;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

export interface PressAnswer {
  readonly bytes: Uint8Array;
  readonly pages: number;
  /** Characters printed as 〓, for no font has them. */
  readonly missing: readonly string[];
}

/** A large file on the slowest phone takes a tenth of it. */
const PATIENCE_MS = 90_000;

/** Throws Fault `paper-unmade` (later) where the worker cannot be loaded or gives up. */
export async function printCase(job: PressJob): Promise<PressAnswer> {
  const worker = new Worker(PRESS_URL, { type: "module" });
  try {
    return await new Promise<PressAnswer>((done, failed) => {
      const giveUp = (): void => failed(new Fault("paper-unmade", "later"));
      const patience = setTimeout(giveUp, PATIENCE_MS);
      worker.onmessage = ({ data }: MessageEvent<PressAnswer>) => {
        clearTimeout(patience);
        done(data);
      };
      worker.onerror = () => {
        clearTimeout(patience);
        giveUp();
      };
      worker.postMessage(job);
    });
  } finally {
    worker.terminate();
  }
}

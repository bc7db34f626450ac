import { useState } from "react";
import { saveFile } from "#device/download";
import { FONT_URLS } from "#paper/kit-files";
import { type PaperCase, withPictures } from "#paper/paper-case";
import { type PressAnswer, type PressJob, printCase } from "#paper/printer";
import type { FormKind, Pictures } from "#paper/sheet";
import { readKitFile } from "#sync/paper-kit";

export type PaperOutcome =
  | { readonly kind: "made"; readonly file: File; readonly pages: number; readonly missing: readonly string[] }
  | { readonly kind: "failed" };

export interface Order {
  readonly paper: PaperCase;
  readonly kinds: readonly FormKind[];
  readonly pictures: Pictures;
  readonly as: "pdf" | "docx";
  /** Of the file, without its ending. */
  readonly name: string;
}

const TYPES = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
} as const;

async function press({ paper, kinds, pictures, as }: Order): Promise<PressAnswer> {
  const [text, bold] = await Promise.all([readKitFile(FONT_URLS.text), readKitFile(FONT_URLS.bold)]);
  const job = { paper: withPictures(paper, pictures), kinds, pictures, as, madeAt: Date.now() };
  const answer = await printCase({ ...job, fonts: { text, bold, rare: undefined } } satisfies PressJob);
  if (answer.missing.length === 0) return answer;
  // Somebody has a rare name: the second font has 20,000 more, where it is kept or there is a line.
  const rare = await readKitFile(FONT_URLS.rare).catch(() => undefined);
  return rare ? printCase({ ...job, fonts: { text, bold, rare } }) : answer;
}

/** Makes a paper, puts it into the downloads, and says what became of it. */
export function usePress(): {
  readonly making: boolean;
  readonly outcome: PaperOutcome | undefined;
  readonly onMake: (order: Order | (() => Promise<Order>)) => Promise<void>;
} {
  const [making, setMaking] = useState(false);
  const [outcome, setOutcome] = useState<PaperOutcome | undefined>(undefined);
  const onMake = async (given: Order | (() => Promise<Order>)): Promise<void> => {
    setMaking(true);
    setOutcome(undefined);
    try {
      const order = typeof given === "function" ? await given() : given;
      const { bytes, pages, missing } = await press(order);
      const file = new File([bytes as Uint8Array<ArrayBuffer>], `${order.name}.${order.as}`, { type: TYPES[order.as] });
      saveFile({ name: file.name, content: file });
      setOutcome({ kind: "made", file, pages, missing });
    } catch {
      // A fault of the kit or of the worker; the screen says what to do, and trying again is all there is.
      setOutcome({ kind: "failed" });
    } finally {
      setMaking(false);
    }
  };
  return { making, outcome, onMake };
}

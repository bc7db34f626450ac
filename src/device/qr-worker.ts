/** Reads one picture after another for a code, away from the page. */
import { decodeQR } from "qr/decode.js";
import type { QrAnswer, QrQuestion } from "./qr-reader.ts";

interface QrWorkerScope {
  onmessage: ((event: MessageEvent<QrQuestion>) => void) | null;
  postMessage(answer: QrAnswer): void;
}

declare const self: QrWorkerScope;

self.onmessage = ({ data }) => self.postMessage({ id: data.id, text: read(data) });

function read({ width, height, pixels, patienceMs }: QrQuestion): string | null {
  try {
    return decodeQR({ width, height, data: pixels }, { format: "RGBA", timeLimit: patienceMs });
  } catch {
    // The library's only way to say "there is no code in this picture".
    return null;
  }
}

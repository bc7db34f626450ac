/**
 * Reads codes from pictures: by the phone's own detector where it really has one, else by our worker. Nothing is
 * asked of any other machine.
 */

/** RGBA pixels of a picture, row by row. */
export interface QrQuestion {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
  readonly patienceMs: number;
}

export interface QrAnswer {
  readonly id: number;
  readonly text: string | null;
}

export interface QrReader {
  /** The text of a code in the picture, or null. One picture at a time. `patienceMs`: how hard to try. */
  read(picture: ImageData, patienceMs: number): Promise<string | null>;
  close(): void;
}

/** Chromium's detector, which the libraries of TypeScript do not know. */
interface Detector {
  detect(source: ImageData): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** A worker silent for this much longer than it was given is stuck and replaced. */
const STUCK_AFTER_MS = 4_000;

export async function openQrReader(): Promise<QrReader> {
  return (await phoneReader()) ?? workerReader();
}

/** The class alone proves nothing: desktops and phones without Google's services have it and know no format. */
async function phoneReader(): Promise<QrReader | null> {
  const Found = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!Found) return null;
  const formats = await Found.getSupportedFormats().catch((): readonly string[] => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new Found({ formats: ["qr_code"] });
  let spare: QrReader | null = null;
  return {
    read: async (picture, patienceMs) => {
      if (!spare) {
        const codes = await detector.detect(picture).catch(() => null);
        if (codes) return codes[0]?.rawValue ?? null;
        // The service behind the detector went away; from here on we read ourselves.
        spare = workerReader();
      }
      return spare.read(picture, patienceMs);
    },
    close: () => spare?.close(),
  };
}

export function workerReader(): QrReader {
  let worker: Worker | null = null;
  let asked = 0;
  const read = (picture: ImageData, patienceMs: number): Promise<string | null> => {
    const running = worker ?? new Worker(new URL("./qr-worker.ts", import.meta.url), { type: "module" });
    worker = running;
    const id = ++asked;
    return new Promise((done) => {
      const giveUp = (): void => {
        running.terminate();
        if (worker === running) worker = null;
        done(null);
      };
      const patience = setTimeout(giveUp, patienceMs + STUCK_AFTER_MS);
      running.onerror = giveUp;
      running.onmessage = ({ data }: MessageEvent<QrAnswer>) => {
        if (data.id !== id) return;
        clearTimeout(patience);
        done(data.text);
      };
      const { width, height, data: pixels } = picture;
      const question: QrQuestion = { id, width, height, pixels, patienceMs };
      running.postMessage(question, [pixels.buffer]);
    });
  };
  return { read, close: () => worker?.terminate() };
}

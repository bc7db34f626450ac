/**
 * Makes a taken photo small enough to keep and to send. Drawing it anew drops everything the camera wrote beside the
 * picture (place, time, phone), so no place leaves the phone inside a photo; the picture stands upright afterwards.
 */
import { Fault } from "#domain/kernel/fault";
import { fitInto, JPEG_QUALITY, LONGEST_SIDE_PX, type ShrunkPhoto, THUMB_SIDE_PX } from "./photo-size.ts";

export type { ShrunkPhoto } from "./photo-size.ts";

/** A worker that has not answered by then is stuck; the page then draws the photo itself. */
const WORKER_PATIENCE_MS = 20_000;

/**
 * The photo as JPEG, at most 1600 px on its longest side, and a 320 px one for lists. Never larger than it was.
 * Throws Fault `photo-unreadable` for a file that this browser cannot draw.
 */
export async function shrinkPhoto(file: Blob): Promise<ShrunkPhoto> {
  const fromWorker = await shrinkInWorker(file);
  return fromWorker ?? shrinkOnPage(file);
}

/** Null where the worker cannot do it (no OffscreenCanvas, unknown kind of picture): the page may still be able to. */
async function shrinkInWorker(file: Blob): Promise<ShrunkPhoto | null> {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return null;
  const worker = new Worker(new URL("./photo-worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<ShrunkPhoto | null>((done) => {
      const patience = setTimeout(() => done(null), WORKER_PATIENCE_MS);
      worker.onmessage = (event: MessageEvent<ShrunkPhoto | null>) => {
        clearTimeout(patience);
        done(event.data);
      };
      worker.onerror = () => {
        clearTimeout(patience);
        done(null);
      };
      worker.postMessage(file);
    });
  } finally {
    worker.terminate();
  }
}

/** Every browser that we promise turns an <img> upright by its EXIF orientation before it is drawn. */
async function shrinkOnPage(file: Blob): Promise<ShrunkPhoto> {
  const image = await loadImage(file);
  const size = fitInto({ width: image.naturalWidth, height: image.naturalHeight }, LONGEST_SIDE_PX);
  const large = drawOnPage(image, size);
  const small = drawOnPage(large, fitInto(size, THUMB_SIDE_PX));
  return { original: await toJpeg(large), thumb: await toJpeg(small), ...size };
}

const PAPER_QUALITY = 0.7;

/** A kept photo as small as paper needs it. Throws Fault `photo-unreadable`. */
export async function pictureForPaper(
  photo: Blob,
  longestPx: number,
): Promise<{ readonly jpeg: Uint8Array; readonly width: number; readonly height: number }> {
  const image = await loadImage(photo);
  const size = fitInto({ width: image.naturalWidth, height: image.naturalHeight }, longestPx);
  const jpeg = await toJpeg(drawOnPage(image, size), PAPER_QUALITY);
  return { jpeg: new Uint8Array(await jpeg.arrayBuffer()), ...size };
}

/** The picture of a file as an <img> that is ready to be drawn. Throws Fault `photo-unreadable`. */
export async function loadImage(file: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(file);
  try {
    return await new Promise<HTMLImageElement>((done, failed) => {
      const image = new Image();
      image.onload = () => done(image);
      image.onerror = () => failed(new Fault("photo-unreadable", "never", { type: file.type, bytes: file.size }));
      image.src = address;
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function drawOnPage(source: CanvasImageSource, { width, height }: { width: number; height: number }) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Fault("photo-unreadable", "later", { width, height });
  // A see-through picture would turn black in JPEG.
  pen.fillStyle = "#FFFFFF";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(source, 0, 0, width, height);
  return canvas;
}

function toJpeg(canvas: HTMLCanvasElement, quality = JPEG_QUALITY): Promise<Blob> {
  return new Promise((done, failed) => {
    const take = (blob: Blob | null): void =>
      blob ? done(blob) : failed(new Fault("photo-unreadable", "later", { width: canvas.width }));
    canvas.toBlob(take, "image/jpeg", quality);
  });
}

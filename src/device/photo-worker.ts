/** Shrinks one photo away from the page, so that the next tap is not held up. Answers null where it cannot. */
import { fitInto, JPEG_QUALITY, LONGEST_SIDE_PX, type ShrunkPhoto, type Size, THUMB_SIDE_PX } from "./photo-size.ts";

interface PhotoWorkerScope {
  onmessage: ((event: MessageEvent<Blob>) => void) | null;
  postMessage(answer: ShrunkPhoto | null): void;
}

declare const self: PhotoWorkerScope;

self.onmessage = (event) => {
  // Whatever went wrong here (memory, unknown kind of file, an old engine), the page tries once more and names the fault.
  shrink(event.data).then(
    (photo) => self.postMessage(photo),
    () => self.postMessage(null),
  );
};

async function shrink(file: Blob): Promise<ShrunkPhoto> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const size = fitInto(bitmap, LONGEST_SIDE_PX);
  const large = draw(bitmap, size);
  bitmap.close();
  const small = draw(large, fitInto(size, THUMB_SIDE_PX));
  const jpeg = { type: "image/jpeg", quality: JPEG_QUALITY };
  return { original: await large.convertToBlob(jpeg), thumb: await small.convertToBlob(jpeg), ...size };
}

function draw(source: CanvasImageSource, { width, height }: Size): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no drawing in workers");
  pen.fillStyle = "#FFFFFF";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(source, 0, 0, width, height);
  return canvas;
}

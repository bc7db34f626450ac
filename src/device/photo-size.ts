/** How small a photo is made; shared by the page and its worker. */

/** Longest side of the kept photo, px: a number plate across a yard stays readable. */
export const LONGEST_SIDE_PX = 1600;
/** Longest side of the picture in lists, px. */
export const THUMB_SIDE_PX = 320;
export const JPEG_QUALITY = 0.8;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `width` and `height` are those of `original`, in px, after it was turned upright. */
export interface ShrunkPhoto extends Size {
  readonly original: Blob;
  readonly thumb: Blob;
}

/** The largest size of the same shape whose longest side is at most `longestPx`; never larger than it was, never 0. */
export function fitInto({ width, height }: Size, longestPx: number): Size {
  const factor = Math.min(1, longestPx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

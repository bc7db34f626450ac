/** Reads a QR code that the app has drawn as an SVG path, so that a test knows what a camera would read. */
import decodeQR from "qr/decode.js";

const SCALE = 4;

/** @param path the `d` of the drawn modules @param side modules a side, quiet zone included */
export function readQrPath(path: string, side: number): string {
  const size = side * SCALE;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++) {
      const from = (row * size + Number(x) * SCALE) * 4;
      for (let at = from; at < from + Number(length) * SCALE * 4; at++) data[at] = at % 4 === 3 ? 255 : 0;
    }
  }
  return decodeQR({ width: size, height: size, data });
}

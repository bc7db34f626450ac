/** A camera's picture for tests: a printed code held before it, as Chromium's fake camera reads it from a file. */
import QRCode from "qrcode";

const WIDTH = 640;
const HEIGHT = 480;
const MODULE_PX = 10;
const WHITE = 235;
const BLACK = 16;

/** A YUV4MPEG2 film of a wall with nothing on it; the fake camera shows it again and again. */
export const filmOfWall = (): Buffer => filmOf(Buffer.alloc(WIDTH * HEIGHT, WHITE));

/** A film with the code in the middle. */
export function filmOfCode(text: string): Buffer {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const side = modules.size * MODULE_PX;
  const [left, top] = [Math.floor((WIDTH - side) / 2), Math.floor((HEIGHT - side) / 2)];
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (modules.get(Math.floor(y / MODULE_PX), Math.floor(x / MODULE_PX))) luma[(top + y) * WIDTH + left + x] = BLACK;
    }
  }
  return filmOf(luma);
}

function filmOf(luma: Buffer): Buffer {
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, chroma]);
  return Buffer.concat([head, frame, frame]);
}

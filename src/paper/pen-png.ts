/** A drawn signature as a PNG, for Word files: black ink on nothing. Drawn here, so that the oldest phones can too. */
import { zlibSync } from "fflate";
import { joined } from "#domain/kernel/bytes";
import type { Stroke } from "#domain/mediation/dossier";
import { frameOf } from "./strips-sign.ts";

export interface PenPicture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels for a unit of the pad. */
const SCALE = 0.5;
const MARGIN = 6;

export function penPicture(strokes: readonly Stroke[]): PenPicture {
  const { left, top, width: w, height: h } = frameOf(strokes);
  const width = Math.ceil(w * SCALE) + 2 * MARGIN;
  const height = Math.ceil(h * SCALE) + 2 * MARGIN;
  const ink = new Uint8Array(width * height);
  const dab = (x: number, y: number, radius: number): void => {
    for (let py = Math.floor(y - radius - 1); py <= y + radius + 1; py++)
      for (let px = Math.floor(x - radius - 1); px <= x + radius + 1; px++) {
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(px - x, py - y)));
        const at = py * width + px;
        ink[at] = Math.max(ink[at] ?? 0, Math.round(cover * 255));
      }
  };
  for (const stroke of strokes)
    stroke.forEach(([x, y, pressure], i) => {
      const [fromX, fromY] = stroke[Math.max(0, i - 1)] ?? [x, y];
      const steps = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) * SCALE));
      for (let n = 0; n <= steps; n++) {
        const part = n / steps;
        const atX = (fromX + (x - fromX) * part - left) * SCALE + MARGIN;
        const atY = (fromY + (y - fromY) * part - top) * SCALE + MARGIN;
        dab(atX, atY, 1 + 1.4 * Math.min(1, Math.max(0, pressure)));
      }
    });
  return { png: greyAlphaPng(ink, width, height), width, height };
}

/** Colour type 4: black, with the ink as alpha. */
function greyAlphaPng(ink: Uint8Array, width: number, height: number): Uint8Array {
  const raw = new Uint8Array(height * (1 + 2 * width));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) raw[y * (1 + 2 * width) + 2 + 2 * x] = ink[y * width + x] ?? 0;
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, 4, 0, 0, 0], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return joined([signature, chunk("IHDR", head), chunk("IDAT", zlibSync(raw)), chunk("IEND", new Uint8Array(0))]);
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = name.charCodeAt(i);
  bytes.set(body, 8);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(4, bytes.length - 4)));
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

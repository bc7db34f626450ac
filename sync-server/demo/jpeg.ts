/**
 * A small JPEG encoder (baseline, no subsampling) for the drawn pictures of the demo district. The same picture gives
 * the same bytes on every machine, which no library promises. Its Huffman codes are made by rule instead of the usual
 * tables: a file carries its own, so any reader understands them.
 */
import type { Picture } from "./raster.ts";

const BLOCK = 8;

/** Canonical code of one table: symbols in order of their length. */
interface Codes {
  /** How many symbols have a code of 1 … 16 bits. */
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

/** What flat drawings mostly say, "no change" and "end of block", takes 1 or 2 bits. */
const DC: Codes = { counts: [1, 0, 0, 0, 11], symbols: Array.from({ length: 12 }, (_, size) => size) };
const FREQUENT = [0x01, 0x02, 0x11, 0x03];
const RARE = Array.from({ length: 160 }, (_, i) => (Math.floor(i / 10) << 4) | ((i % 10) + 1)).filter(
  (s) => !FREQUENT.includes(s),
);
const AC: Codes = { counts: [0, 1, 0, 4, 0, 0, 0, 0, 157], symbols: [0, ...FREQUENT, ...RARE, 0xf0] };

type Code = readonly [bits: number, length: number];

function codeBook({ counts, symbols }: Codes): ReadonlyMap<number, Code> {
  const book = new Map<number, Code>();
  let next = 0;
  let at = 0;
  counts.forEach((count, i) => {
    for (let k = 0; k < count; k++) book.set(symbols[at++] ?? 0, [next++, i + 1]);
    next *= 2;
  });
  return book;
}

/** From the middle outwards: coarser for finer detail. */
const STEPS = Array.from({ length: 64 }, (_, i) => 5 + 3 * ((i % BLOCK) + Math.floor(i / BLOCK)));

/** Block positions from the coarsest detail to the finest, along the diagonals. */
const ZIGZAG = Array.from({ length: 64 }, (_, i) => i).sort((a, b) => {
  const [da, db] = [(a % 8) + (a >> 3), (b % 8) + (b >> 3)];
  if (da !== db) return da - db;
  return da % 2 === 1 ? (a >> 3) - (b >> 3) : (b >> 3) - (a >> 3);
});

const COSINES = Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i % 8];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/** Rows first, then columns. */
function transform(block: Float64Array, scratch: Float64Array): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let row = 0; row < 8; row++) {
      for (let u = 0; u < 8; u++) {
        let sum = 0;
        for (let x = 0; x < 8; x++) sum += (block[row * 8 + x] ?? 0) * (COSINES[u * 8 + x] ?? 0);
        scratch[u * 8 + row] = sum;
      }
    }
    block.set(scratch);
  }
}

class BitWriter {
  readonly #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #count = 0;

  constructor(room: number) {
    this.#bytes = new Uint8Array(room);
  }

  put(bits: number, length: number): void {
    for (let i = length - 1; i >= 0; i--) {
      this.#held = (this.#held << 1) | ((bits >> i) & 1);
      this.#count += 1;
      if (this.#count === 8) this.#flush();
    }
  }

  /** Fills the last byte and gives all of them. */
  end(): Uint8Array {
    while (this.#count > 0) this.put(1, 1);
    return this.#bytes.subarray(0, this.#length);
  }

  #flush(): void {
    this.#bytes[this.#length++] = this.#held;
    // A 0xff in the data is followed by a zero, so that no marker is seen there.
    if (this.#held === 0xff) this.#bytes[this.#length++] = 0;
    this.#held = 0;
    this.#count = 0;
  }
}

const sizeOf = (n: number): number => 32 - Math.clz32(Math.abs(n));

function putNumber(out: BitWriter, n: number, size: number): void {
  out.put(n < 0 ? n + (1 << size) - 1 : n, size);
}

const DC_BOOK = codeBook(DC);
const AC_BOOK = codeBook(AC);

function putSymbol(out: BitWriter, book: ReadonlyMap<number, Code>, symbol: number): void {
  const [bits, length] = book.get(symbol) ?? [0, 0];
  out.put(bits, length);
}

/** The i-th value of a block along the diagonals, in its steps. */
function quantised(block: Float64Array, i: number): number {
  const at = ZIGZAG[i] ?? 0;
  return Math.round((block[at] ?? 0) / (STEPS[at] ?? 1));
}

/** Writes the mean of a block as its difference from the one before. */
function putMean(out: BitWriter, mean: number, before: number): void {
  putSymbol(out, DC_BOOK, sizeOf(mean - before));
  putNumber(out, mean - before, sizeOf(mean - before));
}

function putDetail(out: BitWriter, block: Float64Array): void {
  let zeros = 0;
  for (let i = 1; i < 64; i++) {
    const value = quantised(block, i);
    if (value === 0) {
      zeros += 1;
      continue;
    }
    for (; zeros > 15; zeros -= 16) putSymbol(out, AC_BOOK, 0xf0);
    putSymbol(out, AC_BOOK, (zeros << 4) | sizeOf(value));
    putNumber(out, value, sizeOf(value));
    zeros = 0;
  }
  if (zeros > 0) putSymbol(out, AC_BOOK, 0);
}

/** Brightness and two colour differences of a pixel, each around zero. */
function channel(rgb: Uint8Array, at: number, which: number): number {
  const r = rgb[at] ?? 0;
  const g = rgb[at + 1] ?? 0;
  const b = rgb[at + 2] ?? 0;
  if (which === 0) return 0.299 * r + 0.587 * g + 0.114 * b - 128;
  return which === 1 ? -0.168_736 * r - 0.331_264 * g + 0.5 * b : 0.5 * r - 0.418_688 * g - 0.081_312 * b;
}

/** One channel of the block at `top`, `left`; true if it is of one colour, as most of a drawing is. */
function load(
  block: Float64Array,
  { width, rgb }: Picture,
  [top, left, which]: readonly [number, number, number],
): boolean {
  let flat = true;
  for (let i = 0; i < 64; i++) {
    block[i] = channel(rgb, 3 * ((top + (i >> 3)) * width + left + (i % BLOCK)), which);
    if (block[i] !== block[0]) flat = false;
  }
  return flat;
}

function scan(picture: Picture): Uint8Array {
  const out = new BitWriter(picture.rgb.length);
  const block = new Float64Array(64);
  const scratch = new Float64Array(64);
  const before = [0, 0, 0];
  for (let top = 0; top < picture.height; top += BLOCK) {
    for (let left = 0; left < picture.width; left += BLOCK) {
      for (let which = 0; which < 3; which++) {
        const flat = load(block, picture, [top, left, which]);
        if (flat) block.fill((block[0] ?? 0) * BLOCK, 0, 1);
        else transform(block, scratch);
        const mean = quantised(block, 0);
        putMean(out, mean, before[which] ?? 0);
        before[which] = mean;
        if (flat) putSymbol(out, AC_BOOK, 0);
        else putDetail(out, block);
      }
    }
  }
  return out.end();
}

const word = (n: number): number[] => [n >> 8, n & 255];
const segment = (marker: number, body: readonly number[]): number[] => [
  0xff,
  marker,
  ...word(body.length + 2),
  ...body,
];
const table = (kind: number, { counts, symbols }: Codes): number[] => [
  kind,
  ...Array.from({ length: 16 }, (_, i) => counts[i] ?? 0),
  ...symbols,
];

/** The bytes of a picture whose sides are multiples of 8. */
export function jpegOf(picture: Picture): Uint8Array {
  const components = [1, 2, 3];
  const head = [
    ...[0xff, 0xd8],
    ...segment(0xe0, [...Buffer.from("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...ZIGZAG.map((at) => STEPS[at] ?? 1)]),
    ...segment(0xc0, [
      8,
      ...word(picture.height),
      ...word(picture.width),
      3,
      ...components.flatMap((id) => [id, 0x11, 0]),
    ]),
    ...segment(0xc4, [...table(0x00, DC), ...table(0x10, AC)]),
    ...segment(0xda, [3, ...components.flatMap((id) => [id, 0]), 0, 63, 0]),
  ];
  return new Uint8Array(Buffer.concat([Uint8Array.from(head), scan(picture), Uint8Array.of(0xff, 0xd9)]));
}

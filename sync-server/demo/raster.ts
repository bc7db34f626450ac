/** Drawing with flat colours into a grid of pixels, by whole numbers only. */

export type Colour = readonly [red: number, green: number, blue: number];
export type Point = readonly [x: number, y: number];

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, rows from the top. */
  readonly rgb: Uint8Array;
}

export function blank(width: number, height: number, colour: Colour): Picture {
  const picture = { width, height, rgb: new Uint8Array(width * height * 3) };
  box(picture, [0, 0], [width, height], colour);
  return picture;
}

function dot({ width, height, rgb }: Picture, x: number, y: number, colour: Colour): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = 3 * (y * width + x);
  for (let c = 0; c < 3; c++) rgb[at + c] = colour[c] ?? 0;
}

export function box(picture: Picture, [x, y]: Point, [width, height]: Point, colour: Colour): void {
  for (let row = y; row < y + height; row++) for (let col = x; col < x + width; col++) dot(picture, col, row, colour);
}

export function disc(picture: Picture, [x, y]: Point, radius: number, colour: Colour): void {
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++)
      if (dx * dx + dy * dy <= radius * radius) dot(picture, x + dx, y + dy, colour);
}

/** A ring two pixels thick: a wheel, a hoop. */
export function ring(picture: Picture, [x, y]: Point, radius: number, colour: Colour): void {
  const inner = (radius - 4) * (radius - 4);
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const far = dx * dx + dy * dy;
      if (far <= radius * radius && far >= inner) dot(picture, x + dx, y + dy, colour);
    }
  }
}

/** Straight strokes from point to point, `thick` pixels wide. */
export function strokes(picture: Picture, points: readonly Point[], thick: number, colour: Colour): void {
  points.slice(1).forEach(([x2, y2], i) => {
    const [x1, y1] = points[i] ?? [0, 0];
    const steps = Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1), 1);
    for (let k = 0; k <= steps; k++) {
      const x = Math.round(x1 + ((x2 - x1) * k) / steps);
      const y = Math.round(y1 + ((y2 - y1) * k) / steps);
      box(picture, [x - (thick >> 1), y - (thick >> 1)], [thick, thick], colour);
    }
  });
}

/** Half as wide and half as high: each pixel the mean of four. */
export function halved({ width, height, rgb }: Picture): Picture {
  const small = blank(width / 2, height / 2, [0, 0, 0]);
  const below = 3 * width;
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < 3 * small.width; x++) {
      const at = 2 * y * below + 6 * Math.floor(x / 3) + (x % 3);
      const sum = (rgb[at] ?? 0) + (rgb[at + 3] ?? 0) + (rgb[at + below] ?? 0) + (rgb[at + below + 3] ?? 0);
      small.rgb[3 * y * small.width + x] = (sum + 2) >> 2;
    }
  }
  return small;
}

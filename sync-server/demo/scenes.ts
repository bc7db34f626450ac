/** What the drawn photos show: one scene for each section of the checklist, as it was found and as it was mended. */
import { blank, box, type Colour, disc, type Picture, type Point, ring, strokes } from "./raster.ts";

export const SCENE_SIZE = { width: 480, height: 352 };
/** How often each scene is drawn, each time a little different. */
export const VARIANTS = 2;

const INK: Colour = [58, 52, 60];
const WHITE: Colour = [252, 250, 246];
const PURPLE: Colour = [91, 46, 145];
const RED: Colour = [200, 52, 44];
const WOOD: Colour = [176, 130, 84];
const GREEN: Colour = [74, 128, 78];
const STEEL: Colour = [150, 158, 166];
const YELLOW: Colour = [248, 208, 92];
const FLOOR_Y = 236;

/** Strokes of 演 and 示 in a square of 100. */
const GLYPHS: readonly (readonly (readonly Point[])[])[] = [
  [
    [
      [14, 14],
      [24, 24],
    ],
    [
      [8, 38],
      [19, 47],
    ],
    [
      [9, 90],
      [25, 62],
    ],
    [
      [60, 4],
      [64, 14],
    ],
    [
      [34, 30],
      [36, 18],
      [92, 18],
      [88, 30],
    ],
    [
      [44, 33],
      [82, 33],
    ],
    [
      [42, 46],
      [86, 46],
      [86, 78],
      [42, 78],
      [42, 46],
    ],
    [
      [42, 62],
      [86, 62],
    ],
    [
      [64, 33],
      [64, 78],
    ],
    [
      [54, 82],
      [40, 95],
    ],
    [
      [72, 82],
      [88, 95],
    ],
  ],
  [
    [
      [28, 18],
      [72, 18],
    ],
    [
      [12, 44],
      [88, 44],
    ],
    [
      [50, 44],
      [50, 92],
      [40, 86],
    ],
    [
      [30, 58],
      [16, 84],
    ],
    [
      [68, 58],
      [84, 84],
    ],
  ],
];
const GLYPH_PX = 44;

/** The word across the foot of every picture, so that nobody takes it for a photo of a place. */
function stamp(picture: Picture): void {
  const top = picture.height - GLYPH_PX - 20;
  box(picture, [0, top], [picture.width, picture.height - top], PURPLE);
  GLYPHS.forEach((glyph, g) => {
    const left = picture.width / 2 - GLYPH_PX - 8 + g * (GLYPH_PX + 16);
    const place = ([x, y]: Point): Point => [
      left + Math.round((x * GLYPH_PX) / 100),
      top + 10 + Math.round((y * GLYPH_PX) / 100),
    ];
    for (const stroke of glyph) strokes(picture, stroke.map(place), 4, WHITE);
  });
}

/** Draws what is wrong (or, `mended`, what became of it) `dx` pixels beside the middle. */
type Scene = (picture: Picture, dx: number, mended: boolean) => void;

const fire: Scene = (p, dx, mended) => {
  for (let x = 0; x < 480; x += 60) box(p, [x, FLOOR_Y + 8], [32, 8], YELLOW);
  box(p, [380, 110], [36, 90], RED);
  box(p, [388, 96], [20, 14], INK);
  if (mended) return;
  const crates: readonly Point[] = [
    [90, 176],
    [160, 176],
    [120, 116],
  ];
  for (const [x, y] of crates) {
    box(p, [x + dx, y], [66, 60], WOOD);
    strokes(
      p,
      [
        [x + dx, y],
        [x + dx + 64, y + 58],
      ],
      4,
      INK,
    );
  }
};

const facility: Scene = (p, dx, mended) => {
  box(p, [0, 0], [480, FLOOR_Y], [44, 48, 74]);
  if (mended) disc(p, [260 + dx, 74], 58, [112, 104, 92]);
  box(p, [196 + dx, 60], [10, FLOOR_Y - 60], STEEL);
  box(p, [196 + dx, 56], [64, 8], STEEL);
  disc(p, [260 + dx, 74], 18, mended ? YELLOW : [84, 84, 92]);
};

const building: Scene = (p, dx, mended) => {
  for (let row = 0; row < 6; row++) {
    for (let col = -1; col < 8; col++) {
      box(p, [col * 64 + (row % 2) * 32, row * 38 + 4], [60, 34], [198, 128, 104]);
    }
  }
  const crack: readonly Point[] = [
    [180 + dx, 0],
    [206 + dx, 52],
    [190 + dx, 96],
    [232 + dx, 150],
    [214 + dx, 190],
    [240 + dx, FLOOR_Y],
  ];
  strokes(p, crack, mended ? 14 : 6, mended ? [214, 206, 196] : INK);
};

const order: Scene = (p, dx, mended) => {
  box(p, [150, 40], [180, 196], [120, 96, 84]);
  disc(p, [310, 140], 6, YELLOW);
  if (mended) return;
  const posters: readonly (readonly [Point, Colour])[] = [
    [[40, 60], YELLOW],
    [
      [96, 120],
      [120, 180, 220],
    ],
    [
      [346, 70],
      [236, 150, 150],
    ],
    [[398, 130], WHITE],
    [[190, 80], WHITE],
  ];
  for (const [[x, y], colour] of posters) {
    box(p, [x + dx, y], [46, 62], colour);
    for (let line = 0; line < 4; line++) box(p, [x + dx + 6, y + 10 + line * 12], [34, 4], INK);
  }
};

const sanitation: Scene = (p, dx, mended) => {
  const bins: readonly (readonly [number, Colour])[] = [
    [150, GREEN],
    [230, [60, 96, 170]],
    [310, [110, 110, 116]],
  ];
  for (const [x, colour] of bins) {
    box(p, [x, 140], [64, 100], colour);
    box(p, [x - 4, 128], [72, 12], INK);
  }
  if (mended) return;
  for (const [x, r] of [
    [80, 34],
    [128, 26],
    [396, 32],
  ] as const) {
    disc(p, [x + dx, 250 - r], r, [62, 62, 70]);
    box(p, [x + dx - 5, 250 - 2 * r - 8], [10, 12], [62, 62, 70]);
  }
};

const safety: Scene = (p, dx, mended) => {
  box(p, [260, 120], [180, 116], [206, 200, 190]);
  disc(p, [350, 112], 26, STEEL);
  if (mended) return;
  box(p, [130 + dx, 140], [60, 96], RED);
  disc(p, [160 + dx, 140], 30, RED);
  box(p, [150 + dx, 94], [20, 22], STEEL);
  const hose: readonly Point[] = [
    [160 + dx, 98],
    [200 + dx, 84],
    [260, 130],
    [300, 116],
  ];
  strokes(p, hose, 6, [228, 136, 44]);
};

const care: Scene = (p, dx, mended) => {
  for (let step = 0; step < 5; step++) {
    box(p, [120 + step * 52, 200 - step * 28], [52 + (4 - step) * 52, 40 + step * 28], [190, 184, 176]);
    box(p, [120 + step * 52, 200 - step * 28], [52 + (4 - step) * 52, 4], INK);
  }
  const rail: readonly Point[] = [
    [130, 120],
    [380, -14 + 20],
  ];
  if (mended) {
    strokes(p, rail, 8, STEEL);
    for (let post = 0; post < 5; post++) box(p, [142 + post * 52, 114 - post * 24], [6, 92], STEEL);
  } else {
    strokes(
      p,
      [
        [300 + dx, 96],
        [318 + dx, 118],
        [340 + dx, 104],
      ],
      8,
      INK,
    );
  }
};

const nature: Scene = (p, dx, mended) => {
  box(p, [0, 0], [480, FLOOR_Y], [170, 204, 226]);
  box(p, [0, FLOOR_Y], [480, 116], [150, 170, 120]);
  const foot: Point = [230 + dx, 252];
  const top: Point = mended ? [230 + dx, 96] : [350 + dx, 140];
  strokes(p, [foot, top], 22, [116, 84, 60]);
  for (const [x, y] of [
    [-34, 10],
    [30, 6],
    [0, -26],
  ] as const)
    disc(p, [top[0] + x, top[1] + y], 42, GREEN);
  if (mended) {
    strokes(
      p,
      [
        [190 + dx, 252],
        [230 + dx, 176],
        [270 + dx, 252],
      ],
      6,
      WOOD,
    );
    ring(p, [230 + dx, 176], 16, WOOD);
  }
};

const SCENES: Readonly<Record<string, Scene>> = {
  fire,
  facility,
  building,
  order,
  sanitation,
  safety,
  care,
  nature,
};

export const SCENE_IDS = Object.keys(SCENES);

/** Draws a scene; the variant moves it aside and changes the light. */
export function paintScene(id: string, variant: number, mended: boolean): Picture {
  const light = variant * 14;
  const picture = blank(SCENE_SIZE.width, SCENE_SIZE.height, [226 - light, 220 - light, 208 - light]);
  box(picture, [0, FLOOR_Y], [SCENE_SIZE.width, SCENE_SIZE.height - FLOOR_Y], [178 - light, 172 - light, 164 - light]);
  SCENES[id]?.(picture, variant * 26 - 8, mended);
  stamp(picture);
  return picture;
}

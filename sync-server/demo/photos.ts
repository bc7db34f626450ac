/** The photos of the demo district: drawn by the program, each stamped 演示, kept as real files like any other photo. */
import { createHash } from "node:crypto";
import type { PhotoRef } from "#domain/issue/issue";
import { jpegOf } from "./jpeg.ts";
import { halved } from "./raster.ts";
import { paintScene, SCENE_IDS, SCENE_SIZE, VARIANTS } from "./scenes.ts";

export interface DemoPhoto {
  readonly ref: PhotoRef;
  readonly original: Uint8Array;
  readonly thumb: Uint8Array;
}

export interface DemoPhotos {
  /** A problem of this section of the checklist, as it was found. */
  found(sectionId: string, variant: number): DemoPhoto;
  /** The same after somebody looked after it. */
  mended(sectionId: string): DemoPhoto;
  readonly all: readonly DemoPhoto[];
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function aPhoto(sectionId: string, variant: number, mended: boolean): DemoPhoto {
  const picture = paintScene(sectionId, variant, mended);
  const original = jpegOf(picture);
  const thumb = jpegOf(halved(picture));
  const ref = {
    sha256: sha256(original),
    bytes: original.length,
    thumbSha256: sha256(thumb),
    thumbBytes: thumb.length,
    ...SCENE_SIZE,
  };
  return { ref, original, thumb };
}

/** Draws them all, some tenths of a second. */
export function drawPhotos(): DemoPhotos {
  const made = new Map<string, DemoPhoto>();
  for (const id of SCENE_IDS) {
    for (let variant = 0; variant < VARIANTS; variant++) made.set(`${id}.${variant}`, aPhoto(id, variant, false));
    made.set(`${id}.mended`, aPhoto(id, 0, true));
  }
  const all = [...made.values()];
  const known = (key: string): DemoPhoto => {
    const photo = made.get(key);
    if (!photo) throw new RangeError(`no picture ${key}`);
    return photo;
  };
  return {
    found: (sectionId, variant) => known(`${sectionId}.${variant % VARIANTS}`),
    mended: (sectionId) => known(`${sectionId}.mended`),
    all,
  };
}

/** The base map pack: one PMTiles file, taken piece by piece, each piece with its own checksum. */
import * as v from "valibot";

/** A piece is what one lost connection may cost, and what a phone reads at once. */
export const MAP_CHUNK_BYTES = 256 * 1024;

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export const mapManifest = v.looseObject({
  name: v.pipe(v.string(), v.maxLength(120)),
  /** Changes with the content; the file is asked for by it, so that two versions never mix. */
  version: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  chunkBytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** SHA-256 of each piece, in order. */
  sha256: v.array(hash),
  /** West, south, east, north; WGS-84 degrees, as the archive says. */
  bbox: v.tuple([v.number(), v.number(), v.number(), v.number()]),
  /** Datum of the tiles. */
  crs: v.picklist(["wgs84", "gcj02"]),
});
export type MapManifest = v.InferOutput<typeof mapManifest>;

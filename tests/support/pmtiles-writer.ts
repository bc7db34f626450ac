/** A small PMTiles v3 file of vector tiles, written by hand: what an installed base map is, in the size of a test. */
import GeoJSONVT from "geojson-vt";

const EXTENT = 4096;

/** One layer of the archive: features with the properties that a base map style asks for (`kind`, `name`). */
export type BaseLayers = Readonly<Record<string, readonly GeoJSON.Feature[]>>;

export interface ArchiveOptions {
  readonly minZoom: number;
  readonly maxZoom: number;
  /** West, south, east, north. */
  readonly bbox: readonly [number, number, number, number];
  readonly attribution: string;
}

class Bytes {
  private readonly all: number[] = [];

  varint(value: number): this {
    let n = value;
    while (n >= 128) {
      this.all.push((n % 128) + 128);
      n = Math.floor(n / 128);
    }
    this.all.push(n);
    return this;
  }

  zigzag(value: number): this {
    return this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A field of protocol buffers that holds bytes. */
  field(number: number, content: Uint8Array): this {
    this.varint(number * 8 + 2).varint(content.length);
    for (const byte of content) this.all.push(byte);
    return this;
  }

  number(number: number, value: number): this {
    return this.varint(number * 8).varint(value);
  }

  done(): Uint8Array {
    return Uint8Array.from(this.all);
  }
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

type VtTile = NonNullable<ReturnType<GeoJSONVT["getTile"]>>;
type VtFeature = VtTile["features"][number];

/** MoveTo 1, LineTo 2, ClosePath 7, each with how often it comes. */
function geometryOf({ type, geometry }: VtFeature): Uint8Array {
  const bytes = new Bytes();
  const last = { x: 0, y: 0 };
  const to = ([x, y]: readonly number[]): void => {
    bytes.zigzag(x! - last.x).zigzag(y! - last.y);
    last.x = x!;
    last.y = y!;
  };
  const parts = (type === 1 ? [geometry] : geometry) as readonly (readonly (readonly number[])[])[];
  for (const part of parts) {
    const points = type === 3 ? part.slice(0, -1) : part;
    bytes.varint((type === 1 ? points.length : 1) * 8 + 1);
    to(points[0]!);
    if (type !== 1) bytes.varint((points.length - 1) * 8 + 2);
    for (const point of points.slice(1)) to(point);
    if (type === 3) bytes.varint(8 + 7);
  }
  return bytes.done();
}

function layerOf(name: string, tile: VtTile): Uint8Array {
  const keys: string[] = [];
  const values: string[] = [];
  const numberIn = (list: string[], word: string): number => {
    if (!list.includes(word)) list.push(word);
    return list.indexOf(word);
  };
  const layer = new Bytes().number(15, 2).field(1, text(name));
  for (const feature of tile.features) {
    const tags = new Bytes();
    for (const [key, value] of Object.entries(feature.tags ?? {}))
      tags.varint(numberIn(keys, key)).varint(numberIn(values, String(value)));
    const type = feature.type as number;
    layer.field(2, new Bytes().field(2, tags.done()).number(3, type).field(4, geometryOf(feature)).done());
  }
  for (const key of keys) layer.field(3, text(key));
  for (const value of values) layer.field(4, new Bytes().field(1, text(value)).done());
  return layer.number(5, EXTENT).done();
}

/** Number of a tile along the Hilbert curve, all smaller zooms first. */
function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  let [tx, ty] = [x, y];
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const rx = (tx & side) > 0 ? 1 : 0;
    const ry = (ty & side) > 0 ? 1 : 0;
    id += side * side * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) [tx, ty] = [side - 1 - (tx % side), side - 1 - (ty % side)];
      [tx, ty] = [ty, tx];
    }
  }
  return id;
}

const column = (lng: number, z: number): number => Math.floor(((lng + 180) / 360) * 2 ** z);
const row = (lat: number, z: number): number => {
  const sin = Math.sin((lat * Math.PI) / 180);
  return Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 2 ** z);
};

interface Entry {
  readonly id: number;
  readonly tile: Uint8Array;
}

function tilesOf(layers: BaseLayers, { minZoom, maxZoom, bbox: [west, south, east, north] }: ArchiveOptions): Entry[] {
  const sliced = Object.entries(layers).map(
    ([name, features]) =>
      [
        name,
        new GeoJSONVT({ type: "FeatureCollection", features: [...features] }, { maxZoom, extent: EXTENT, buffer: 64 }),
      ] as const,
  );
  const entries: Entry[] = [];
  for (let z = minZoom; z <= maxZoom; z++)
    for (let x = column(west, z); x <= column(east, z); x++)
      for (let y = row(north, z); y <= row(south, z); y++) {
        const tile = new Bytes();
        for (const [name, slices] of sliced) {
          const part = slices.getTile(z, x, y);
          if (part && part.features.length > 0) tile.field(3, layerOf(name, part));
        }
        entries.push({ id: tileId(z, x, y), tile: tile.done() });
      }
  return entries.sort((a, b) => a.id - b.id);
}

/** The root directory: ids as differences, run lengths, sizes, places; nothing is compressed. */
function directoryOf(entries: readonly Entry[]): Uint8Array {
  const bytes = new Bytes().varint(entries.length);
  for (const [i, { id }] of entries.entries()) bytes.varint(id - (entries[i - 1]?.id ?? 0));
  for (const _ of entries) bytes.varint(1);
  for (const { tile } of entries) bytes.varint(tile.length);
  for (const i of entries.keys()) bytes.varint(i === 0 ? 1 : 0);
  return bytes.done();
}

const HEADER_BYTES = 127;

/** The whole file. */
export function pmtilesOf(layers: BaseLayers, options: ArchiveOptions): Uint8Array {
  const entries = tilesOf(layers, options).filter(({ tile }) => tile.length > 0);
  const directory = directoryOf(entries);
  const metadata = text(JSON.stringify({ attribution: options.attribution, vector_layers: [] }));
  const tileBytes = entries.reduce((sum, { tile }) => sum + tile.length, 0);
  const places = [HEADER_BYTES, directory.length, HEADER_BYTES + directory.length, metadata.length];
  const tilesAt = HEADER_BYTES + directory.length + metadata.length;
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  for (const [i, byte] of text("PMTiles").entries()) header.setUint8(i, byte);
  header.setUint8(7, 3);
  const counts = [entries.length, entries.length, entries.length];
  for (const [i, n] of [...places, tilesAt, 0, tilesAt, tileBytes, ...counts].entries())
    header.setBigUint64(8 + 8 * i, BigInt(n), true);
  // Clustered; directories and tiles not compressed; vector tiles.
  for (const [i, n] of [1, 1, 1, 1, options.minZoom, options.maxZoom].entries()) header.setUint8(96 + i, n);
  for (const [i, degrees] of options.bbox.entries()) header.setInt32(102 + 4 * i, Math.round(degrees * 1e7), true);
  const file = new Uint8Array(tilesAt + tileBytes);
  file.set(new Uint8Array(header.buffer));
  file.set(directory, HEADER_BYTES);
  file.set(metadata, HEADER_BYTES + directory.length);
  let at = tilesAt;
  for (const { tile } of entries) {
    file.set(tile, at);
    at += tile.length;
  }
  return file;
}

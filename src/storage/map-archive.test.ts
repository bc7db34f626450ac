import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { MapManifest } from "#protocol/map-pack";
import { type FetchRange, MapArchives } from "./map-archive.ts";

const CHUNK = 1000;
const fileOf = (seed: number, bytes: number) =>
  Uint8Array.from({ length: bytes }, (_, i) => (i * seed + (i >> 8)) % 256);

function manifestOf(file: Uint8Array, version: string): MapManifest {
  const sha256: string[] = [];
  for (let at = 0; at < file.length; at += CHUNK)
    sha256.push(
      createHash("sha256")
        .update(file.subarray(at, at + CHUNK))
        .digest("hex"),
    );
  return {
    name: "diecai",
    version,
    bytes: file.length,
    chunkBytes: CHUNK,
    sha256,
    bbox: [110.2, 25.2, 110.4, 25.4],
    crs: "wgs84",
  };
}

/** A server that counts bytes, and loses the line after so many requests. */
function serverOf(file: Uint8Array, loseAfter = Number.POSITIVE_INFINITY) {
  const seen = { bytes: 0, requests: 0 };
  const fetchRange: FetchRange = async ({ offset, length }) => {
    if (seen.requests++ >= loseAfter) throw new Error("line lost");
    seen.bytes += length;
    return file.slice(offset, offset + length).buffer;
  };
  return { seen, fetchRange };
}

const opened = { count: 0 };
const openArchives = () => new MapArchives(`maps-test-${opened.count++}`);
const OLD = "00000000000000aa";
const NEW = "00000000000000bb";

test("a pack is read back anywhere, across pieces and at its end", async () => {
  const archives = openArchives();
  const file = fileOf(7, 20 * CHUNK + 123);
  expect(await archives.status()).toEqual({ state: "none" });
  expect(await archives.open()).toBeUndefined();
  await archives.download(manifestOf(file, OLD), serverOf(file).fetchRange);
  const archive = (await archives.open())!;
  for (const [offset, length] of [
    [0, 127],
    [990, 20],
    [2500, 5000],
    [20 * CHUNK, 500],
    [0, file.length],
    [file.length, 10],
  ] as const)
    expect(new Uint8Array(await archive.readRange(offset, length))).toEqual(file.slice(offset, offset + length));
});

test("a lost line costs one batch: the next try fetches only what is missing", async () => {
  const archives = openArchives();
  const file = fileOf(11, 30 * CHUNK);
  const manifest = manifestOf(file, OLD);
  const bad = serverOf(file, 2);
  await expect(archives.download(manifest, bad.fetchRange)).rejects.toThrow("line lost");
  expect(await archives.status()).toMatchObject({ state: "loading", haveBytes: 16 * CHUNK });
  expect(await archives.open()).toBeUndefined();
  const good = serverOf(file);
  const told: number[] = [];
  await archives.download(manifest, good.fetchRange, { onHave: (bytes) => told.push(bytes) });
  expect(good.seen.bytes).toBe(14 * CHUNK);
  expect(told).toEqual([24 * CHUNK, 30 * CHUNK]);
  expect(await archives.status()).toMatchObject({ state: "ready" });
});

test("Li stops the download; what has come stays, and the next try goes on from there", async () => {
  const archives = openArchives();
  const file = fileOf(19, 30 * CHUNK);
  const server = serverOf(file);
  const stop = new AbortController();
  await archives.download(manifestOf(file, OLD), server.fetchRange, {
    onHave: () => stop.abort(),
    signal: stop.signal,
  });
  expect(await archives.status()).toMatchObject({ state: "loading", haveBytes: 8 * CHUNK });
  await archives.download(manifestOf(file, OLD), server.fetchRange);
  expect(server.seen.bytes).toBe(30 * CHUNK);
  expect(await archives.status()).toMatchObject({ state: "ready" });
});

test("a damaged piece is refused, and never takes the place of a good one", async () => {
  const archives = openArchives();
  const file = fileOf(13, 10 * CHUNK);
  const broken = file.slice();
  broken[9 * CHUNK] = broken[9 * CHUNK]! ^ 1;
  await expect(archives.download(manifestOf(file, OLD), serverOf(broken).fetchRange)).rejects.toMatchObject({
    code: "map-chunk-damaged",
    retry: "later",
  });
  expect(await archives.status()).toMatchObject({ state: "loading", haveBytes: 8 * CHUNK });
  await archives.download(manifestOf(file, OLD), serverOf(file).fetchRange);
  expect(new Uint8Array(await (await archives.open())!.readRange(9 * CHUNK, CHUNK))).toEqual(file.slice(9 * CHUNK));
});

test("the old map stays until the new one is whole, then it is gone and says so", async () => {
  const archives = openArchives();
  const first = fileOf(3, 12 * CHUNK);
  const second = fileOf(5, 14 * CHUNK);
  await archives.download(manifestOf(first, OLD), serverOf(first).fetchRange);
  const before = (await archives.open())!;
  await expect(archives.download(manifestOf(second, NEW), serverOf(second, 1).fetchRange)).rejects.toThrow("line lost");
  expect((await archives.open())!.key).toBe(`diecai@${OLD}`);
  expect(new Uint8Array(await before.readRange(0, 100))).toEqual(first.slice(0, 100));
  await archives.download(manifestOf(second, NEW), serverOf(second).fetchRange);
  const after = (await archives.open())!;
  expect(after.key).toBe(`diecai@${NEW}`);
  expect(new Uint8Array(await after.readRange(13 * CHUNK, CHUNK))).toEqual(second.slice(13 * CHUNK));
  await expect(before.readRange(11 * CHUNK, 10)).rejects.toMatchObject({ code: "map-archive-gone" });
});

test("an installed version is not fetched again; removing it frees it", async () => {
  const archives = openArchives();
  const file = fileOf(17, 5 * CHUNK);
  const server = serverOf(file);
  await archives.download(manifestOf(file, OLD), server.fetchRange);
  await archives.download(manifestOf(file, OLD), server.fetchRange);
  expect(server.seen.requests).toBe(1);
  await archives.remove();
  expect(await archives.status()).toEqual({ state: "none" });
});

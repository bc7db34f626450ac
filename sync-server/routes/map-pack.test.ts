import { createHash } from "node:crypto";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { safeParse } from "valibot";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MAP_CHUNK_BYTES, type MapManifest, mapManifest } from "#protocol/map-pack";
import { mapPackRoutes } from "./map-pack.ts";

const place = { dir: "" };
beforeEach(async () => {
  place.dir = await mkdtemp(join(tmpdir(), "maps-"));
});
afterEach(() => rm(place.dir, { recursive: true }));

function fileWithBox(bytes: number, seed: number): Buffer {
  const file = Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (i * seed) % 251));
  [1102713300, 252835400, 1103832400, 253618000].forEach((n, i) => {
    file.writeInt32LE(n, 102 + 4 * i);
  });
  return file;
}

async function manifestFrom(app: ReturnType<typeof mapPackRoutes>): Promise<MapManifest> {
  const parsed = safeParse(mapManifest, await (await app.request("/manifest")).json());
  expect(parsed.success).toBe(true);
  return parsed.output as MapManifest;
}

test("a server without a map says so, also where there is no folder", async () => {
  expect((await mapPackRoutes({ dir: place.dir }).request("/manifest")).status).toBe(404);
  expect((await mapPackRoutes({ dir: join(place.dir, "none") }).request("/manifest")).status).toBe(404);
});

test("the manifest tells size, box and the checksum of each piece, and the pieces are those", async () => {
  const file = fileWithBox(2 * MAP_CHUNK_BYTES + 77, 3);
  await writeFile(join(place.dir, "diecai.pmtiles"), file);
  const app = mapPackRoutes({ dir: place.dir });
  const manifest = await manifestFrom(app);
  expect(manifest).toMatchObject({
    name: "diecai",
    bytes: file.length,
    crs: "wgs84",
    bbox: [110.27133, 25.28354, 110.38324, 25.3618],
  });
  expect(manifest.sha256).toHaveLength(3);
  for (const [i, hash] of manifest.sha256.entries()) {
    const from = i * MAP_CHUNK_BYTES;
    const to = Math.min(file.length, from + MAP_CHUNK_BYTES) - 1;
    const response = await app.request(`/pack/${manifest.version}`, { headers: { Range: `bytes=${from}-${to}` } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${from}-${to}/${file.length}`);
    expect(response.headers.get("content-length")).toBe(String(to - from + 1));
    expect(
      createHash("sha256")
        .update(Buffer.from(await response.arrayBuffer()))
        .digest("hex"),
    ).toBe(hash);
  }
});

test("ranges: open, from the end, past the end, none, nonsense", async () => {
  const file = fileWithBox(1000, 5);
  await writeFile(join(place.dir, "a.pmtiles"), file);
  const app = mapPackRoutes({ dir: place.dir });
  const { version } = await manifestFrom(app);
  const ask = (range?: string, method = "GET") =>
    app.request(`/pack/${version}`, { method, headers: range ? { Range: range } : {} });
  const bytes = async (r: Response) => Buffer.from(await r.arrayBuffer());
  expect(await bytes(await ask("bytes=990-"))).toEqual(file.subarray(990));
  expect(await bytes(await ask("bytes=-10"))).toEqual(file.subarray(990));
  expect(await bytes(await ask("bytes=990-5000"))).toEqual(file.subarray(990));
  for (const bad of ["bytes=1000-", "bytes=5-4", "bytes=-", "bytes=0-1,5-6", "lines=1-2"])
    expect((await ask(bad)).status, bad).toBe(416);
  const whole = await ask();
  expect([whole.status, whole.headers.get("etag"), whole.headers.get("accept-ranges")]).toEqual([
    200,
    `"${version}"`,
    "bytes",
  ]);
  expect(await bytes(whole)).toEqual(file);
  const head = await ask(undefined, "HEAD");
  expect([head.status, head.headers.get("content-length"), (await bytes(head)).length]).toEqual([200, "1000", 0]);
});

test("a newer file takes over; the old version is not found, so that two never mix", async () => {
  await writeFile(join(place.dir, "old.pmtiles"), fileWithBox(500, 7));
  await utimes(join(place.dir, "old.pmtiles"), 1000, 1000);
  const app = mapPackRoutes({ dir: place.dir });
  const old = await manifestFrom(app);
  await writeFile(join(place.dir, "new.gcj02.pmtiles"), fileWithBox(600, 9));
  const now = await manifestFrom(app);
  expect(now).toMatchObject({ name: "new", bytes: 600, crs: "gcj02" });
  expect((await app.request(`/pack/${old.version}`)).status).toBe(404);
  expect((await app.request(`/pack/${now.version}`)).status).toBe(200);
});

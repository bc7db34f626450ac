/** A photo on its way: cut at each piece, garbled, lost on either side, or later than its record. Titles: docs/sync-scenarios.md. */
import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import Dexie from "dexie";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { PhotoRef } from "#domain/issue/issue";
import { savePhoto } from "#storage/photos";
import { newId, record } from "#storage/record";
import { reportHazard } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { aPhoto, type Phone, phoneOf, putAway } from "../harness/phone.ts";
import { type AskServer, aServer, type TestServer } from "../harness/server.ts";

let server: TestServer;
/** What stands between the phones and the server in one test; by default nothing. */
const line: { between?: (path: string, init: RequestInit | undefined, ask: AskServer) => Promise<Response> } = {};
const network = new FlakyNetwork(async (path, init) =>
  line.between ? line.between(path, init, server.ask) : server.ask(path, init),
);
const phones: Phone[] = [];

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
}, 120_000);

afterEach(async () => {
  delete line.between;
  for (const one of phones.splice(0)) putAway(one);
  for (const name of await Dexie.getDatabaseNames()) if (/^(vault|cache)-/.test(name)) await Dexie.delete(name);
});

afterAll(() => server.close());

async function phone(personId: string): Promise<Phone> {
  const one = await phoneOf(server, network, personId);
  phones.push(one);
  await one.engine.runOnce();
  return one;
}

async function reports({ world }: Phone, seed: number, bytes?: number): Promise<{ issueId: string; photo: PhotoRef }> {
  const issueId = newId();
  const photo = await savePhoto(world, aPhoto(seed, bytes));
  expect(await record(world, [reportHazard(issueId, { photos: [photo] })])).toMatchObject({ ok: true });
  return { issueId, photo };
}

/** Runs until it gets through; answers how often it did not. */
async function runsUntilThrough({ engine }: Phone, most = 40): Promise<number> {
  for (let failed = 0; failed < most; failed++) {
    try {
      await engine.runOnce();
      return failed;
    } catch {
      // The next run goes on.
    }
  }
  return most;
}

const stateOf = async ({ world }: Phone, sha256: string) => (await world.vault.blobs.get(sha256))?.state;
const fileOf = (sha256: string) => join(server.dataDir, "blobs", sha256.slice(0, 2), sha256.slice(2));
const hashOnServer = (sha256: string) =>
  createHash("sha256")
    .update(readFileSync(fileOf(sha256)))
    .digest("hex");
const isPiece = (path: string, init: RequestInit | undefined) =>
  path.includes("/api/blobs/") && init?.method === "PATCH";
const offsetOf = (init: RequestInit | undefined) => Number(new Headers(init?.headers).get("upload-offset"));
const bodyOf = (init: RequestInit | undefined): Blob => (init?.body instanceof Blob ? init.body : new Blob());
const bytesOf = (init: RequestInit | undefined) => bodyOf(init).size;

test("[F39] each piece is cut off twice, on the way there and on the way back: it goes on piece by piece, and no byte is taken twice", async () => {
  const li = await phone(PEOPLE.li);
  const { photo } = await reports(li, 11, 700_000);
  const tried = new Map<string, number>();
  const taken: [number, number][] = [];
  line.between = async (path, init, ask) => {
    if (!isPiece(path, init) || !path.includes(photo.sha256)) return ask(path, init);
    const place = String(offsetOf(init));
    tried.set(place, (tried.get(place) ?? 0) + 1);
    if (tried.get(place) === 1) throw new TypeError("cut on the way there");
    const reply = await ask(path, init);
    if (reply.ok) taken.push([offsetOf(init), bytesOf(init)]);
    throw new TypeError("cut on the way back");
  };
  expect(await runsUntilThrough(li)).toBeGreaterThan(3);
  expect(await stateOf(li, photo.sha256)).toBe("received");
  expect(hashOnServer(photo.sha256)).toBe(photo.sha256);
  const ends = taken.map(([at, bytes]) => at + bytes);
  expect(taken.map(([at]) => at)).toEqual([0, ...ends.slice(0, -1)]);
  expect(ends.at(-1)).toBe(700_000);
});

test("[F39] a piece arrives garbled: the hash shows it, the file is thrown away and sent again, and only then counts", async () => {
  const li = await phone(PEOPLE.li);
  const { photo } = await reports(li, 12, 200_000);
  const told: string[] = [];
  let garbled = false;
  line.between = async (path, init, ask) => {
    if (!isPiece(path, init) || !path.includes(photo.sha256)) return ask(path, init);
    const wrong = !garbled;
    garbled = true;
    const bytes = new Uint8Array(await bodyOf(init).arrayBuffer());
    if (wrong) bytes[100] = (bytes[100] ?? 0) ^ 1;
    const reply = await ask(path, { ...init, body: new Blob([bytes]) });
    told.push(`${reply.status} ${reply.headers.get("blob-stored") ?? "-"}`);
    if (!reply.ok) expect(existsSync(fileOf(photo.sha256))).toBe(false);
    return reply;
  };
  await li.engine.runOnce();
  expect(told.filter((one) => !one.startsWith("204"))).toHaveLength(1);
  expect(told.at(-1)).toBe("204 true");
  expect(hashOnServer(photo.sha256)).toBe(photo.sha256);
});

test("[F39] the server loses the half that it had: it is sent from the beginning", async () => {
  const li = await phone(PEOPLE.li);
  const { photo } = await reports(li, 13, 400_000);
  line.between = async (path, init, ask) => {
    if (isPiece(path, init) && path.includes(photo.sha256) && offsetOf(init) > 0)
      throw new TypeError("the line is gone");
    return ask(path, init);
  };
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  rmSync(join(server.dataDir, "incoming", photo.sha256));
  delete line.between;
  await li.engine.runOnce();
  expect(hashOnServer(photo.sha256)).toBe(photo.sha256);
});

test("[F39] the server loses a photo that it had said it holds: it asks for it, and the phone still has it", async () => {
  const li = await phone(PEOPLE.li);
  const { photo } = await reports(li, 14, 50_000);
  await li.engine.runOnce();
  expect(await stateOf(li, photo.sha256)).toBe("received");
  rmSync(fileOf(photo.sha256));
  await server.db.query("UPDATE blob SET stored_at = NULL WHERE sha256 = $1", [photo.sha256]);
  await li.engine.runOnce();
  expect(hashOnServer(photo.sha256)).toBe(photo.sha256);
});

test("[F39] a piece is gone from the phone: nothing wrong is sent in its place, that is said, and other photos go", async () => {
  const li = await phone(PEOPLE.li);
  const { photo: broken } = await reports(li, 15, 700_000);
  const { photo: whole } = await reports(li, 16, 50_000);
  await li.world.vault.chunks.delete([broken.sha256, 1]);
  const sent: number[] = [];
  line.between = async (path, init, ask) => {
    if (isPiece(path, init) && path.includes(broken.sha256)) sent.push(offsetOf(init) + bytesOf(init));
    return ask(path, init);
  };
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "photo-damaged" });
  expect(await stateOf(li, whole.sha256)).toBe("received");
  expect(Math.max(...sent)).toBeLessThanOrEqual(256 * 1024);
  expect(await stateOf(li, broken.sha256)).toBe("onPhone");
});

test("[F40] the record comes before its photo: others read it at once, then its thumbnail, then the photo itself", async () => {
  const [li, chen] = [await phone(PEOPLE.li), await phone(PEOPLE.chen)];
  const { issueId, photo } = await reports(li, 17);
  const seen = async () => {
    await chen.engine.runOnce();
    const row = await chen.world.cache.rows.get(["issue", issueId]);
    const fetched = async (sha256: string) => (await chen.world.remotePhotos.fetch?.(sha256))?.size ?? null;
    return { issue: row !== undefined, thumb: await fetched(photo.thumbSha256), original: await fetched(photo.sha256) };
  };
  const open = new Set<string>();
  line.between = async (path, init, ask) => {
    if (isPiece(path, init) && ![...open].some((sha256) => path.includes(sha256))) throw new TypeError("a weak line");
    return ask(path, init);
  };
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  expect(await seen()).toEqual({ issue: true, thumb: null, original: null });
  open.add(photo.thumbSha256);
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  expect(await seen()).toEqual({ issue: true, thumb: photo.thumbBytes, original: null });
  open.add(photo.sha256);
  await li.engine.runOnce();
  expect(await seen()).toEqual({ issue: true, thumb: photo.thumbBytes, original: photo.bytes });
});

test("[F40] the same photo in two reports of two people: its bytes travel once, and both show it", async () => {
  const [li, wang] = [await phone(PEOPLE.li), await phone(PEOPLE.wang)];
  const sent: string[] = [];
  line.between = async (path, init, ask) => {
    if (isPiece(path, init)) sent.push(`${path.split("/").at(-1)} ${offsetOf(init)}`);
    return ask(path, init);
  };
  const one = await reports(li, 18);
  await li.engine.runOnce();
  const other = await reports(wang, 18);
  await wang.engine.runOnce();
  expect(other.photo.sha256).toBe(one.photo.sha256);
  expect(new Set(sent).size).toBe(sent.length);
  const refs = await server.db.query<{ id: string }>("SELECT id FROM blob_ref WHERE sha256 = $1", [one.photo.sha256]);
  expect(new Set(refs.map((r) => r.id))).toEqual(new Set([one.issueId, other.issueId]));
  for (const { world } of [li, wang]) expect((await world.vault.blobs.get(one.photo.sha256))?.state).toBe("received");
});

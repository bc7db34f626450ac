/** The network and the phone misbehave; what was entered arrives, once. Numbers of the titles: docs/sync-scenarios.md. */
import "fake-indexeddb/auto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { savePhoto, wayOf } from "#storage/photos";
import { newId, record } from "#storage/record";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { aPhoto, type Phone, phoneOf, restarted } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";

let server: TestServer;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
const phones: Phone[] = [];

const phone = async (personId: string): Promise<Phone> => {
  const one = await phoneOf(server, network, personId);
  phones.push(one);
  return one;
};

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
}, 120_000);

afterEach(() => {
  network.comesUp();
  network.asksToSignIn(undefined);
  network.losesNothingMore();
});

afterAll(async () => {
  for (const { engine } of phones) engine.stop();
  await server.close();
});

const mutationsOf = async ({ world }: Phone): Promise<number> => {
  const cid = (await world.vault.getMeta("cid")) ?? "";
  return (await server.db.query("SELECT mid FROM mutation WHERE cid = $1", [cid])).length;
};

test("[F42] the Wi-Fi of a tea house answers 200 with its sign-in page: nothing counts as received", async () => {
  const li = await phone(PEOPLE.li);
  await li.engine.runOnce();
  const issueId = newId();
  const photo = await savePhoto(li.world, aPhoto(1));
  expect((await record(li.world, [reportHazard(issueId, { photos: [photo] })])).ok).toBe(true);
  network.asksToSignIn("/api/");
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "captive-portal" });
  expect(await li.world.vault.outbox.count()).toBe(1);
  network.asksToSignIn("/api/blobs/");
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "captive-portal" });
  expect((await li.world.vault.blobs.get(photo.sha256))?.state).toBe("onPhone");
  network.asksToSignIn(undefined);
  await li.engine.runOnce();
  expect(await li.world.vault.outbox.count()).toBe(0);
  expect(await mutationsOf(li)).toBe(1);
  expect((await li.world.vault.blobs.get(photo.sha256))?.state).toBe("received");
});

test("[F09] a page of the pull that breaks off in the middle never happened", async () => {
  const chen = await phone(PEOPLE.chen);
  network.cutsAfter(1500, "/api/sync/pull");
  await expect(chen.engine.runOnce()).rejects.toMatchObject({ code: "broken-page" });
  expect(await chen.world.cache.cursors.count()).toBe(0);
  expect(await chen.world.cache.pages.count()).toBe(0);
  await chen.engine.runOnce();
  expect(await chen.world.cache.cursors.count()).toBeGreaterThan(0);
});

test("[F39] a photo half sent goes on where the server stopped, after the app was killed; per cent are acknowledged bytes", async () => {
  let wang = await phone(PEOPLE.wang);
  await wang.engine.runOnce();
  const photo = await savePhoto(wang.world, aPhoto(2, 400_000));
  expect((await record(wang.world, [reportHazard(newId(), { photos: [photo] })])).ok).toBe(true);
  const seen: number[] = [];
  const watched = new FlakyNetwork(async (path, init) => {
    if (path.includes(photo.sha256) && init?.method === "PATCH") {
      const rows = await wang.world.vault.blobs.bulkGet([photo.sha256, photo.thumbSha256]);
      const way = wayOf(rows);
      if (way.name === "sending") seen.push(way.percent);
      if (seen.length === 3) throw new TypeError("the line is gone");
    }
    return server.ask(path, init);
  });
  wang = await restarted(wang, watched);
  await expect(wang.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  expect(seen[0]).toBeLessThan(seen[1] ?? 0);
  expect(seen[1]).toBeLessThan(seen[2] ?? 0);
  const stopped = (await wang.world.vault.blobs.get(photo.sha256))?.sent ?? 0;
  expect(stopped).toBeGreaterThan(0);
  expect(stopped).toBeLessThan(400_000);
  let firstPiece: string | null = null;
  const again = new FlakyNetwork(async (path, init) => {
    if (path.includes(photo.sha256) && init?.method === "PATCH") {
      firstPiece ??= new Headers(init.headers).get("upload-offset");
    }
    return server.ask(path, init);
  });
  wang = await restarted(wang, again);
  phones.push(wang);
  await wang.engine.runOnce();
  expect(firstPiece).toBe(String(stopped));
  const rows = await wang.world.vault.blobs.bulkGet([photo.sha256, photo.thumbSha256]);
  expect(wayOf(rows)).toMatchObject({ name: "received", number: expect.stringMatching(/^[0-9A-F]{4}-[0-9A-F]{4}$/) });
});

test("[F39] the reply that a photo is whole gets lost: the next run learns it, without sending a byte again", async () => {
  const li = await phone(PEOPLE.li);
  await li.engine.runOnce();
  const photo = await savePhoto(li.world, aPhoto(3, 20_000));
  expect((await record(li.world, [reportHazard(newId(), { photos: [photo] })])).ok).toBe(true);
  network.losesReplies(2, `/api/blobs/${photo.sha256}`);
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  await li.engine.runOnce();
  expect((await li.world.vault.blobs.get(photo.sha256))?.state).toBe("received");
});

test("[F40] the same photo in two reports is sent once and shown in both", async () => {
  const li = await phone(PEOPLE.li);
  await li.engine.runOnce();
  const [first, second] = [await savePhoto(li.world, aPhoto(4)), await savePhoto(li.world, aPhoto(4))];
  expect(second).toEqual(first);
  const ids = [newId(), newId()];
  for (const id of ids) await record(li.world, [reportHazard(id, { photos: [first] })]);
  await li.engine.runOnce();
  const refs = await server.db.query<{ id: string }>("SELECT id FROM blob_ref WHERE sha256 = $1 ORDER BY id", [
    first.sha256,
  ]);
  expect(refs.map((r) => r.id)).toEqual([...ids].sort());
});

test("a phone enrolled again, another device by then, still hands in the photos of its vault", async () => {
  const zhao = await phone(PEOPLE.zhao);
  await zhao.engine.runOnce();
  const photo = await savePhoto(zhao.world, aPhoto(5));
  expect((await record(zhao.world, [reportHazard(newId(), { photos: [photo] })])).ok).toBe(true);
  network.losesReplies(9, "/api/blobs/");
  await zhao.engine.runOnce().catch(() => undefined);
  zhao.world.close();
  zhao.engine.stop();
  const calm = new FlakyNetwork(async (path, init) => server.ask(path, init));
  const again = await phoneOf(server, calm, PEOPLE.zhao);
  phones.push(again);
  expect(again.world.person.deviceId).not.toBe(zhao.world.person.deviceId);
  await again.engine.runOnce();
  expect((await again.world.vault.blobs.get(photo.sha256))?.state).toBe("received");
});

test("[SYN-11] the desk hears what a phone still holds, and since when; nothing of it names anybody", async () => {
  const li = await phone(PEOPLE.li);
  await li.engine.runOnce();
  const roundId = newId();
  const photo = await savePhoto(li.world, aPhoto(6));
  await record(li.world, [
    startRound(roundId),
    confirmStop(roundId, "cp-1"),
    reportHazard(newId(), { photos: [photo] }),
  ]);
  const told = async (): Promise<Record<string, unknown> | null> => {
    const rows = await server.db.query<{ told: Record<string, unknown> | null }>(
      "SELECT told FROM device WHERE id = $1",
      [li.world.person.deviceId],
    );
    return rows[0]?.told ?? null;
  };
  network.losesReplies(1, "/api/sync/push");
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  expect(await told()).toMatchObject({ outbox: 3, photos: 1, blobs: 2, oldestAt: expect.stringMatching(/Z$/) });
  await li.engine.runOnce();
  expect(await told()).toMatchObject({ outbox: 0, photos: 0, blobs: 0, blobBytes: 0, oldestAt: null, quarantined: 0 });
  expect(JSON.stringify(await told())).not.toMatch(/person-|李|cp-1/);
});

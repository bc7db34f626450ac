import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freshPiece, type TrackPiece } from "#domain/patrol/track-piece";
import { record } from "./record.ts";
import { handInLeftPieces, keepPiece, readPiece, sealUntil } from "./tracks.ts";
import { aPhone, ME, startArgs } from "./world.fixture.ts";
import type { World } from "./world.ts";

const NOW = Date.parse("2026-05-01T01:00:00.000Z");
const MINUTE = 60_000;
let world: World;
let nowMs: number;

beforeEach(async () => {
  nowMs = NOW;
  world = { ...(await aPhone()), clock: { now: () => nowMs } };
});
afterEach(async () => {
  world.close();
  for (const name of [world.vault.name, world.cache.name]) await Dexie.delete(name);
});

const walked = (fromMs: number, untilMs: number, roundId = "r-1"): TrackPiece => {
  const fixes = [];
  for (let atMs = fromMs; atMs <= untilMs; atMs += 5000)
    fixes.push({ atMs, lat: 25.3 + (atMs - NOW) / 1e9, lng: 110.3, accM: 8 });
  return { ...freshPiece(`piece-${fromMs}`, roundId, fromMs), fixes };
};

const started = (trackMode: string, leadId = ME) =>
  record(world, [{ cmd: "round.start", args: { ...startArgs("r-1", [leadId, "p-li"]), trackMode } }]);

/** Ends the round as its people do; every stop has a reason. */
const ended = async () => {
  nowMs += 20 * MINUTE;
  const missed = (startArgs("r-1").checkpointIds as string[]).map((checkpointId) => ({ checkpointId, reason: "下雨" }));
  const saved = await record(world, [{ cmd: "round.finish", args: { roundId: "r-1", missed, minutes: [] } }]);
  expect(saved.ok).toBe(true);
};

const handedIn = async () =>
  (await world.vault.outbox.toArray())
    .filter((row) => row.env.cmd === "round.addTrack")
    .map((row) => row.env.args as { chunk: { id: string; toMs: number }; gaps: { reason: string }[] });

test("the phone was killed in a round that somebody has ended since: the rest of the track is handed in, once", async () => {
  await started("round");
  await keepPiece(world, walked(NOW, NOW + 2 * MINUTE));
  await ended();
  await handInLeftPieces(world, undefined);
  await handInLeftPieces(world, undefined);
  const tracks = await handedIn();
  expect(tracks).toHaveLength(1);
  expect(tracks[0]).toMatchObject({
    chunk: { id: `piece-${NOW}`, toMs: NOW + 20 * MINUTE },
    gaps: [{ reason: "locked" }],
  });
  expect(await readPiece(world, "r-1")).toBeUndefined();
});

test("the round that is still walked keeps its piece", async () => {
  await started("round");
  await keepPiece(world, walked(NOW, NOW + MINUTE));
  await handInLeftPieces(world, "r-1");
  expect(await readPiece(world, "r-1")).toBeDefined();
  expect(await handedIn()).toEqual([]);
});

test("without a track nothing is kept and nothing is handed in; a piece of an unknown round waits", async () => {
  await started("off");
  await keepPiece(world, walked(NOW, NOW + MINUTE));
  await keepPiece(world, walked(NOW, NOW + MINUTE, "r-elsewhere"));
  await handInLeftPieces(world, undefined);
  expect(await handedIn()).toEqual([]);
  expect(await readPiece(world, "r-1")).toBeUndefined();
  expect(await readPiece(world, "r-elsewhere")).toBeDefined();
  nowMs += 31 * 24 * 60 * MINUTE;
  await handInLeftPieces(world, undefined);
  expect(await world.vault.drafts.count()).toBe(0);
});

test("a track for this phone only stays on it for a day", async () => {
  await started("phone");
  await keepPiece(world, walked(NOW, NOW + MINUTE));
  await ended();
  await handInLeftPieces(world, undefined);
  expect(await handedIn()).toEqual([]);
  expect(await world.vault.drafts.toCollection().primaryKeys()).toEqual(["track-phone:r-1"]);
  nowMs += 25 * 60 * MINUTE;
  await handInLeftPieces(world, undefined);
  expect(await world.vault.drafts.count()).toBe(0);
});

test("every few minutes a piece is handed in and the next one goes on where it ended", async () => {
  await started("round");
  const piece = walked(NOW, NOW + 6 * MINUTE);
  const round = { ...startArgs("r-1"), id: "r-1", pauses: [], trackMode: "round" as const, finishedAt: undefined };
  const communityCode = startArgs("r-1").communityCode as string;
  const next = await sealUntil(world, { ...round, communityCode }, () => piece, NOW + 5 * MINUTE);
  expect(next).toMatchObject({ roundId: "r-1", startMs: NOW + 5 * MINUTE });
  expect(next.fixes).toHaveLength(12);
  expect((await readPiece(world, "r-1"))?.id).toBe(next.id);
  expect(await handedIn()).toHaveLength(1);
});

import { expect, test } from "vitest";
import type { MapManifest } from "#protocol/map-pack";
import { packState } from "./map-pack.ts";

const manifest = (version: string, bytes: number): MapManifest => ({
  name: "diecai",
  version,
  bytes,
  chunkBytes: 1_000,
  sha256: [],
  bbox: [110, 25, 111, 26],
  crs: "wgs84",
});
const OLD = manifest("00000000000000aa", 5_000);
const NEW = manifest("00000000000000bb", 9_000);

test("nothing here: what the server offers, or nothing at all", () => {
  expect(packState({ state: "none" }, undefined, {})).toEqual({ state: "none" });
  expect(packState({ state: "none" }, OLD, {})).toEqual({ state: "offered", bytes: 5_000 });
});

test("a download that goes on counts from what is already here", () => {
  const status = { state: "loading", manifest: OLD, haveBytes: 3_000 } as const;
  expect(packState(status, OLD, { run: { have: 0, bytes: 0 } })).toEqual({
    state: "loading",
    have: 3_000,
    bytes: 5_000,
    running: true,
  });
});

test("a broken download says why, a stopped one does not, and both keep their bytes", () => {
  const status = { state: "loading", manifest: OLD, haveBytes: 3_000 } as const;
  expect(packState(status, OLD, { fault: "offline" })).toMatchObject({ have: 3_000, running: false, fault: "offline" });
  expect(packState(status, OLD, {})).toMatchObject({ have: 3_000, running: false, fault: undefined });
  expect(packState({ state: "none" }, OLD, { fault: "offline" })).toMatchObject({ state: "loading", have: 0 });
});

test("an installed map is offered anew only where the server has another version", () => {
  expect(packState({ state: "ready", manifest: OLD }, OLD, {})).toEqual({ state: "ready", bytes: 5_000 });
  expect(packState({ state: "ready", manifest: OLD }, NEW, {})).toMatchObject({ bytes: 5_000, newer: 9_000 });
  expect(packState({ state: "ready", manifest: OLD }, undefined, {})).toMatchObject({ newer: undefined });
});

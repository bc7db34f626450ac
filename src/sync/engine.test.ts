import "fake-indexeddb/auto";
import { gunzipSync } from "node:zlib";
import Dexie from "dexie";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { record } from "#storage/record";
import type { World } from "#storage/world";
import { aPhone, startArgs } from "../storage/world.fixture.ts";
import { startEngine } from "./engine.ts";
import { enrol } from "./enrol.ts";

const NOW = "2026-05-01T01:00:00.000Z";
const json = (body: unknown, status = 200) => Response.json(body, { status });
type Answer = (body: Record<string, unknown>) => Response | Promise<Response>;

interface Mut {
  readonly mid: string;
}

/** A server that is only as clever as the test needs. */
function aServer(answers: { push?: Answer; pull?: Answer }) {
  const enrolled = {
    deviceId: "d-1",
    personId: "p-wang",
    displayName: "王",
    orgCode: "450303001001",
    districtCode: "450303000000",
  };
  return async (url: string, init?: RequestInit): Promise<Response> => {
    const raw = init?.body instanceof ArrayBuffer ? gunzipSync(Buffer.from(init.body)).toString() : init?.body;
    const body = typeof raw === "string" ? (JSON.parse(raw) as Record<string, unknown>) : {};
    if (url.endsWith("/enrol")) return json({ ...enrolled, epoch: "e-1" });
    if (url.endsWith("/token")) return json({ token: "token", serverNow: NOW });
    if (url.endsWith("/heads")) return json({ epoch: "e-1" });
    if (url.endsWith("/push")) return (answers.push ?? accept("e-1"))(body);
    return (answers.pull ?? page("e-1", []))(body);
  };
}

const accept =
  (epoch: string, outcome = "applied"): Answer =>
  (body) => {
    const results = (body["muts"] as Mut[]).map(({ mid }) => ({
      mid,
      outcome,
      at: NOW,
      rev: 1,
      conflicts: [],
      reason: "validation",
    }));
    return json({ epoch, results, lastN: 1, needBlobs: [], serverNow: NOW });
  };

const page =
  (epoch: string, rows: readonly Record<string, unknown>[], scopes = ["s"], withTail = true): Answer =>
  () => {
    const head = { k: "head", epoch, scopes, serverNow: NOW };
    const tail = { k: "tail", cursor: { s: 4 }, more: false, rows: rows.length, lastN: 1, needBlobs: [] };
    const lines = [head, ...rows, ...(withTail ? [tail] : [])].map((line) => JSON.stringify(line));
    return new Response(lines.join("\n"), { headers: { "Content-Type": "application/x-ndjson" } });
  };

const slot = (op: "put" | "leave", rev: number) => ({
  k: "row",
  scope: "s",
  t: "rosterSlot",
  id: "slot",
  op,
  rev,
  doc: { id: "slot", on: "2026-05-01" },
});

describe("one run of the engine", () => {
  let world: World;
  const run = (answers: { push?: Answer; pull?: Answer }) =>
    startEngine(world, { fetch: aServer(answers), origin: "", auto: false }).runOnce();
  beforeEach(async () => {
    expect((await enrol("12345678", "test", { fetch: aServer({}), origin: "" })).ok).toBe(true);
    world = await aPhone();
    await record(world, [{ cmd: "round.start", args: startArgs("r-1") }]);
  });
  afterEach(async () => {
    world.close();
    for (const name of [world.vault.name, world.cache.name]) await Dexie.delete(name);
  });

  it("moves what the server took into the ledger, folded until the pull has brought it back", async () => {
    await expect(
      run({ pull: () => new Response("<html>", { headers: { "Content-Type": "text/html" } }) }),
    ).rejects.toMatchObject({ code: "captive-portal" });
    expect(await world.vault.outbox.count()).toBe(0);
    expect(await world.vault.ledger.where("folded").equals(1).count()).toBe(1);
    await run({});
    expect(await world.vault.ledger.where("folded").equals(0).count()).toBe(1);
  });

  it("keeps what the server set aside, and loses nothing to a refusal of the whole request", async () => {
    await expect(run({ push: () => json({ error: "malformed" }, 400) })).rejects.toMatchObject({ code: "malformed" });
    expect(await world.vault.outbox.count()).toBe(1);
    await run({ push: accept("e-1", "quarantined") });
    expect(await world.vault.quarantine.toArray()).toMatchObject([{ reason: "validation" }]);
  });

  it("drops a page without its last line, and a row when no scope holds it any more", async () => {
    await expect(run({ pull: page("e-1", [slot("put", 2)], ["s"], false) })).rejects.toMatchObject({
      code: "broken-page",
    });
    expect(await world.cache.rows.count()).toBe(0);
    await run({ pull: page("e-1", [slot("put", 2)]) });
    expect(await world.cache.rows.count()).toBe(1);
    await run({ pull: page("e-1", [slot("leave", 3)]) });
    expect(await world.cache.rows.count()).toBe(0);
    await run({ pull: page("e-1", [slot("put", 4)]) });
    await run({ pull: page("e-1", [slot("put", 5)], []) });
    expect(await world.cache.rows.count()).toBe(0);
    expect(await world.cache.cursors.get("s")).toBeUndefined();
  });

  it("[F33] sends everything again under its old mid to a restored server", async () => {
    await run({});
    const [receipt] = await world.vault.ledger.toArray();
    const seen: unknown[] = [];
    const restored: Answer = (body) => {
      if (body["epoch"] !== "e-2") return json({ error: "wrong-epoch", epoch: "e-2" }, 409);
      seen.push(...(body["muts"] as unknown[]));
      return accept("e-2")(body);
    };
    await record(world, [{ cmd: "round.start", args: startArgs("r-2") }]);
    await run({ push: restored, pull: page("e-2", []) });
    expect(seen).toMatchObject([{ n: 1, mid: receipt?.mid }, { n: 2 }]);
    expect(await world.vault.outbox.count()).toBe(0);
  });

  it("sends what was set aside again to a restored server, which has forgotten that too", async () => {
    await run({ push: accept("e-1", "quarantined") });
    const [refused] = await world.vault.quarantine.toArray();
    const seen: unknown[] = [];
    const restored: Answer = (body) => {
      if (body["epoch"] !== "e-2") return json({ error: "wrong-epoch", epoch: "e-2" }, 409);
      seen.push(...(body["muts"] as unknown[]));
      return accept("e-2", "quarantined")(body);
    };
    await record(world, [{ cmd: "round.start", args: startArgs("r-2") }]);
    await run({ push: restored, pull: page("e-2", []) });
    expect(seen).toMatchObject([{ n: 1, mid: refused?.mid }, { n: 2 }]);
    expect(await world.vault.quarantine.count()).toBe(2);
  });

  it("takes no receipt from the server as it was before the restore", async () => {
    await run({});
    await record(world, [{ cmd: "round.start", args: startArgs("r-2") }]);
    const late: Answer = async (body) => {
      await world.vault.setMeta("epoch", "e-2");
      return accept("e-1")(body);
    };
    const honest: Answer = (body) => (body["epoch"] === "e-1" ? late(body) : json({ error: "malformed" }, 400));
    await expect(run({ push: honest, pull: page("e-2", []) })).rejects.toMatchObject({ code: "malformed" });
    expect(await world.vault.outbox.count()).toBe(1);
  });
});

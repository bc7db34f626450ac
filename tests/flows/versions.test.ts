/** Releases meet that do not know each other. The corpus is never edited: it is what phones out there still hold. */
import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Envelope, envelopeChecksum } from "#protocol/envelope";
import { PROTO, SCHEMA } from "#protocol/version";
import { loadRecords } from "../../sync-server/load-records.ts";
import { startRound } from "../builders/acts.ts";
import { type Actor, personOf, theCast } from "../builders/cast.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { phoneOf } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

interface Kept {
  readonly actor: Actor;
  readonly laid: readonly { readonly t: string; readonly id: string; readonly doc: unknown }[];
  readonly envelope: Envelope;
}

const corpus = readFileSync(join(import.meta.dirname, "../corpus/v1/envelopes.ndjson"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Kept);

let server: TestServer;
const wire = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theCast()]);
}, 120_000);

afterAll(() => server.close());

test("[F22] every envelope that a phone of the first release may still hold is taken by today's server", async () => {
  expect(corpus.length).toBeGreaterThanOrEqual(30);
  const wrong: string[] = [];
  for (const actor of new Set(corpus.map((one) => one.actor))) {
    const phone = await wire(personOf(actor));
    const mine = corpus.filter((one) => one.actor === actor);
    await loadRecords(
      server.db,
      mine.flatMap((one) => one.laid),
    );
    const muts = mine.map(({ envelope }, i) => ({ ...envelope, cid: phone.cid, n: i + 1 }));
    const { results } = await phone.push(muts);
    mine.forEach(({ envelope }, i) => {
      const { outcome, reason } = results[i] ?? {};
      if (outcome !== "applied") wrong.push(`${envelope.cmd}: ${reason ?? outcome}`);
    });
  }
  expect(wrong).toEqual([]);
});

test("[F22] what is newer than the server is kept whole for the release that knows it; its neighbours are taken", async () => {
  const li = await wire(PEOPLE.li);
  const later = (fields: Record<string, unknown>) => {
    const draft = { ...li.envelope(startRound(`later-${li.n}`)), ...fields } as Envelope;
    return { ...draft, h: envelopeChecksum(draft) };
  };
  const muts = [
    later({ sch: SCHEMA + 1, args: { anything: "new" } }),
    later({ v: 2, more: [1] }),
    li.envelope(startRound("today")),
  ];
  const { results } = await li.push(muts);
  expect(results.map((r) => r.reason ?? r.outcome)).toEqual(["version-unknown", "version-unknown", "applied"]);
  const kept = await server.db.query<{ payload: unknown }>(
    "SELECT payload FROM mutation WHERE mid = ANY($1) ORDER BY n",
    [muts.slice(0, 2).map((m) => m.mid)],
  );
  expect(kept.map((k) => k.payload)).toEqual(JSON.parse(JSON.stringify(muts.slice(0, 2))));
});

test("[F22] an upload is never refused for its version; reading is, with a word which of the two must be updated", async () => {
  const wang = await wire(PEOPLE.wang);
  const muts = [wang.envelope(startRound("old-proto", { memberIds: [PEOPLE.wang, PEOPLE.zhao] }))];
  const ask = { sch: 1, epoch: null, cid: wang.cid };
  for (const proto of [0, PROTO + 1]) {
    expect((await wang.call("/api/sync/push", { ...ask, proto, muts })).status).toBe(200);
    const reply = await wang.call("/api/sync/pull", { ...ask, proto, cursor: {} });
    expect([reply.status, ((await reply.json()) as { error: string }).error]).toEqual([
      426,
      proto === 0 ? "too-old" : "server-too-old",
    ]);
  }
});

test("[F23] a phone that was too old for a kind of record fetches its rows once it has been updated", async () => {
  const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
  const zhao = await phoneOf(server, network, PEOPLE.zhao);
  const { cache } = zhao.world;
  const broken = await wire(PEOPLE.zhao);
  expect(await broken.does(startRound("no-rules", { safetySeen: false }))).toHaveLength(1);
  await zhao.engine.runOnce();
  const rows = () => cache.rows.where("[t+id]").between(["setAside", ""], ["setAside", "\uffff"]).count();
  expect(await rows()).toBe(1);
  // As the first release left its cache: it read past what it did not know.
  await cache.rows.where("[t+id]").between(["setAside", ""], ["setAside", "\uffff"]).delete();
  await cache.members.filter((m) => m.t === "setAside").delete();
  await cache.cursors.update("@epoch", { sch: 1 });
  await zhao.engine.runOnce();
  expect(await rows()).toBe(1);
  expect((await cache.cursors.get("@epoch"))?.sch).toBe(SCHEMA);
  zhao.engine.stop();
  zhao.world.close();
});

test("the same name with other contents: both are kept, the second for a person to look at, however often it comes", async () => {
  const he = await wire(PEOPLE.he);
  const note = (text: string) => ({ cmd: "issue.addNote", args: { issueId: "none", eventId: "e", text } });
  const first = he.envelope(note("第一份"));
  await he.push([first]);
  const draft = { ...he.envelope(note("第二份")), mid: first.mid };
  const second = { ...draft, h: envelopeChecksum(draft) };
  for (let n = 0; n < 2; n++) {
    const reply = await he.push([second]);
    expect(reply).toMatchObject({ results: [{ mid: first.mid, reason: "mid-reuse" }], lastN: 2 });
    expect(reply.fork).toBeUndefined();
  }
  const kept = await server.db.query<{ text: string }>(
    "SELECT payload->'args'->>'text' AS text FROM mutation WHERE cid = $1 ORDER BY n",
    [he.cid],
  );
  expect(kept.map((k) => k.text)).toEqual(["第一份", "第二份"]);
});

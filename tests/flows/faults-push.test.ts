/** Bad luck and bad data on the way to the server, on the wire. Numbers of the titles: docs/sync-scenarios.md. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PushReply } from "#protocol/push";
import { scopeSum } from "#protocol/scope-sum";
import { confirmStop, planSlot, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn } from "../harness/app-on.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
let li: WirePhone;

const phoneOf = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));

/** One after the other: codes are guarded against guessing in parallel. */
async function phonesOf(count: number, personId: string = PEOPLE.chen): Promise<WirePhone[]> {
  const phones: WirePhone[] = [];
  while (phones.length < count) phones.push(await phoneOf(personId));
  return phones;
}

const countOf = async (t: string, like: string): Promise<number> => {
  const rows = await server.db.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM entity WHERE t = $1 AND id LIKE $2",
    [t, like],
  );
  return rows[0]?.n ?? 0;
};

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  li = await phoneOf(PEOPLE.li);
}, 120_000);

afterAll(() => server.close());

test("[F06] the same push arrives twice at the same moment: both get the same answer, and it counts once", async () => {
  const muts = [li.envelope(startRound("twice")), li.envelope(confirmStop("twice", "cp-1"))];
  const [first, second] = await Promise.all([li.push(muts), li.push(muts)]);
  expect(first.results.map((r) => r.outcome)).toEqual(["applied", "applied"]);
  expect(second.results).toEqual(first.results);
  const kept = await server.db.query("SELECT mid FROM mutation WHERE mid = ANY($1)", [muts.map((m) => m.mid)]);
  expect(kept).toHaveLength(2);
});

test("[F06] two processes get the same push at the same moment: neither asks the phone to wait, and both say the same", async () => {
  const neighbour = await appOn(server.db, []);
  const processes = [server, neighbour];
  let turn = 0;
  li.goesTo((path, init) => processes[turn++ % 2]!.ask(path, init));
  for (let i = 0; i < 12; i++) {
    const muts = [li.envelope(startRound(`apart-${i}`)), li.envelope(confirmStop(`apart-${i}`, "cp-1"))];
    const replies = await Promise.all([li.pushRaw(muts), li.pushRaw(muts)]);
    expect(replies.map((r) => r.status)).toEqual([200, 200]);
    const [first, second] = await Promise.all(replies.map((r) => r.json() as Promise<PushReply>));
    expect(first?.results.map((r) => r.outcome)).toEqual(["applied", "applied"]);
    expect(second?.results).toEqual(first?.results);
  }
  li.goesTo(server.ask);
});

test("[F10] a word with a character no database can keep is set aside whole; what Li said before and after is taken", async () => {
  const words = "楼道\u0000堵了";
  const halfCharacter = "灯坏了\ud83d";
  const reply = await li.push([
    li.envelope(reportHazard("poison-before")),
    li.envelope(reportHazard("poison-nul", { words })),
    li.envelope(reportHazard("poison-half", { words: halfCharacter })),
    li.envelope(reportHazard("poison-after")),
  ]);
  expect(reply.results.map((r) => r.reason ?? r.outcome)).toEqual(["applied", "malformed", "malformed", "applied"]);
  const kept = await server.db.query<{ payload: string }>("SELECT payload FROM mutation WHERE mid = $1", [
    reply.results[1]?.mid ?? "",
  ]);
  expect(JSON.parse(kept[0]?.payload ?? "null")).toMatchObject({ args: { words } });
});

test("[F10] a record on which the server fails five times stands aside alone; before it nothing waits, after it the phone gets on", async () => {
  // The column takes only dates; a bug in a rule or in the schema would look like this.
  await server.db.script(`CREATE FUNCTION refuse_cursed() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.id = 'cursed' THEN PERFORM 'x'::int; END IF; RETURN NEW; END $$;
    CREATE TRIGGER cursed BEFORE INSERT ON entity FOR EACH ROW EXECUTE FUNCTION refuse_cursed();`);
  const muts = ["c-1", "cursed", "c-2", "c-3"].map((id) => li.envelope(reportHazard(id)));
  const outcomes = new Map<string, string>();
  const waits: string[] = [];
  for (let tries = 0; outcomes.size < muts.length && tries < 12; tries++) {
    const answer = await li.pushRaw(muts.filter((m) => !outcomes.has(m.mid)));
    if (answer.status === 503) waits.push([...outcomes.values()].join());
    else for (const r of ((await answer.json()) as PushReply).results) outcomes.set(r.mid, r.reason ?? r.outcome);
  }
  expect(waits).toEqual(Array(4).fill("applied"));
  expect(muts.map((m) => outcomes.get(m.mid))).toEqual(["applied", "server-error", "applied", "applied"]);
  await server.db.script("DROP TRIGGER cursed ON entity; DROP FUNCTION refuse_cursed();");
});

test("[F10] the server fails on one phone of a crowd: its neighbours in the same transaction do not notice", async () => {
  await server.db.script(`CREATE FUNCTION refuse_cursed() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.id = 'cursed-3' THEN PERFORM 'x'::int; END IF; RETURN NEW; END $$;
    CREATE TRIGGER cursed BEFORE INSERT ON entity FOR EACH ROW EXECUTE FUNCTION refuse_cursed();`);
  const phones = await phonesOf(8);
  const answers = await Promise.all(phones.map((phone, k) => phone.pushRaw([phone.envelope(planSlot(`cursed-${k}`))])));
  await server.db.script("DROP TRIGGER cursed ON entity; DROP FUNCTION refuse_cursed();");
  expect(answers.map((answer) => answer.status)).toEqual(phones.map((_, k) => (k === 3 ? 503 : 200)));
  expect(await countOf("rosterSlot", "cursed-%")).toBe(7);
});

test("40 phones push at the same moment: each gets its own answers, nothing is lost or doubled", async () => {
  const phones = await phonesOf(40);
  const replies = await Promise.all(
    phones.map((phone, k) =>
      phone.push([phone.envelope(planSlot(`crowd-${k}-a`)), phone.envelope(planSlot(`crowd-${k}-b`))]),
    ),
  );
  expect(replies.flatMap((r) => r.results.map((one) => one.outcome))).toEqual(Array(80).fill("applied"));
  expect(await countOf("rosterSlot", "crowd-%")).toBe(80);
  expect(new Set(replies.map((r) => r.lastN))).toEqual(new Set([2]));
});

test("[F10] one phone of a crowd sends poison; its neighbours in the same moment do not notice", async () => {
  const phones = await phonesOf(8);
  const replies = await Promise.all(
    phones.map((phone, k) => {
      const good = phone.envelope(planSlot(`near-${k}`));
      return phone.push(k === 3 ? [{ ...good, args: { ...good.args, note: "\u0000" } }] : [good]);
    }),
  );
  const outcomes = replies.map((r) => r.results[0]?.reason ?? r.results[0]?.outcome);
  expect(outcomes).toEqual(phones.map((_, k) => (k === 3 ? "malformed" : "applied")));
});

test("six phones make the same record at the same moment: one is taken, the others hear that it exists", async () => {
  const phones = await phonesOf(6, PEOPLE.li);
  const replies = await Promise.all(phones.map((phone) => phone.push([phone.envelope(reportHazard("same-id"))])));
  const outcomes = replies.map((r) => r.results[0]?.reason ?? r.results[0]?.outcome).sort();
  expect(outcomes).toEqual([...Array(5).fill("already-exists"), "applied"]);
});

test("[SYN-9] the sum the server keeps of each scope is the sum of the rows a phone pulls", async () => {
  const chen = await phoneOf(PEOPLE.chen);
  await chen.does({ cmd: "roster.cancel", args: { slotId: "crowd-1-a", reason: "下雨" } });
  const { rows, tail } = await chen.pull();
  const scopes = [...new Set(rows.map((r) => r.scope))];
  expect(scopes.length).toBeGreaterThan(2);
  for (const scope of scopes) {
    const live = rows.filter((r) => r.scope === scope && r.op === "put");
    expect(tail.sums?.[scope], scope).toBe(scopeSum(live));
  }
});

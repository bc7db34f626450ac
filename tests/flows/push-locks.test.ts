/** What a push holds while it is decided: records that are only looked at stand still, and keep nobody waiting who looks too. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { reportHazard } from "../builders/acts.ts";
import { aNeighbourhood, CHECKLIST, COMMUNITY, COMPOUND, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
let li: WirePhone;
let chen: WirePhone;

const phoneOf = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  li = await phoneOf(PEOPLE.li);
  chen = await phoneOf(PEOPLE.chen);
}, 120_000);

afterAll(() => server.close());

/** Runs `change` in a transaction of its own that stays open while `meanwhile` runs. */
async function whileOpen<T>(change: string, meanwhile: () => Promise<T>): Promise<T> {
  return server.db.tx(async (q) => {
    await q.query(change);
    return meanwhile();
  });
}

/** A statement that waits for somebody else's lock. */
async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const waiting = await server.db.query("SELECT 1 AS x FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    if (waiting.length > 0) return;
    await new Promise((later) => setTimeout(later, 20));
  }
}

const saveGate = (checkpointId: string): Act => ({
  cmd: "checkpoint.save",
  args: {
    ...{ checkpointId, tag: checkpointId, communityCode: COMMUNITY, compoundId: COMPOUND },
    ...{ kind: "gate", name: "东门", position: null },
  },
});

test("a report is taken while another push looks at the same checklist and the same compound", async (t) => {
  if (server.db.kind !== "postgres") return t.skip();
  const look = `SELECT 1 AS x FROM entity WHERE (t, id) IN (('checklistVersion', '${CHECKLIST}'), ('compound', '${COMPOUND}'),
    ('person', '${PEOPLE.li}')) FOR SHARE`;
  const outcomes = await whileOpen(look, () => li.does(reportHazard("looked", { place: { compoundId: COMPOUND } })));
  expect(outcomes).toEqual(["applied"]);
});

test("a compound that goes to the neighbours while a push looks at it: the push is decided by where it lies then", async (t) => {
  if (server.db.kind !== "postgres") return t.skip();
  const move = `UPDATE entity SET rev = rev + 1, doc = doc || '{"communityCode":"450303001011"}'
    WHERE t = 'compound' AND id = '${COMPOUND}'`;
  const pushing = await whileOpen(move, async () => {
    const push = chen.does(saveGate("moved-gate"));
    await untilSomebodyWaits();
    return { push };
  });
  expect(await pushing.push).toEqual(["not-found"]);
});

test("a role that is taken away while its push waits is not there any more when the push is decided", async (t) => {
  if (server.db.kind !== "postgres") return t.skip();
  const take = `UPDATE entity SET rev = rev + 1, doc = doc || '{"grants":[]}' WHERE t = 'person' AND id = '${PEOPLE.li}'`;
  const pushing = await whileOpen(take, async () => {
    const push = li.does(reportHazard("too-late"));
    await untilSomebodyWaits();
    return { push };
  });
  expect(await pushing.push).toEqual(["not-allowed"]);
});

test("a command that writes what most only look at begins again with the harder lock, and is taken", async () => {
  const wang = await phoneOf(PEOPLE.wang);
  const args = { personId: PEOPLE.zhao, displayName: "演示·赵四", insuredUntil: null };
  const [reason] = await wang.does({ cmd: "person.change", args });
  expect(reason).toBe("not-allowed");
  const [aside] = await server.db.query<{ id: string }>(
    "SELECT id FROM entity WHERE t = 'setAside' AND doc->>'cmd' = 'person.change'",
  );
  const apply = { asideId: aside!.id, eventId: "e1", cmd: "person.change", personId: PEOPLE.wang, args };
  expect(await chen.does({ cmd: "aside.apply", args: apply })).toEqual(["applied"]);
  const [zhao] = await server.db.query<{ name: string }>(
    "SELECT doc->>'displayName' AS name FROM entity WHERE t = 'person' AND id = $1",
    [PEOPLE.zhao],
  );
  expect(zhao?.name).toBe(args.displayName);
});

/** W8, our part: two editors off line, a restored server, a phone that is switched off; the phone's own code, the real server. */
import "fake-indexeddb/auto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Dexie from "dexie";
import { listPeople } from "#storage/device-book";
import { wipePerson } from "#storage/left-behind";
import { newId, record } from "#storage/record";
import { migrate } from "../sync-server/store/migrate.ts";
import { openDatabase } from "../sync-server/store/open-database.ts";
import { reportHazard, startRound } from "../tests/builders/acts.ts";
import { COMMUNITY, COMPOUND, PEOPLE } from "../tests/builders/neighbourhood.ts";
import { FlakyNetwork } from "../tests/harness/network.ts";
import { type Phone, phoneOf, putAway } from "../tests/harness/phone.ts";
import { RigServer } from "../tests/rig/rig-server.ts";
import { type Outcome, raced, yes } from "./race-table.ts";

async function oursInRace(folder: string): Promise<Outcome> {
  const dataDir = join(folder, "ours");
  mkdirSync(dataDir);
  const { db } = await openDatabase({ dataDir, databaseUrl: null, durable: false });
  await migrate(db);
  const server = new RigServer(db, dataDir);
  await server.reset();
  const network = new FlakyNetwork(server.ask);
  const syncs = async (...phones: readonly Phone[]): Promise<void> => {
    for (let i = 0; i < 3; i++) for (const { engine } of phones) await engine.runOnce();
  };
  const [chen, he, li] = [
    await phoneOf(server, network, PEOPLE.chen),
    await phoneOf(server, network, PEOPLE.he),
    await phoneOf(server, network, PEOPLE.li),
  ];
  await syncs(chen, he, li);
  const does = async ({ world }: Phone, act: Parameters<typeof record>[1][number]): Promise<void> => {
    const said = await record(world, [act]);
    if (!said.ok) throw new Error(`${act.cmd} was refused: ${said.error.kind}`);
  };
  const place = {
    checkpointId: "cp-1",
    tag: "TAG0",
    communityCode: COMMUNITY,
    compoundId: COMPOUND,
    kind: "stairwell",
  };
  const named = (name: string) => ({ cmd: "checkpoint.save", args: { ...place, name, position: [110.3005, 25.3005] } });
  await does(chen, named("by A"));
  await does(he, named("by B"));
  await syncs(chen, he);
  const lost = await db.query<{ doc: { values: Record<string, unknown> } }>(
    "SELECT doc FROM entity WHERE t = 'overwritten'",
  );
  const phonesKnow = await Promise.all(
    [chen, he].map(({ world }) => world.cache.rows.where("t").equals("overwritten").count()),
  );
  const field = `the later one stands; the other is a record with author and time: ${yes(lost.length === 1)}, on the phones of both: ${yes(phonesKnow.every((n) => n === 1))}, shown in words with one tap that brings it back`;

  const rounds = async () =>
    (await db.query<{ id: string }>("SELECT id FROM entity WHERE t = 'round'")).map((r) => r.id);
  const [r1, r2] = [newId(), newId()];
  await does(li, startRound(r1));
  await syncs(li);
  await server.backUp();
  await does(li, reportHazard(r2));
  await syncs(li);
  await server.restore();
  await syncs(li, chen);
  const hazard = await db.query("SELECT 1 AS x FROM entity WHERE t = 'issue' AND id = $1 AND rev = 1", [r2]);
  const restored = `what was handed in after the backup is on the server again, once: ${yes(hazard.length === 1 && (await rounds()).length === 1)}, from the ledger, although the phone had its receipt`;

  const late = newId();
  await does(li, reportHazard(late));
  await db.query("UPDATE device SET revoked_at = now() WHERE person_id = $1", [PEOPLE.li]);
  await li.engine.runOnce().catch(() => undefined);
  const [kept] = await db.query<{ n: number }>("SELECT count(*)::int AS n FROM mutation WHERE outcome = 'quarantined'");
  const [desk] = await db.query<{ n: number }>("SELECT count(*)::int AS n FROM entity WHERE t = 'setAside'");
  const stands = (await listPeople()).find((one) => one.personId === PEOPLE.li);
  putAway(li);
  if (stands) await wipePerson(stands);
  const left = (await Dexie.getDatabaseNames()).filter((name) => name.includes(PEOPLE.li)).length;
  const revoked = `the record is kept whole by the server: ${yes(kept?.n === 1)}, before the desk of its unit with its reason: ${yes(desk?.n === 1)}; of the person's databases the phone then holds ${left}`;
  for (const phone of [chen, he]) putAway(phone);
  await db.close();
  return { who: "ours", field, restored, revoked };
}

await raced([oursInRace]);

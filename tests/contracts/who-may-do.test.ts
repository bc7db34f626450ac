/**
 * The permission sweep of commands: everybody tries every command at home and next door, through a real push.
 * A command without a row in the table fails, and so does a row without a command.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "#domain/commands";
import { loadRecords } from "../../sync-server/load-records.ts";
import { type Actor, CAST, type Ground, HOME, NEIGHBOUR, personOf, theCast } from "../builders/cast.ts";
import type { Deed } from "../builders/deed.ts";
import { DEEDS } from "../builders/deeds.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const GROUNDS: readonly Ground[] = [HOME, NEIGHBOUR];
/** Words of a shut door; anything else would be a try that failed for another reason. */
const SHUT = ["not-allowed", "not-a-member", "org-unknown", "not-found", "revoked"];

interface Try {
  readonly deed: Deed;
  readonly ground: Ground;
  readonly id: string;
}

const triesOf = (actor: Actor): Try[] =>
  DEEDS.flatMap((deed, i) => GROUNDS.map((ground) => ({ deed, ground, id: `${personOf(actor)}.${i}.${ground.name}` })));

let server: TestServer;
const outcomes = new Map<string, string>();

const phoneOf = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));

/** One push of everything an actor could try; the records each try needs are laid out for it alone. */
async function tryAll(actor: Actor): Promise<void> {
  const me = personOf(actor);
  const tries = triesOf(actor);
  await loadRecords(
    server.db,
    tries.flatMap(({ deed, ground, id }) => deed.laid?.(ground, id, me) ?? []),
  );
  const phone = await phoneOf(me);
  if (actor === "switched-off phone") {
    await server.db.query("UPDATE device SET revoked_at = now() WHERE id = $1", [phone.deviceId]);
  }
  const { results } = await phone.push(
    tries.map(({ deed, ground, id }) => phone.envelope({ cmd: deed.cmd, args: deed.args(ground, id, me) })),
  );
  tries.forEach(({ id }, i) => {
    outcomes.set(id, results[i]?.reason ?? results[i]?.outcome ?? "no answer");
  });
}

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theCast()]);
  for (const actor of CAST) await tryAll(actor);
}, 180_000);

afterAll(() => server.close());

test("every command has a row, and every row has a command", () => {
  expect([...new Set(DEEDS.map((d) => d.cmd))].sort()).toEqual([...COMMANDS.keys()].sort());
});

describe.each(CAST)("%s", (actor) => {
  test(`${DEEDS.length} deeds at home and next door: done where the table says so, refused everywhere else`, () => {
    const wrong = triesOf(actor).flatMap(({ deed, ground, id }) => {
      const outcome = outcomes.get(id) ?? "not tried";
      const right = deed.may[ground.name].includes(actor) ? outcome === "applied" : SHUT.includes(outcome);
      return right ? [] : [`${deed.cmd}${deed.case ? ` (${deed.case})` : ""}, ${ground.name}: ${outcome}`];
    });
    expect(wrong).toEqual([]);
  });
});

test(`the sweep is ${DEEDS.length * GROUNDS.length * CAST.length} tries; some are done, most are refused`, () => {
  const done = [...outcomes.values()].filter((o) => o === "applied").length;
  expect(outcomes.size).toBe(DEEDS.length * GROUNDS.length * CAST.length);
  expect(done).toBeGreaterThan(90);
  expect(done).toBeLessThan(outcomes.size / 4);
});

test("an id that is made up to hit somebody else's record replaces nothing", async () => {
  const id = "r-big.person-li.x";
  const doc = { id, personId: PEOPLE.li, roundId: "r-big", communityCode: HOME.communityCode, minutes: 60 };
  await loadRecords(server.db, [{ t: "serviceRecord", id, doc }]);
  const late = DEEDS.find((d) => d.cmd === "round.recordLate" && d.case === undefined);
  const phone = await phoneOf(personOf("volunteer"));
  const args = late?.args(HOME, "r-big.person-li", personOf("volunteer")) ?? {};
  const outcome = await phone.does({
    cmd: "round.recordLate",
    args: { ...args, minutes: [{ personId: "x", minutes: 1 }] },
  });
  expect(outcome).toEqual(["already-exists"]);
});

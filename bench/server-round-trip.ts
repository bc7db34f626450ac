/** Pushes against the same rows in bare commits, on a durable database, in the same run; only the ratios count. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Db } from "../sync-server/store/db.ts";
import { migrate } from "../sync-server/store/migrate.ts";
import { openDatabase } from "../sync-server/store/open-database.ts";
import { aNeighbourhood, COMMUNITY, GROUP, PEOPLE, ROUTE, TEAM } from "../tests/builders/neighbourhood.ts";
import { appOn } from "../tests/harness/app-on.ts";
import { WirePhone } from "../tests/harness/wire-phone.ts";
import { type Figure, median } from "./figures.ts";

const BATCH = 20;
const PHONES = 32;
const LEAST_ROUNDS = 5;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

const slot = (slotId: string) => ({
  cmd: "roster.plan",
  args: {
    ...{ slotId, communityCode: COMMUNITY, teamId: TEAM, groupId: GROUP, routeId: ROUTE },
    ...{ on: "2030-01-01", band: "night" },
  },
});

interface Pair {
  readonly what: string;
  readonly bare: string;
  readonly times: number[];
  readonly floors: number[];
}

const pair = (what: string, bare: string): Pair => ({ what, bare, times: [], floors: [] });

const FLOOR = "INSERT INTO floor_rows SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(id text, doc jsonb)";

function bareTransaction(db: Db, muts: readonly { mid: string }[]): Promise<unknown> {
  const rows = JSON.stringify(muts.map((m) => ({ id: m.mid, doc: m })));
  return db.tx((q) => q.query(FLOOR, [rows]));
}

function figuresOf({ what, bare, times, floors }: Pair): Figure[] {
  const line = (text: string, value: string): Figure => ({ id: "W3", what: text, value, budget: "", held: null });
  return [
    line(`${what}, median`, `${median(times).toFixed(1)} ms`),
    line(bare, `${median(floors).toFixed(1)} ms`),
    {
      ...line("ratio (checks, decisions, archive, feed)", `${(median(times) / median(floors)).toFixed(1)} ×`),
      budget: "watched",
    },
  ];
}

/** A push of 20 commands; 32 phones with one command each at the same time. Each beside its bare rows, in turn. */
export async function serverRoundTrip(rounds: number): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "zimajia-bench-"));
  const { db } = await openDatabase({ dataDir, databaseUrl: null });
  await migrate(db);
  const server = await appOn(db, aNeighbourhood());
  try {
    const phones: WirePhone[] = [];
    for (let i = 0; i < PHONES; i++) phones.push(await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen)));
    const chen = phones[0]!;
    await db.script("CREATE TABLE floor_rows (id text PRIMARY KEY, doc jsonb)");
    const one = pair(`push of ${BATCH} commands`, "the same rows in one bare transaction");
    const many = pair(`${PHONES} phones push at once`, `${PHONES} bare transactions at once`);
    // The first round warms what is parsed once per connection, and takes the tokens; it is not counted.
    for (let i = -1; i < Math.max(LEAST_ROUNDS, rounds); i++) {
      const muts = Array.from({ length: BATCH }, (_, k) => chen.envelope(slot(`b${i}-${k}`)));
      const single = phones.map((phone, k) => phone.envelope(slot(`s${i}-${k}`)));
      const figures = [
        await timed(() => chen.push(muts)),
        await timed(() => bareTransaction(db, muts)),
        await timed(() => Promise.all(phones.map((phone, k) => phone.push([single[k]])))),
        await timed(() => Promise.all(single.map((mut) => bareTransaction(db, [mut])))),
      ];
      if (i < 0) continue;
      for (const [k, list] of [one.times, one.floors, many.times, many.floors].entries()) list.push(figures[k] ?? 0);
    }
    return [...figuresOf(one), ...figuresOf(many)];
  } finally {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** One push of 20 commands, and an idle pull, against the same number of bare commits in the same run. */

import { aNeighbourhood, COMMUNITY, PEOPLE } from "../tests/builders/neighbourhood.ts";
import { aServer } from "../tests/harness/server.ts";
import { WirePhone } from "../tests/harness/wire-phone.ts";
import type { Figure } from "./main.ts";

const BATCH = 20;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

const slot = (slotId: string) => ({
  cmd: "roster.plan",
  args: { slotId, communityCode: COMMUNITY, teamId: "t", groupId: "g", routeId: "r", on: "2030-01-01", band: "night" },
});

/** Interleaved: a push, a bare transaction that writes as many rows, again. */
export async function serverRoundTrip(rounds: number): Promise<Figure[]> {
  const server = await aServer(aNeighbourhood());
  try {
    const chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
    await server.db.script("CREATE TABLE floor_rows (id text PRIMARY KEY, doc jsonb)");
    const pushes: number[] = [];
    const floors: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const muts = Array.from({ length: BATCH }, (_, k) => chen.envelope(slot(`b${i}-${k}`)));
      pushes.push(await timed(() => chen.push(muts)));
      const rows = JSON.stringify(muts.map((m) => ({ id: m.mid, doc: m })));
      const floor = "INSERT INTO floor_rows SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(id text, doc jsonb)";
      floors.push(await timed(() => server.db.tx((q) => q.query(floor, [rows]))));
    }
    const ratio = median(pushes) / median(floors);
    return [
      {
        id: "W3",
        what: `push of ${BATCH} commands, median`,
        value: `${median(pushes).toFixed(1)} ms`,
        budget: "",
        held: null,
      },
      {
        id: "W3",
        what: "the same rows in one bare transaction",
        value: `${median(floors).toFixed(1)} ms`,
        budget: "",
        held: null,
      },
      {
        id: "W3",
        what: "ratio (token, checks, decisions, feed on top)",
        value: `${ratio.toFixed(1)} ×`,
        budget: "watched",
        held: null,
      },
    ];
  } finally {
    await server.close();
  }
}

/** The app's own storage on a bare page that saves without a pause and says what was saved, for a browser that is killed. */
import { newId, record } from "#storage/record";
import { openWorld } from "#storage/world";
import { aPhone, startArgs } from "#storage/world.fixture";

export interface SavedRow {
  readonly n: number;
  readonly roundId: string;
}

const confirm = (roundId: string, checkpointId: string) => ({
  cmd: "round.confirmStop",
  args: { roundId, stopId: newId(), checkpointId, result: "normal", confirmedBy: "hand" },
});

/** Commands that belong together; so many that a kill is likely to fall between the first and the last. */
const GROUP = 25;

/** Groups of commands, one after the other, each told once it is safe. */
async function saveOn(): Promise<void> {
  const world = await aPhone(Date.now());
  for (;;) {
    const roundId = newId();
    const stops = Array.from({ length: GROUP - 1 }, (_, i) => confirm(roundId, `cp-${(i % 2) + 1}`));
    const saved = await record(world, [{ cmd: "round.start", args: startArgs(roundId) }, ...stops]);
    if (!saved.ok) throw new Error(saved.error.kind);
    window.tellSaved(roundId);
  }
}

async function readBack(): Promise<SavedRow[]> {
  const { person, clock } = await aPhone(Date.now());
  const world = await openWorld(person, clock);
  const rows = await world.vault.outbox.orderBy("n").toArray();
  return rows.map(({ n, env }) => ({ n, roundId: String(env.args["roundId"]) }));
}

const saves = { saveOn, readBack, group: GROUP };

declare global {
  interface Window {
    saves: typeof saves;
    /** Hands it to the test, outside of this browser. */
    tellSaved: (roundId: string) => void;
  }
}

window.saves = saves;

/** The table of W8, which comes from two processes: the rivals bring another Dexie than ours. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What came of each misfortune, looked up afterwards. */
export interface Outcome {
  readonly who: string;
  /** Two editors, one field. */
  readonly field: string;
  readonly restored: string;
  readonly revoked: string;
}

export const yes = (is: boolean): string => (is ? "yes" : "no");

/** Runs each in a folder that goes with it, prints what came of it and ends the process: some of them hold timers. */
export async function raced(runs: readonly ((folder: string) => Promise<Outcome>)[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "zimajia-race-"));
  for (const run of runs) {
    const { who, field, restored, revoked } = await run(folder);
    console.log(`W8   ${who}`);
    console.log(`     one field, two editors: ${field}`);
    console.log(`     server restored: ${restored}`);
    console.log(`     permission taken away: ${revoked}`);
  }
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

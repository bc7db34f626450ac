/** A phone's worth of a large district: the demo, and as many records as a group leader could ever come to hold. */

import { type DemoRecord, demoDistrict } from "../sync-server/demo/demo-district.ts";
import { loadDemo } from "../sync-server/demo/load-demo.ts";
import { HOME } from "../sync-server/demo/org-units.ts";
import { drawPhotos } from "../sync-server/demo/photos.ts";
import { loadRecords, type MadeRecord } from "../sync-server/load-records.ts";
import { migrate } from "../sync-server/store/migrate.ts";
import { openDatabase } from "../sync-server/store/open-database.ts";

export const LEADER = `${HOME}.t1.g1.v1`;
export const TEAM = `${HOME}.t1`;
/** Records more than the demo's own, of each type that reaches the leader's phone. */
const MORE = { issue: 10_000, round: 5_000, rosterSlot: 12_500, serviceRecord: 12_500, checkpoint: 10_000 } as const;

/** `count` copies of the demo's own records of a type, each with an id of its own, all in the leader's team. */
function* copies(demo: readonly DemoRecord[], t: keyof typeof MORE, count: number): Generator<MadeRecord> {
  const models = demo.filter(
    (r) => r.t === t && r.id.startsWith(HOME) && !("state" in r.doc && r.doc.state !== "finished" && t === "round"),
  );
  for (let i = 0; i < count; i++) {
    const model = models[i % models.length];
    if (!model) return;
    const id = `${model.id}.x${i}`;
    const mine =
      t === "serviceRecord" ? { personId: LEADER } : t === "checkpoint" ? { tag: `x${i}` } : { teamId: TEAM };
    const old = t === "rosterSlot" ? { on: "2020-01-01", state: "cancelled" } : {};
    yield { t, id, doc: { ...model.doc, ...mine, ...old, id } };
  }
}

/** Fills an empty data folder; gives how many records more than the demo's it holds. */
export async function fillLargeDistrict(
  dataDir: string,
  share: number,
  databaseUrl: string | null = null,
): Promise<number> {
  const { db } = await openDatabase({ dataDir, databaseUrl });
  try {
    await migrate(db);
    const now = new Date().toISOString();
    await loadDemo(db, { dataDir, scale: 1, now });
    const demo = [...demoDistrict({ seed: 450303, scale: 1, today: now.slice(0, 10), now }, drawPhotos())];
    const counts = Object.entries(MORE) as [keyof typeof MORE, number][];
    const records = counts.flatMap(([t, count]) => [...copies(demo, t, Math.round(count * share))]);
    return await loadRecords(db, records);
  } finally {
    await db.close();
  }
}

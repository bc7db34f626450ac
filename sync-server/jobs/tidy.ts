/** Once a day: what has had its time goes. */
import { dropOldParcelKeys } from "../store/change-keys.ts";
import { compactFeed } from "../store/compact-feed.ts";
import type { Db } from "../store/db.ts";

export async function tidy(db: Db, nowMs: number): Promise<void> {
  await compactFeed(db, nowMs);
  await dropOldParcelKeys(db, nowMs);
}

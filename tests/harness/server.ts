/** The real app on a database of its own in this run's server; phones of tests talk to it as phones do. */
import type { MadeRecord } from "../../sync-server/load-records.ts";
import { appOn, type TestServer } from "./app-on.ts";
import { freshDatabase } from "./test-database.ts";

export type { AskServer, TestServer } from "./app-on.ts";

/** Makes a database and the app on it, with the given records. */
export const aServer = async (
  records: Iterable<MadeRecord>,
  now: () => number = Date.now,
  more: Parameters<typeof appOn>[3] = {},
): Promise<TestServer> => appOn(await freshDatabase(), records, now, more);

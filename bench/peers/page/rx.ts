/** RxDB with the storage of its free build, replicated as its documentation shows. */
import { createRxDatabase, type RxCollection } from "rxdb";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { getRxStorageDexie } from "rxdb/plugins/storage-dexie";
import type { PeerDoc } from "../wanted.ts";

const SCHEMA = {
  version: 0,
  primaryKey: "key",
  type: "object",
  properties: {
    key: { type: "string", maxLength: 200 },
    t: { type: "string", maxLength: 40 },
    communityCode: { type: "string", maxLength: 20 },
    doc: { type: "object", additionalProperties: true },
  },
  required: ["key", "t", "communityCode", "doc"],
  indexes: [["t", "communityCode"]],
} as const;

export interface Peer {
  readonly collection: RxCollection<PeerDoc>;
  /** Both ways until nothing is left to do. Answers what it was told of errors. */
  sync(): Promise<string[]>;
  stop(): Promise<void>;
}

type Storage = Parameters<typeof createRxDatabase>[0]["storage"];

/** `ask` posts JSON to a path of the server. */
export async function openRx(
  name: string,
  ask: (path: string, body: unknown) => Promise<unknown>,
  { storage = getRxStorageDexie() as Storage, batchSize = 500 } = {},
): Promise<Peer> {
  const db = await createRxDatabase({ name, storage, multiInstance: false });
  const { docs: collection } = await db.addCollections({ docs: { schema: SCHEMA } });
  const errors: string[] = [];
  const state: { replication?: ReturnType<typeof replicateRxCollection<PeerDoc, { at: number }>> } = {};
  const start = () => {
    const replication = replicateRxCollection<PeerDoc, { at: number }>({
      collection: collection as RxCollection<PeerDoc>,
      replicationIdentifier: `${name}-docs`,
      live: true,
      waitForLeadership: false,
      retryTime: 500,
      pull: {
        batchSize,
        handler: async (last, limit) => (await ask("/rx/pull", { at: last?.at ?? 0, limit })) as never,
      },
      push: { batchSize, handler: async (rows) => (await ask("/rx/push", rows)) as never },
    });
    replication.error$.subscribe((error) => errors.push(String(error)));
    state.replication = replication;
    return replication;
  };
  return {
    collection: collection as RxCollection<PeerDoc>,
    sync: async () => {
      const replication = state.replication ?? start();
      await replication.awaitInitialReplication();
      replication.reSync();
      await replication.awaitInSync();
      return errors.splice(0);
    },
    stop: async () => {
      await state.replication?.cancel();
      delete state.replication;
    },
  };
}

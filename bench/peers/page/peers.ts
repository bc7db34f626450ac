/** The rivals in a browser, each with its defaults, beside plain rows; called by bench/peers/main.ts. */
import type { PouchDatabase } from "pouchdb";
// Its bundle for browsers: the modules ask for parts of Node.
import PouchDB from "pouchdb/dist/pouchdb.js";
import { openRaw, type PlainRecord, putRows, rawPull, rawPush, rawSave } from "../../pages/daily/raw-rows.ts";
import { type PeerRecord, peerDocOf } from "../wanted.ts";
import { openRx, type Peer } from "./rx.ts";

// The plugin looks for it there.
Object.assign(window, { PouchDB });
await import("pouchdb/dist/pouchdb.find.js");

const state: { pouch?: PouchDatabase; far?: string; rx?: Peer; raw?: IDBDatabase } = {};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

async function each<T>(list: readonly T[], work: (one: T) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const one of list) times.push(await timed(() => work(one)));
  return times;
}

async function post(path: string, body: unknown): Promise<unknown> {
  const reply = await fetch(path, { method: "POST", body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${path} answered ${reply.status}`);
  return reply.json();
}

const raw = async (): Promise<IDBDatabase> => {
  state.raw ??= await openRaw("raw");
  return state.raw;
};
const pouch = (): PouchDatabase => (state.pouch ??= new PouchDB("docs"));
const rx = async (): Promise<Peer> => (state.rx ??= await openRx("docs", post));
const ofPouch = (record: PeerRecord) => {
  const { key, ...rest } = peerDocOf(record);
  return { _id: key, ...rest };
};
const ISSUES = (communityCode: string) => ({ t: "issue", communityCode });

const api = {
  raw: {
    first: () => timed(async () => putRows(await raw(), (await (await fetch("/bare/all")).json()) as PlainRecord[])),
    pull: async () => rawPull(await raw(), "/bare/changes"),
    save: async (records: readonly PeerRecord[]) => {
      const db = await raw();
      return each(
        records.map((record, n) => ({ ...peerDocOf(record), n })),
        (row) => rawSave(db, row),
      );
    },
    push: async () => rawPush(await raw(), "/bare/rows", 200),
    query: async (communityCode: string, limit: number) => {
      const index = (await raw()).transaction("rows").objectStore("rows").index("of");
      return timed(
        () =>
          new Promise((done) => {
            index.getAll(IDBKeyRange.only(["issue", communityCode]), limit).onsuccess = done;
          }),
      );
    },
  },
  pouch: {
    first: (far: string) => {
      state.far = far;
      return timed(async () => {
        await pouch().createIndex({ index: { fields: ["t", "communityCode"] } });
        await pouch().replicate.from(far);
        // The index is only built when it is first asked.
        await pouch().find({ selector: ISSUES("none"), limit: 1 });
      });
    },
    pull: () => timed(() => pouch().replicate.from(state.far ?? "")),
    save: (records: readonly PeerRecord[]) => each(records, (record) => pouch().put(ofPouch(record))),
    push: () => timed(() => pouch().replicate.to(state.far ?? "")),
    query: (communityCode: string, limit: number) =>
      timed(() => pouch().find({ selector: ISSUES(communityCode), limit })),
  },
  rx: {
    first: async () => {
      const peer = await rx();
      return timed(() => peer.sync());
    },
    pull: async () => {
      const peer = await rx();
      return timed(() => peer.sync());
    },
    save: async (records: readonly PeerRecord[]) => {
      const peer = await rx();
      await peer.stop();
      return each(records, (record) => peer.collection.insert(peerDocOf(record)));
    },
    push: async () => {
      const peer = await rx();
      return timed(() => peer.sync());
    },
    query: async (communityCode: string, limit: number) => {
      const peer = await rx();
      return timed(() => peer.collection.find({ selector: ISSUES(communityCode), limit }).exec());
    },
  },
  counts: async () => ({
    pouch: state.pouch ? (await state.pouch.info()).doc_count : 0,
    rx: state.rx ? await state.rx.collection.count().exec() : 0,
  }),
};

export type PeersPage = typeof api;
Object.assign(window, { bench: api });

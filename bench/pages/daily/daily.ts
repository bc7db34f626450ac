/** The app's own day: pulls, saves off line and pushes, timed inside the browser beside plain rows; called by bench/daily.ts. */
import { recordsOf } from "#storage/cache/page-bytes";
import { readPaged } from "#storage/cache/read-record";
import { unpackOne } from "#storage/cache/unpack";
import { listPeople } from "#storage/device-book";
import { findIssues } from "#storage/issues";
import { readOverlay } from "#storage/overlay";
import { newId, record } from "#storage/record";
import { openWorld, type World } from "#storage/world";
import { type Engine, startEngine } from "#sync/engine";
import { enrol } from "#sync/enrol";
import { noChecks, pullAll } from "#sync/pull";
import { pushAll } from "#sync/push";
import { openTransport, type Transport } from "#sync/transport";
import { openRaw, type PlainRecord, putRows, rawPull, rawPush, rawSave } from "./raw-rows.ts";

interface Held {
  readonly world: World;
  readonly transport: Transport;
  /** Scopes are counted every ten minutes, not at each pull: what the engine remembers of it. */
  readonly checks: ReturnType<typeof noChecks>;
  readonly raw: IDBDatabase;
}

const state: { held?: Held; engine?: Engine } = {};

function held(): Held {
  if (!state.held) throw new Error("nobody has signed in");
  return state.held;
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

async function everything({ cache }: World): Promise<PlainRecord[]> {
  const plain = ({ t, id, doc }: PlainRecord): PlainRecord => ({ t, id, doc });
  const pages = await cache.pages.toArray();
  return [...(await cache.rows.toArray()).map(plain), ...pages.flatMap((page) => recordsOf(page).map(plain))];
}

async function hold(world: World): Promise<Held> {
  const raw = await openRaw("raw");
  state.held = { world, raw, transport: openTransport(world.person), checks: noChecks() };
  return state.held;
}

const pull = ({ world, transport, checks }: Held): Promise<void> => pullAll(world, transport, { checks });

/** What a group leader reports on a round; no two are the same record. */
async function aReport(world: World): Promise<Record<string, unknown>> {
  const [compound] = await readPaged(world.cache, "compound");
  const [checklist] = await readPaged(world.cache, "checklistVersion");
  const sections = (checklist?.doc["sections"] ?? []) as {
    categories: { id: string; label: string; severity: string }[];
  }[];
  const category = sections.flatMap((s) => s.categories).find((c) => c.severity !== "red");
  return {
    communityCode: compound?.doc["communityCode"],
    source: "patrol",
    place: { compoundId: compound?.id, spot: "三单元门口，靠近消防通道" },
    checklistVersionId: checklist?.id,
    category: category?.id,
    categoryLabel: category?.label,
    severity: category?.severity,
    words: "纸箱和旧家具堆在楼道里，挡住了消防门，已请住户今晚搬走",
    photos: [],
    ownerKind: "branch",
  };
}

const api = {
  /** Signs in, reads everything; gives how many records and how long. `filled`: and lays the same records into plain rows. */
  async begin(code: string, filled = true): Promise<{ records: number; readMs: number }> {
    const person = await enrol(code, "bench");
    if (!person.ok) throw new Error(person.error.kind);
    const world = await openWorld(person.value);
    const phone = await hold(world);
    const readMs = await timed(() => pull(phone));
    const records = await everything(world);
    if (filled) await putRows(phone.raw, records);
    return { records: records.length, readMs };
  },
  /** The same phone after its browser was started again. */
  async again(): Promise<void> {
    const [person] = await listPeople();
    if (!person) throw new Error("nobody is on this phone");
    await hold(await openWorld(person));
  },
  records: () => everything(held().world),
  pull: () => timed(() => pull(held())),
  /** A list of reports as the app shows it, with what waits folded over it. */
  query: (communityCode: string, limit: number) =>
    timed(async () => findIssues(held().world.cache, await readOverlay(held().world), { communityCode, limit })),
  rawPull: (path: string) => rawPull(held().raw, path),
  /** Saves one after the other, each until the disk has it; beside each a plain row of the same size. */
  async save(count: number): Promise<{ saves: number[]; raws: number[] }> {
    const { world, raw } = held();
    const report = await aReport(world);
    const times = { saves: [] as number[], raws: [] as number[] };
    for (let i = 0; i < count; i++) {
      const args = { ...report, issueId: newId() };
      let said = true;
      times.saves.push(
        await timed(async () => {
          said = (await record(world, [{ cmd: "issue.report", args }])).ok;
        }),
      );
      if (!said) throw new Error("a report was refused");
      const row = await world.vault.outbox.orderBy("n").last();
      if (row) times.raws.push(await rawSave(raw, row));
    }
    return times;
  },
  push: () => timed(() => pushAll(held().world, held().transport)),
  rawPush: (path: string) => rawPush(held().raw, path, 200),
  async counts(): Promise<{ cid: string; waiting: number; receipts: number; aside: number }> {
    const { vault } = held().world;
    const [waiting, receipts, aside] = await Promise.all([
      vault.outbox.count(),
      vault.ledger.count(),
      vault.quarantine.count(),
    ]);
    return { cid: (await vault.getMeta("cid")) ?? "", waiting, receipts, aside };
  },
  /** From now on the app syncs by itself, as it does in somebody's hand. */
  /** What the app does in idle moments after a first sync: what waits in pages gets its rows. */
  async unpack(): Promise<void> {
    while (await unpackOne(held().world.cache));
  },
  live: (): void => {
    state.engine = startEngine(held().world, { tell: { build: "bench" } });
  },
  isResting: (): boolean => state.engine?.status().running === false,
};

export type DailyBench = typeof api;
Object.assign(window, { bench: api });

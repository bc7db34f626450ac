/**
 * What the server does when phones read a large district for the first time: the list of pages and the pages themselves,
 * on a server that has just started and on one that has been asked before; two phones of one community, one after the other.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PageList, WantedPage } from "#protocol/pages";
import { MAX_PAGES_ASKED } from "#protocol/pages";
import { PROTO, SCHEMA } from "#protocol/version";
import { createApp } from "../sync-server/app.ts";
import { silentLog } from "../sync-server/log.ts";
import type { Db } from "../sync-server/store/db.ts";
import { makeCode } from "../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../sync-server/store/hint-bus.ts";
import { openDatabase } from "../sync-server/store/open-database.ts";
import type { AskServer } from "../tests/harness/server.ts";
import { WirePhone } from "../tests/harness/wire-phone.ts";
import { type BenchSize, type Figure, median, ms, shown } from "./figures.ts";
import { fillLargeDistrict, LEADER } from "./large-district.ts";

const DISTRICT = "450303000000";
const PHONES = 2;

interface Took {
  readonly ms: number;
  /** Of this process: the server's and the little that asking takes. */
  readonly cpuMs: number;
}

async function taken<T>(work: () => Promise<T>): Promise<{ result: T; took: Took }> {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, took: { ms: performance.now() - from, cpuMs: (user + system) / 1000 } };
}

/** A process that has just started, as far as it knows. */
async function started(db: Db, dataDir: string): Promise<AskServer> {
  const app = await createApp({ db, dataDir, districtCode: DISTRICT, hints: createHintBus(), log: silentLog() });
  return async (path, init) => app.request(path, init);
}

const PACKED = { headers: { "accept-encoding": "br" } };
const asking = (phone: WirePhone) => ({ proto: PROTO, sch: SCHEMA, epoch: phone.epoch });

/** As a phone asks: packed. The list is looked into to know what to ask for, the pages are only read. */
async function firstSync(ask: AskServer, phone: WirePhone, scopes: readonly string[]) {
  const call = async (path: string, body: object): Promise<Response> => {
    const headers = {
      ...PACKED.headers,
      "content-type": "application/json",
      authorization: `Bearer ${await phone.token()}`,
    };
    const reply = await ask(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (reply.status !== 200) throw new Error(`${path} answered ${reply.status}`);
    return reply;
  };
  const list = await taken(async () =>
    (await call("/api/sync/pages/list", { ...asking(phone), scopes })).arrayBuffer(),
  );
  const text = await (await phone.call("/api/sync/pages/list", { ...asking(phone), scopes })).text();
  const { scopes: listed, since } = JSON.parse(text) as PageList;
  const wanted: WantedPage[] = listed.flatMap(({ scope, head: at, shelves }) =>
    shelves.flatMap(({ t, packed, pages }) => pages.map(([bucket]) => ({ scope, at, t, packed, bucket }))),
  );
  let bytes = 0;
  const pages = await taken(async () => {
    for (let i = 0; i < wanted.length; i += MAX_PAGES_ASKED) {
      const asked = { ...asking(phone), since, pages: wanted.slice(i, i + MAX_PAGES_ASKED) };
      bytes += (await (await call("/api/sync/pages", asked)).arrayBuffer()).byteLength;
    }
  });
  return { list: list.took, pages: pages.took, count: wanted.length, bytes };
}

const both = (of: readonly Took[]): string =>
  `${ms(median(of.map((t) => t.ms)))}, ${ms(median(of.map((t) => t.cpuMs)))}`;

/** Times and this process's processor time; the database's own is not in it. */
export async function pageList(size: BenchSize): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "zimajia-bench-"));
  await fillLargeDistrict(dataDir, size.quick ? 0.02 : 1);
  const { db } = await openDatabase({ dataDir, databaseUrl: null });
  try {
    const cold: Awaited<ReturnType<typeof firstSync>>[] = [];
    const warm: typeof cold = [];
    for (let round = 0; round < (size.quick ? 1 : 5); round++) {
      const ask = await started(db, dataDir);
      const phones: WirePhone[] = [];
      for (let i = 0; i < (size.quick ? 2 : PHONES); i++) {
        phones.push(await WirePhone.enrol(ask, (await makeCode(db, LEADER, "bench", Date.now())).code));
      }
      const { tail } = await phones[0]!.pull();
      for (const [i, phone] of phones.entries()) {
        (i === 0 ? cold : warm).push(await firstSync(ask, phone, Object.keys(tail.cursor)));
      }
    }
    return [
      shown("W1", "first sync on the server: pages, bytes", `${cold[0]!.count}, ${cold[0]!.bytes}`),
      shown("W1", "list on a server that has just started: time, processor", both(cold.map((c) => c.list))),
      shown("W1", "its pages", both(cold.map((c) => c.pages))),
      shown("W1", "list for each phone after it", both(warm.map((c) => c.list))),
      shown("W1", "its pages", both(warm.map((c) => c.pages))),
    ];
  } finally {
    await db.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

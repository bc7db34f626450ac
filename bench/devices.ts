/** Many devices on the wire, ten to a community, each with a person of its own; what each was told is kept for the oracle. */
import { readFileSync } from "node:fs";
import type { Envelope } from "#protocol/envelope";
import type { PushReply } from "#protocol/push";
import { loadRecords, type MadeRecord } from "../sync-server/load-records.ts";
import type { Db } from "../sync-server/store/db.ts";
import { makeCode } from "../sync-server/store/enrolment-store.ts";
import { aRoute, DISTRICT } from "../tests/builders/neighbourhood.ts";
import { type Puller, pullPage } from "../tests/harness/puller.ts";
import type { AskServer } from "../tests/harness/server.ts";
import { WirePhone } from "../tests/harness/wire-phone.ts";

export const A_COMMUNITY = 10;
const PUSHED_AT_ONCE = 20;
const MOST_TRIES = 60;

const communityOf = (device: number): string => String(450_303_001_000 + Math.floor(device / A_COMMUNITY) + 1);

/** Communities, people and their sign-in codes, one for each device. */
export async function loadDevices(db: Db, devices: number): Promise<string[]> {
  const records: MadeRecord[] = [{ t: "orgUnit", id: DISTRICT, doc: unit(DISTRICT, "district", null) }];
  for (let i = 0; i < devices; i++) {
    const orgCode = communityOf(i);
    if (i % A_COMMUNITY === 0) records.push({ t: "orgUnit", id: orgCode, doc: unit(orgCode, "community", DISTRICT) });
    if (i % A_COMMUNITY === 0) records.push(...teamOf(orgCode, `device-${i}`));
    const grant = { id: `g${i}`, role: "communityAdmin", orgCode, from: "2026-01-01T00:00:00.000Z" };
    const id = `device-${i}`;
    records.push({ t: "person", id, doc: { id, displayName: `演示·${i}`, orgCode, grants: [grant], demo: true } });
  }
  await loadRecords(db, records);
  const codes: string[] = [];
  for (let i = 0; i < devices; i++) codes.push((await makeCode(db, `device-${i}`, "bench", Date.now())).code);
  return codes;
}

const unit = (id: string, level: string, parent: string | null) => ({ id, name: id, level, kind: "urban", parent });

/** Its team with one group, and a route: a shift names all three. */
function teamOf(communityCode: string, leadId: string): MadeRecord[] {
  const groups = [{ id: `g-${communityCode}`, name: "一组", leadId, memberIds: [leadId] }];
  const team = { id: `t-${communityCode}`, name: "紫马甲", kind: "purpleVest", communityCode, groups, demo: true };
  return [
    { t: "team", id: team.id, doc: team },
    {
      ...aRoute(),
      id: `r-${communityCode}`,
      doc: { ...(aRoute().doc as object), id: `r-${communityCode}`, communityCode, teamId: team.id },
    },
  ];
}

export interface Device {
  readonly index: number;
  readonly phone: WirePhone;
  readonly puller: Puller;
  /** Ids of the records the server said it took. */
  readonly told: string[];
  round: number;
  /** Why it was not answered at once, and how often. */
  readonly refused: Map<string, number>;
}

/** Enrols one after the other and reads what there is, so that only the daily work is measured later. */
export async function enrolDevices(ask: AskServer, codes: readonly string[]): Promise<Device[]> {
  const devices: Device[] = [];
  for (const [index, code] of codes.entries()) {
    const device = {
      index,
      phone: await WirePhone.enrol(ask, code),
      puller: { rows: new Map(), cursor: {} },
      told: [],
      round: 0,
      refused: new Map(),
    };
    await pullAll(device);
    devices.push(device);
  }
  return devices;
}

async function pullAll({ phone, puller, refused }: Device): Promise<void> {
  for (let tries = 0; !(await pullPage(phone, puller)); tries++) {
    if (tries > MOST_TRIES) throw new Error("no pull ends");
    refused.set("a pull went on", (refused.get("a pull went on") ?? 0) + 1);
    await new Promise((later) => setTimeout(later, 50 * tries));
  }
}

const slot = (device: Device, k: number) => {
  const code = communityOf(device.index);
  const args = { communityCode: code, teamId: `t-${code}`, groupId: `g-${code}`, routeId: `r-${code}` };
  return {
    cmd: "roster.plan",
    args: { ...args, slotId: `s${device.index}-${device.round}-${k}`, on: "2030-01-01", band: "night" },
  };
};

/** Made before the clock runs: it is the phone's work, not the server's. */
export function nextBatch(device: Device): Envelope[] {
  device.round += 1;
  return Array.from({ length: PUSHED_AT_ONCE }, (_, k) => device.phone.envelope(slot(device, k)));
}

/** As a phone does: refused or not answered, it waits a little and sends the same again. */
async function untilAnswered(device: Device, ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const reply = await ask().catch(() => undefined);
    if (reply?.status === 200) return reply;
    const why = reply === undefined ? "no answer" : `${reply.status} ${(await reply.text()).slice(0, 80)}`;
    device.refused.set(why, (device.refused.get(why) ?? 0) + 1);
    await new Promise((later) => setTimeout(later, 1_000 + 1_000 * Math.random()));
  }
  throw new Error(`device ${device.index} is never answered: ${[...device.refused.keys()].join("; ")}`);
}

/** Pushes until it is answered; an answer that does not take everything is an error of the bench. */
export async function pushBatch(device: Device, muts: readonly Envelope[]): Promise<void> {
  const reply = await untilAnswered(device, () => device.phone.pushRaw(muts));
  const { results } = (await reply.json()) as PushReply;
  const applied = results.filter((r) => r.outcome === "applied").length;
  if (applied !== muts.length)
    throw new Error(`of ${muts.length} records ${applied} were taken: ${results[0]?.reason}`);
  for (const mut of muts) device.told.push(String((mut.args as { slotId: string }).slotId));
}

export async function pushAndPull(
  device: Device,
  muts: readonly Envelope[],
): Promise<{ pushMs: number; pullMs: number }> {
  const from = performance.now();
  await pushBatch(device, muts);
  const pushed = performance.now();
  await pullAll(device);
  return { pushMs: pushed - from, pullMs: performance.now() - pushed };
}

/** Pulls once more and counts what any of them was told and some neighbour does not have. */
export async function missedRows(devices: readonly Device[]): Promise<number> {
  let missed = 0;
  await Promise.all(devices.map(pullAll));
  for (const { index, puller } of devices) {
    const home = communityOf(index);
    const ids = new Set([...puller.rows.keys()].filter((k) => k.includes(" rosterSlot ")).map((k) => k.split(" ")[2]));
    const neighbours = devices.filter((other) => communityOf(other.index) === home);
    missed += neighbours.flatMap((other) => other.told).filter((id) => !ids.has(id)).length;
  }
  return missed;
}

/** CPU seconds a process has used; null where the system does not say. */
export function cpuOf(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

/** Memory a process holds, MB; null where the system does not say. */
export function memoryOf(pid: number): number | null {
  try {
    const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return line === null ? null : Number(line[1]) / 1024;
  } catch {
    return null;
  }
}

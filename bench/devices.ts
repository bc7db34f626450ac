/** Many devices on the wire, ten to a community, each with a person of its own; what each was told is kept for the oracle. */
import { readFileSync } from "node:fs";
import type { Envelope } from "#protocol/envelope";
import { loadRecords, type MadeRecord } from "../sync-server/load-records.ts";
import type { Db } from "../sync-server/store/db.ts";
import { makeCode } from "../sync-server/store/enrolment-store.ts";
import { aRoute, DISTRICT } from "../tests/builders/neighbourhood.ts";
import { type Puller, pullPage } from "../tests/harness/puller.ts";
import type { AskServer } from "../tests/harness/server.ts";
import { WirePhone } from "../tests/harness/wire-phone.ts";

export const A_COMMUNITY = 10;
const PUSHED_AT_ONCE = 20;

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
    };
    await pullAll(device);
    devices.push(device);
  }
  return devices;
}

async function pullAll({ phone, puller }: Device): Promise<void> {
  for (let tries = 0; !(await pullPage(phone, puller)); tries++) if (tries > 50) throw new Error("no pull ends");
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

/** Pushes once, without mercy: an answer that is not whole is an error of the bench. */
export async function pushBatch(device: Device, muts: readonly Envelope[]): Promise<void> {
  const { results } = await device.phone.push(muts);
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

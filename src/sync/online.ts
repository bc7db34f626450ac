/** What is only had on line: codes for new phones, the list of devices, figures of the district. */
import * as v from "valibot";
import { type CustodyForm, custodyFormsReply, type HandOver, handOversReply } from "#protocol/custody";
import { heartbeatSchema } from "#protocol/heartbeat";
import { codeReply, type OwnDevice, ownDevicesReply } from "#protocol/session";
import type { World } from "#storage/world";
import { readJson } from "./transport.ts";
import { transportOf } from "./transports.ts";

const counts = v.record(v.string(), v.number());

const overviewReply = v.looseObject({
  /** Server time of the figures, ISO. */
  at: v.string(),
  communities: v.array(
    v.looseObject({
      communityCode: v.string(),
      openBySeverity: counts,
      /** Last 30 days. */
      roundsByState: counts,
      /** `all`, and `seen7d`: looked at in the last 7 days. */
      checkpoints: counts,
    }),
  ),
});
export type Overview = v.InferOutput<typeof overviewReply>;

const figuresReply = v.looseObject({
  /** Server time of the figures, ISO. */
  at: v.string(),
  issues: v.array(v.looseObject({ state: v.string(), severity: v.string(), n: v.number() })),
  /** What is not done, most first. */
  categories: v.array(
    v.looseObject({ category: v.string(), categoryLabel: v.string(), checklistVersionId: v.string(), n: v.number() }),
  ),
  /** Last 14 local days, newest first. */
  days: v.array(v.looseObject({ on: v.string(), planned: v.number(), finished: v.number(), running: v.number() })),
  compounds: v.array(
    v.looseObject({ compoundId: v.string(), all: v.number(), seen7d: v.number(), seen30d: v.number() }),
  ),
});
export type CommunityFigures = v.InferOutput<typeof figuresReply>;

const sightsReply = v.looseObject({ seen: v.array(v.looseObject({ checkpointId: v.string(), at: v.string() })) });

const deviceRow = v.looseObject({
  id: v.string(),
  personId: v.string(),
  displayName: v.nullish(v.string()),
  name: v.string(),
  createdAt: v.nullish(v.string()),
  seenAt: v.nullish(v.string()),
  revokedAt: v.nullish(v.string()),
  /** When it last handed something in, and when it last fetched. */
  pushedAt: v.nullish(v.string()),
  pulledAt: v.nullish(v.string()),
  /** What it said of itself, and when. */
  told: v.nullish(heartbeatSchema),
  /** Records that never arrived and were on it when its browser cleared it; null: it was never cleared. */
  lost: v.nullish(v.number()),
  toldAt: v.nullish(v.string()),
});
export type DeviceInfo = v.InferOutput<typeof deviceRow>;
const devicesReply = v.looseObject({ devices: v.array(deviceRow) });

/** A one-time code for one person's next phone. Throws Fault. */
export async function createCode(world: World, personId: string): Promise<{ code: string; expiresAt: string }> {
  const response = await transportOf(world).ask("/api/codes", { method: "POST", json: { personId } });
  const { code, expiresAt } = await readJson(response, codeReply);
  return { code, expiresAt };
}

/** Figures per community under this person's office. Throws Fault. */
export async function fetchOverview(world: World): Promise<Overview> {
  return readJson(await transportOf(world).ask("/api/overview"), overviewReply);
}

/** Figures of one community, without texts and names. Throws Fault. */
export async function fetchFigures(world: World, community: string): Promise<CommunityFigures> {
  return readJson(await transportOf(world).ask(`/api/overview/${encodeURIComponent(community)}`), figuresReply);
}

/** When each place of a compound was last looked at, by checkpoint. Throws Fault. */
export async function fetchSights(world: World, community: string, compound: string): Promise<Map<string, string>> {
  const path = `/api/overview/${encodeURIComponent(community)}/seen/${encodeURIComponent(compound)}`;
  const { seen } = await readJson(await transportOf(world).ask(path), sightsReply);
  return new Map(seen.map((one) => [one.checkpointId, one.at]));
}

/** Phones of the people this person administers. Throws Fault. */
export async function fetchDevices(world: World): Promise<DeviceInfo[]> {
  return (await readJson(await transportOf(world).ask("/api/devices"), devicesReply)).devices;
}

export type { OwnDevice };

/** Every phone that was ever enrolled in this person's name, those in use first. Throws Fault. */
export async function fetchOwnDevices(world: World): Promise<OwnDevice[]> {
  return (await readJson(await transportOf(world).ask("/api/devices/mine"), ownDevicesReply)).devices;
}

/** The phone gets no data any more; what it still sends is kept for a person to look at. Throws Fault. */
export async function revokeDevice(world: World, deviceId: string): Promise<void> {
  await transportOf(world).ask(`/api/devices/${encodeURIComponent(deviceId)}/revoke`, { method: "POST", json: {} });
}

export type { CustodyForm, HandOver };

const custodyOf = (deviceId: string): string => `/api/custody/${encodeURIComponent(deviceId)}`;

/** Phones that were switched off, of the people this person administers. Throws Fault. */
export async function fetchHandOvers(world: World): Promise<HandOver[]> {
  return (await readJson(await transportOf(world).ask("/api/custody"), handOversReply)).phones;
}

/** Unfinished forms that such a phone handed in. Throws Fault. */
export async function fetchForms(world: World, deviceId: string): Promise<CustodyForm[]> {
  return (await readJson(await transportOf(world).ask(custodyOf(deviceId)), custodyFormsReply)).forms;
}

/** Somebody has dealt with what a phone held, or takes that back. Throws Fault. */
export async function settleHandOver(world: World, deviceId: string, settled: boolean): Promise<void> {
  await transportOf(world).ask(`${custodyOf(deviceId)}/settle`, { method: "POST", json: { settled } });
}

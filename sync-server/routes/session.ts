/** Enrolment by code, tokens by device key, codes for new phones, devices and their revocation. */
import { type Context, Hono } from "hono";
import type { InferOutput } from "valibot";
import { type Actor, activeActor, districtOf, holds } from "#domain/kernel/actor";
import { Fault } from "#domain/kernel/fault";
import { personScope } from "#domain/kernel/scope";
import type { Person } from "#domain/people/people";
import { adminSeats, mayStandFor } from "#domain/people/people-commands";
import { codeRequest, enrolRequest, type ownDeviceReply, tokenRequest } from "#protocol/session";
import { type Access, type AppEnv, type Caller, requireCaller, signToken } from "../access/access.ts";
import { isPublicKey, isSignedBy } from "../access/device-key.ts";
import { SIGN_IN_WINDOW_MS, signedTime, timeToSign } from "../access/sign-in-time.ts";
import { auditOf, writeAudit } from "../store/audit-store.ts";
import type { Queryable } from "../store/db.ts";
import { type OwnDeviceRow, ownDevices } from "../store/device-store.ts";
import { addDevice, type DeviceRow, deviceById, deviceOfCode, makeCode, redeemCode } from "../store/enrolment-store.ts";
import type { HintBus } from "../store/hint-bus.ts";
import { prefixOf } from "../store/org-prefix.ts";
import { takeSignedRequest } from "../store/signed-requests.ts";
import { judgeTry, tryKeys } from "../store/try-store.ts";
import { parseBody } from "./parse-body.ts";
import { createTurns } from "./turns.ts";

export interface SessionDeps {
  readonly access: Access;
  readonly epoch: () => string;
  /** Address of the asker, for limits only; kept as a keyed hash. */
  readonly addressOf: (c: Context<AppEnv>) => string;
  readonly hints: HintBus;
}

const ADMINS = ["communityAdmin", "streetAdmin", "districtAdmin"] as const;
/** So many may wait for their code to be looked at. */
const MOST_ENROLLING = 200;

export function sessionRoutes({ access, epoch, addressOf, hints }: SessionDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const inTurn = createTurns(MOST_ENROLLING);

  app.post("/enrol", async (c) => {
    const request = await parseBody(c, enrolRequest);
    if (!(await isPublicKey(request.publicKey))) throw new Fault("malformed", "never");
    const keys = tryKeys(access.keys.held().tokenSecret, { publicKey: request.publicKey, address: addressOf(c) });
    const attempt = (q: Queryable) => enrolDevice(q, request, access.now());
    const judged = await inTurn(() => judgeTry(access.db, { keys, nowMs: access.now(), attempt }));
    if (judged.kind === "wait") throw new Fault("too-many", "later", { waitS: judged.waitS });
    if (judged.kind === "wrong") throw new Fault("code-unknown", "never", { waitS: judged.waitS });
    return c.json({ ...judged.value, districtCode: access.districtCode, epoch: epoch() });
  });

  app.post("/token", async (c) => {
    const request = await parseBody(c, tokenRequest);
    access.limiter.take("token", request.deviceId);
    const device = await deviceById(access.db, request.deviceId);
    if (!device) throw new Fault("unauthenticated", "after-login");
    const signed = await isSignedBy(device.public_key, `${request.deviceId}.${request.at}`, request.signature);
    if (!signed) {
      c.set("impostor", { personId: device.person_id, deviceId: device.id });
      throw new Fault("unauthenticated", "after-login");
    }
    await requireSignedNow(access, request);
    await noteSignIn(access, device);
    return c.json({ token: await signToken(access, device.id), serverNow: new Date(access.now()).toISOString() });
  });

  app.use("/codes", requireCaller(access));
  app.post("/codes", async (c) => {
    const { personId } = await parseBody(c, codeRequest);
    const caller = c.get("caller");
    const person = await personById(access, personId);
    const now = new Date(access.now()).toISOString();
    if (person.retiredAt || !mayStandFor(caller.actor, person, now)) throw new Fault("forbidden", "never");
    const made = await access.db.tx(async (q) => {
      await writeAudit(q, auditOf(caller, "make-code", personId));
      return makeCode(q, personId, caller.actor.personId, access.now());
    });
    return c.json(made);
  });

  app.use("/devices", requireCaller(access));
  app.use("/devices/*", requireCaller(access));
  app.get("/devices", async (c) => c.json({ devices: await devicesFor(access, c.get("caller")) }));
  app.get("/devices/mine", async (c) => {
    const rows = await ownDevices(access.db, c.get("caller").actor.personId);
    return c.json({ devices: rows.map(ownDeviceOf) });
  });
  app.post("/devices/:id/revoke", async (c) => {
    const device = await deviceById(access.db, c.req.param("id"));
    if (!device) throw new Fault("not-found", "never");
    const caller = c.get("caller");
    await requireMaySwitchOff(access, caller.actor, device.person_id);
    await access.db.tx(async (q) => {
      await q.query("UPDATE device SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1", [device.id]);
      await writeAudit(q, auditOf(caller, "revoke-device", device.id));
    });
    // It asks at once, hears that it was switched off and hands over what it holds.
    hints.poke(new Set([personScope(device.person_id)]));
    return c.json({ revoked: true });
  });
  return app;
}

/**
 * A signature is good once and for minutes. A phone whose clock is wrong, or that was copied on the way, is told the right
 * time, to sign once more. Throws Fault `unauthenticated` with that time.
 */
async function requireSignedNow({ db, keys, now }: Access, { deviceId, at }: TokenRequest): Promise<void> {
  const nowMs = now();
  const signer = { secret: (await keys.read()).tokenSecret, deviceId };
  const signedMs = signedTime(signer, at, nowMs);
  const request = { deviceId, at, untilMs: (signedMs ?? 0) + SIGN_IN_WINDOW_MS };
  if (signedMs !== null && (await takeSignedRequest(db, request, nowMs))) return;
  throw new Fault("unauthenticated", "after-login", { serverNow: timeToSign(signer, nowMs) });
}

/** The first token of a day is a sign-in of the audit; the others of that day are the same one going on. */
async function noteSignIn({ db, districtCode, now }: Access, device: DeviceRow): Promise<void> {
  const today = new Date(now()).toISOString().slice(0, 10);
  if (device.signed_in_on === today) return;
  await db.tx(async (q) => {
    const first = await q.query<{ org_code: string | null }>(
      `UPDATE device d SET signed_in_on = $2 WHERE d.id = $1 AND d.signed_in_on IS DISTINCT FROM $2::date
       RETURNING (SELECT e.doc->>'orgCode' FROM entity e WHERE e.t = 'person' AND e.id = d.person_id) AS org_code`,
      [device.id, today],
    );
    if (first.length === 0) return;
    const { id: deviceId, person_id: personId } = device;
    const district = districtOf(first[0]?.org_code ?? districtCode);
    const detail = device.revoked_at === null ? {} : { detail: "revoked" };
    await writeAudit(q, { district, personId, deviceId, act: "sign-in", subject: deviceId, ...detail });
  });
}

async function personById(access: Access, id: string): Promise<Person> {
  const rows = await access.db.query<{ doc: Person }>("SELECT doc FROM entity WHERE t = 'person' AND id = $1", [id]);
  const person = rows[0]?.doc;
  if (!person) throw new Fault("not-found", "never");
  return person;
}

/** The person's own, and whoever administers a person; but nobody switches off somebody who stands above him. */
async function requireMaySwitchOff(access: Access, actor: Actor, personId: string): Promise<void> {
  if (actor.personId === personId) return;
  const person = await personById(access, personId);
  const { grants } = activeActor(personId, person.grants, new Date(access.now()).toISOString());
  const above = grants.filter((g) => ADMINS.some((role) => role === g.role) && !holds(actor, ADMINS, g.orgCode));
  if (!holds(actor, ADMINS, person.orgCode) || above.length > 0) throw new Fault("forbidden", "never");
}

type TokenRequest = InferOutput<typeof tokenRequest>;
type EnrolRequest = InferOutput<typeof enrolRequest>;

/** Code used up and device made in one step. A phone whose reply was lost asks again with its key and gets the same device. */
async function enrolDevice(q: Queryable, { code, publicKey, deviceName }: EnrolRequest, nowMs: number) {
  const known = await deviceOfCode(q, code, publicKey);
  const personId = known?.person_id ?? (await redeemCode(q, code, nowMs));
  if (personId === null) return null;
  const rows = await q.query<{ doc: Person }>("SELECT doc FROM entity WHERE t = 'person' AND id = $1", [personId]);
  const person = rows[0]?.doc;
  if (!person || person.retiredAt) return null;
  const deviceId = known?.id ?? (await addDevice(q, { personId, publicKey, name: deviceName, nowMs }));
  const district = districtOf(person.orgCode);
  if (!known) await writeAudit(q, { district, personId, deviceId, act: "enrol", subject: deviceId });
  return { deviceId, personId, displayName: person.displayName, orgCode: person.orgCode };
}

const instantOrNull = (at: string | null): string | null => at && new Date(at).toISOString();

const ownDeviceOf = (row: OwnDeviceRow): InferOutput<typeof ownDeviceReply> => ({
  id: row.id,
  name: row.name,
  createdAt: new Date(row.created_at).toISOString(),
  seenAt: new Date(row.seen_at).toISOString(),
  revokedAt: instantOrNull(row.revoked_at),
  told: row.told,
  toldAt: instantOrNull(row.told_at),
  handedAt: instantOrNull(row.handed_at),
  handed: row.handed,
});

interface DeviceOfPerson extends DeviceRow {
  readonly org_code: string;
  readonly display_name: string;
  /** Of what the browser had cleared: the number its next record would have got, and the last that arrived here. */
  readonly lost_next_n: number | null;
  readonly lost_last_n: number | null;
}

async function devicesFor(access: Access, caller: Caller): Promise<unknown[]> {
  const rows = await access.db.query<DeviceOfPerson>(
    `SELECT d.*, e.doc->>'orgCode' AS org_code, e.doc->>'displayName' AS display_name,
            (d.told->'lost'->>'nextN')::bigint AS lost_next_n, l.last_n AS lost_last_n
       FROM device d JOIN entity e ON e.t = 'person' AND e.id = d.person_id
       LEFT JOIN client l ON l.cid = d.told->'lost'->>'cid'
      WHERE e.doc->>'orgCode' LIKE ANY($1) ORDER BY d.seen_at DESC LIMIT 5000`,
    [adminSeats(caller.actor).map((code) => `${prefixOf(code)}%`)],
  );
  return rows
    .filter((d) => holds(caller.actor, ADMINS, d.org_code))
    .map((d) => ({
      id: d.id,
      personId: d.person_id,
      displayName: d.display_name,
      name: d.name,
      createdAt: d.created_at,
      seenAt: d.seen_at,
      revokedAt: d.revoked_at,
      pushedAt: d.pushed_at,
      pulledAt: d.pulled_at,
      told: d.told,
      lost: d.lost_next_n === null ? null : Math.max(0, d.lost_next_n - 1 - (d.lost_last_n ?? 0)),
      toldAt: d.told_at,
    }));
}

/** Enrolment by code, tokens by device key, codes for new phones, devices and their revocation. */
import { webcrypto } from "node:crypto";
import { Hono } from "hono";
import { holds } from "#domain/kernel/actor";
import { Fault } from "#domain/kernel/fault";
import type { Person } from "#domain/people/people";
import { codeRequest, enrolRequest, tokenRequest } from "#protocol/session";
import { type Access, type AppEnv, type Caller, requireCaller, signToken } from "../access/access.ts";
import { createLimiter } from "../access/limits.ts";
import { addDevice, type DeviceRow, deviceById, makeCode, useCode, writeAudit } from "../store/enrolment-store.ts";
import { parseBody } from "./parse-body.ts";

export interface SessionDeps {
  readonly access: Access;
  readonly epoch: string;
  /** Address of the asker, for limits only; never stored. */
  readonly addressOf: (request: Request) => string;
}

const ADMINS = ["communityAdmin", "streetAdmin", "districtAdmin"] as const;
/** A phone's clock may be wrong by this much before its signature counts as replayed. */
const MAX_SKEW_MS = 48 * 3_600_000;

export function sessionRoutes({ access, epoch, addressOf }: SessionDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const guesses = createLimiter(access.now);

  app.post("/enrol", async (c) => {
    const address = addressOf(c.req.raw);
    const waitS = guesses.waitS(address);
    if (waitS > 0) throw new Fault("too-many", "later", { waitS });
    const request = await parseBody(c, enrolRequest);
    const personId = await useCode(access.db, request.code, access.now());
    if (personId === null) {
      guesses.fail(address);
      throw new Fault("code-unknown", "never", { waitS: guesses.waitS(address) });
    }
    guesses.succeed(address);
    const person = await personById(access, personId);
    const deviceId = await addDevice(access.db, { personId, publicKey: request.publicKey, name: request.deviceName });
    await writeAudit(access.db, { personId, deviceId, act: "enrol", subject: deviceId });
    const { displayName, orgCode } = person;
    return c.json({ deviceId, personId, displayName, orgCode, districtCode: access.districtCode, epoch });
  });

  app.post("/token", async (c) => {
    const request = await parseBody(c, tokenRequest);
    const device = await deviceById(access.db, request.deviceId);
    if (!device) throw new Fault("unauthenticated", "after-login");
    if (device.revoked_at) throw new Fault("revoked", "after-login");
    const signed = await verifySignature(device.public_key, `${request.deviceId}.${request.at}`, request.signature);
    const fresh = Math.abs(access.now() - Date.parse(request.at)) <= MAX_SKEW_MS;
    if (!signed || !fresh) throw new Fault("unauthenticated", "after-login");
    return c.json({ token: await signToken(access, device.id), serverNow: new Date(access.now()).toISOString() });
  });

  app.use("/codes", requireCaller(access));
  app.post("/codes", async (c) => {
    const { personId } = await parseBody(c, codeRequest);
    const caller = c.get("caller");
    await requireAdminOf(access, caller, personId);
    const made = await makeCode(access.db, personId, caller.actor.personId, access.now());
    await writeAudit(access.db, auditOf(caller, "make-code", personId));
    return c.json(made);
  });

  app.use("/devices", requireCaller(access));
  app.use("/devices/*", requireCaller(access));
  app.get("/devices", async (c) => c.json({ devices: await devicesFor(access, c.get("caller")) }));
  app.post("/devices/:id/revoke", async (c) => {
    const device = await deviceById(access.db, c.req.param("id"));
    if (!device) throw new Fault("not-found", "never");
    const caller = c.get("caller");
    await requireAdminOf(access, caller, device.person_id);
    await access.db.query("UPDATE device SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1", [device.id]);
    await writeAudit(access.db, auditOf(caller, "revoke-device", device.id));
    return c.json({ revoked: true });
  });
  return app;
}

const auditOf = (caller: Caller, act: string, subject: string) => ({
  personId: caller.actor.personId,
  deviceId: caller.deviceId,
  act,
  subject,
});

async function personById(access: Access, id: string): Promise<Person> {
  const rows = await access.db.query<{ doc: Person }>("SELECT doc FROM entity WHERE t = 'person' AND id = $1", [id]);
  const person = rows[0]?.doc;
  if (!person) throw new Fault("not-found", "never");
  return person;
}

async function requireAdminOf(access: Access, caller: Caller, personId: string): Promise<void> {
  const person = await personById(access, personId);
  if (!holds(caller.actor, ADMINS, person.orgCode)) throw new Fault("forbidden", "never");
}

interface DeviceOfPerson extends DeviceRow {
  readonly org_code: string;
  readonly display_name: string;
}

async function devicesFor(access: Access, caller: Caller): Promise<unknown[]> {
  const rows = await access.db.query<DeviceOfPerson>(
    `SELECT d.*, e.doc->>'orgCode' AS org_code, e.doc->>'displayName' AS display_name
       FROM device d JOIN entity e ON e.t = 'person' AND e.id = d.person_id ORDER BY d.seen_at DESC LIMIT 5000`,
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
      unsent: d.unsent,
      oldestUnsentAt: d.oldest_unsent_at,
    }));
}

async function verifySignature(publicKey: string, text: string, signature: string): Promise<boolean> {
  try {
    const raw = Buffer.from(publicKey, "base64url");
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const key = await webcrypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
    const bytes = Buffer.from(signature, "base64url");
    return await webcrypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes, Buffer.from(text));
  } catch {
    // A key or signature that cannot be read proves nothing: the same as a wrong one.
    return false;
  }
}

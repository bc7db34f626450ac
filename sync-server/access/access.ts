/** Who asks, decided for every request from the database: device, person, grants as of now. */
import type { Context, MiddlewareHandler } from "hono";
import { jwtVerify, SignJWT } from "jose";
import { type Actor, activeActor, type Grant } from "#domain/kernel/actor";
import { Fault } from "#domain/kernel/fault";
import { type Scope, scopesOf } from "#domain/kernel/scope";
import { TOKEN_MINUTES } from "#protocol/session";
import type { Db } from "../store/db.ts";
import type { KeyRing } from "../store/key-ring.ts";
import { TOKEN_SECRET } from "../store/meta.ts";
import type { Limiter } from "./limits.ts";

export interface Caller {
  readonly actor: Actor;
  readonly deviceId: string;
  /** Unit the person belongs to; the district's where it is not known. */
  readonly orgCode: string;
  /** Switched off: it may only hand in what it still holds. */
  readonly revoked: boolean;
  /** Its sign-in has ended by itself: what it hands in is taken as always, and it reads nothing. */
  readonly lapsed: boolean;
  readonly scopes: readonly Scope[];
}

/** Whose phone was named by somebody who could not sign as it. */
export interface Impostor {
  readonly personId: string;
  readonly deviceId: string;
}

export type AppEnv = { Variables: { caller: Caller; impostor?: Impostor } };

export interface Access {
  readonly db: Db;
  readonly keys: KeyRing;
  readonly districtCode: string;
  readonly now: () => number;
  readonly limiter: Limiter;
}

const keyOfSecret = (secret: string): Uint8Array => new TextEncoder().encode(secret);

/** A token for one device, good for ten minutes. It carries no rights: those are read at each request. */
export async function signToken(access: Access, deviceId: string): Promise<string> {
  const { tokenSecret } = await access.keys.read();
  const issuedS = Math.floor(access.now() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(deviceId)
    .setIssuedAt(issuedS)
    .setExpirationTime(issuedS + TOKEN_MINUTES * 60)
    .sign(keyOfSecret(tokenSecret));
}

interface Signed {
  readonly deviceId: string;
  /** The secret it was signed with. */
  readonly secret: string;
}

async function deviceOfToken(access: Access, header: string | undefined, secret: string): Promise<Signed> {
  const token = header?.startsWith("Bearer ") ? header.slice(7) : "";
  try {
    const { payload } = await jwtVerify(token, keyOfSecret(secret), {
      algorithms: ["HS256"],
      currentDate: new Date(access.now()),
    });
    return { deviceId: payload.sub ?? "", secret };
  } catch (error) {
    // The operator may have changed the secret a moment ago: another process signed with the new one.
    const { tokenSecret } = await access.keys.read();
    if (tokenSecret !== secret) return deviceOfToken(access, header, tokenSecret);
    const fault = new Fault("unauthenticated", "after-login");
    fault.cause = error;
    throw fault;
  }
}

interface CallerRow {
  readonly token_secret: string | null;
  readonly person_id: string;
  readonly revoked: boolean;
  readonly until: string;
  readonly grants: readonly Grant[] | null;
  readonly retired: string | null;
  readonly org_code: string | null;
  readonly communities: readonly string[] | null;
}

/** Communities at or below a code, by the order of the codes. */
const below =
  (communities: readonly string[]) =>
  (org: string): string[] => {
    const prefix = org.endsWith("000000") ? org.slice(0, 6) : org.endsWith("000") ? org.slice(0, 9) : org;
    return communities.filter((id) => id.startsWith(prefix));
  };

const COMMUNITIES = "SELECT id FROM entity WHERE t = 'orgUnit' AND doc->>'level' = 'community' ORDER BY id";

/** Communities at or below a code, from the org units in the database. */
export async function communitiesIn(db: Db): Promise<(org: string) => string[]> {
  const rows = await db.query<{ id: string }>(COMMUNITIES);
  return below(rows.map((r) => r.id));
}

/** Asked at each request: one statement for device, person, grants, the tree of places, and the secret in force. */
const CALLER = {
  name: "caller",
  text: `SELECT d.person_id, d.revoked_at IS NOT NULL AS revoked, d.signed_in_until AS until, e.doc->'grants' AS grants, e.doc->>'retiredAt' AS retired, e.doc->>'orgCode' AS org_code,
            ARRAY(${COMMUNITIES}) AS communities, (SELECT value FROM meta WHERE name = '${TOKEN_SECRET}') AS token_secret
       FROM device d LEFT JOIN entity e ON e.t = 'person' AND e.id = d.person_id WHERE d.id = $1`,
};

/** The caller behind a bearer token, revoked or not. Throws Fault `unauthenticated`. */
async function callerOf(access: Access, header: string | undefined): Promise<Caller> {
  const { deviceId, secret } = await deviceOfToken(access, header, access.keys.held().tokenSecret);
  const row = await rowOf(access, deviceId);
  // It was changed since: by the one of before nobody is known any more.
  if (row.token_secret !== secret) await deviceOfToken(access, header, (await access.keys.read()).tokenSecret);
  return callerOfRow(access, deviceId, row);
}

/**
 * What a phone may as of now, revoked or not, once its key has shown that the words are its own.
 * Throws Fault `unauthenticated` for a phone nobody knows.
 */
export const callerOfDevice = async (access: Access, deviceId: string): Promise<Caller> =>
  callerOfRow(access, deviceId, await rowOf(access, deviceId));

async function rowOf({ db }: Access, deviceId: string): Promise<CallerRow> {
  const [row] = await db.query<CallerRow>(CALLER, [deviceId]);
  if (!row) throw new Fault("unauthenticated", "after-login");
  return row;
}

interface KnownOfCaller {
  readonly personId: string;
  /** His phone was switched off. */
  readonly isOff: boolean;
  readonly isRetired: boolean;
  readonly grants: readonly Grant[] | null;
}

/** Whoever is retired, or asks from a phone that was switched off, has no role any more. `now`: ISO. */
export function rightsOf(
  { personId, isOff, isRetired, grants }: KnownOfCaller,
  now: string,
): Pick<Caller, "actor" | "revoked"> {
  const revoked = isOff || isRetired;
  return { revoked, actor: activeActor(personId, revoked ? [] : (grants ?? []), now) };
}

function callerOfRow(access: Access, deviceId: string, row: CallerRow): Caller {
  const lapsed = Date.parse(row.until) < access.now();
  const known = { personId: row.person_id, isOff: row.revoked, isRetired: row.retired !== null, grants: row.grants };
  const { actor, revoked } = rightsOf(known, new Date(access.now()).toISOString());
  const scopes = revoked ? [] : scopesOf(actor, access.districtCode, below(row.communities ?? []));
  return { actor, deviceId, orgCode: row.org_code ?? access.districtCode, revoked, lapsed, scopes };
}

/** Who asks, within what a phone and a person may ask. Throws Fault `unauthenticated` or `too-many`. */
async function admit(access: Access, c: Context<AppEnv>): Promise<Caller> {
  const { limiter } = access;
  const caller = await callerOf(access, c.req.header("authorization"));
  c.set("caller", caller);
  limiter.take("device", caller.deviceId);
  limiter.take("person", caller.actor.personId);
  return caller;
}

/** Lets devices in force through. Throws Fault `unauthenticated`, `revoked`, `sign-in-ended` or `too-many`. */
export const requireCaller =
  (access: Access): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const caller = await admit(access, c);
    if (caller.revoked) throw new Fault("revoked", "after-login");
    if (caller.lapsed) throw new Fault("sign-in-ended", "after-login");
    await next();
  };

/**
 * As requireCaller, and revoked and lapsed devices too: for handing in only. What a revoked one sends is set aside, never
 * applied; a lapsed one has only been away, and its records count.
 */
export const requireSender =
  (access: Access): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    await admit(access, c);
    await next();
  };

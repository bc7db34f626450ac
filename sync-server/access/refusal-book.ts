/**
 * Whoever met a shut door stands in the audit: who, at which door, how often. One entry a minute for the same asker at the
 * same door; the others of that minute are counted in the next one, so that nobody fills the audit by knocking.
 */
import type { Context } from "hono";
import { districtOf } from "#domain/kernel/actor";
import { isFault } from "#domain/kernel/fault";
import type { Log } from "../log.ts";
import { type AuditEntry, writeAudit } from "../store/audit-store.ts";
import { keyOfAddress } from "../store/try-store.ts";
import type { Access, AppEnv } from "./access.ts";

export interface RefusalBookDeps {
  readonly access: Access;
  readonly log: Log;
  readonly addressOf: (c: Context<AppEnv>) => string;
}

const QUIET_MS = 60_000;
const MOST_REMEMBERED = 10_000;

const SHUT = new Set(["forbidden", "revoked", "code-unknown"]);
/** What the library calls a token that we did not sign; one that has merely run out is nobody's offence. */
const FORGED = new Set(["ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "ERR_JOSE_ALG_NOT_ALLOWED"]);

interface Door {
  readonly untilMs: number;
  /** Knocks since the last entry. */
  readonly unnoted: number;
}

/** The word under which a fault stands in the audit; null for one that does not belong there. */
function actOf(c: Context<AppEnv>, error: unknown): string | null {
  if (!isFault(error)) return null;
  if (SHUT.has(error.code)) return "refused";
  if (error.code !== "unauthenticated") return null;
  if (c.get("impostor")) return "refused-sign-in";
  const { cause } = error;
  const forged = cause instanceof Error && "code" in cause && FORGED.has(String(cause.code));
  return forged ? "refused-token" : null;
}

export type NoteRefusal = (c: Context<AppEnv>, error: unknown) => Promise<void>;

/** Gives the function to call with every failed request. It never fails: the answer is due whatever the audit does. */
export function createRefusalBook({ access, log, addressOf }: RefusalBookDeps): NoteRefusal {
  const doors = new Map<string, Door>();
  const entryOf = (c: Context<AppEnv>, act: string, code: string): AuditEntry => {
    const caller = c.get("caller");
    const impostor = c.get("impostor");
    const { method, routePath } = c.req;
    return {
      district: caller ? districtOf(caller.orgCode) : access.districtCode,
      personId: caller?.actor.personId ?? impostor?.personId ?? null,
      deviceId: caller?.deviceId ?? impostor?.deviceId ?? null,
      act,
      subject: `${method} ${routePath}`,
      detail: `${code} from ${keyOfAddress(access.keys.held().tokenSecret, addressOf(c)).slice(0, 8)}`,
    };
  };
  return async (c, error) => {
    const act = actOf(c, error);
    if (act === null || !isFault(error)) return;
    const entry = entryOf(c, act, error.code);
    const key = [entry.deviceId, entry.act, entry.subject, entry.detail].join(" ");
    const door = doors.get(key);
    const nowMs = access.now();
    if (door && nowMs < door.untilMs) {
      doors.set(key, { ...door, unnoted: door.unnoted + 1 });
      return;
    }
    doors.delete(key);
    doors.set(key, { untilMs: nowMs + QUIET_MS, unnoted: 0 });
    const oldest = doors.keys().next().value;
    if (doors.size > MOST_REMEMBERED && oldest !== undefined) doors.delete(oldest);
    const detail = door && door.unnoted > 0 ? `${entry.detail}, ${door.unnoted} more before` : entry.detail;
    await writeAudit(access.db, { ...entry, ...(detail === undefined ? {} : { detail }) }).catch((cause: unknown) => {
      log.error({ err: cause }, "a refusal could not be written into the audit");
    });
  };
}

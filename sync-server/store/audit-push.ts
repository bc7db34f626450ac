/** What of a push belongs into the audit: deeds about people's access and set-aside records, and what was refused. */
import { COMMANDS } from "#domain/commands";
import type { Caller } from "../access/access.ts";
import { type AuditEntry, auditOf } from "./audit-store.ts";
import type { Kept } from "./push-decide.ts";

/** Record types whose every change decides who may do or see what. */
const AUDITED_TYPES = new Set(["person", "setAside", "team", "opening"]);

/** Reasons that mean a shut door, not a mistake. */
const SHUT = new Set(["not-allowed", "not-a-member", "revoked", "damaged"]);

/** Entries for what one caller's push did; refusals of a kind are one entry with their number. */
export function auditOfPush(caller: Caller, kept: readonly Kept[]): AuditEntry[] {
  const done = kept.flatMap(({ envelope, outcome }) =>
    envelope && outcome !== "quarantined" && AUDITED_TYPES.has(envelope.e.t)
      ? [auditOf(caller, envelope.cmd, envelope.e.id)]
      : [],
  );
  return [...done, ...refusals(caller, kept)];
}

function refusals(caller: Caller, kept: readonly Kept[]): AuditEntry[] {
  const counts = new Map<string, number>();
  for (const { outcome, reason = "", envelope } of kept) {
    if (outcome !== "quarantined" || !SHUT.has(reason)) continue;
    const key = `${reason} ${nameOf(envelope?.cmd)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, times]) => {
    const [reason = "", cmd = ""] = key.split(" ");
    return { ...auditOf(caller, "refused-command", cmd), detail: `${reason} ×${times}` };
  });
}

/** A name that is none of ours comes from outside and may say anything. */
const nameOf = (cmd: string | undefined): string => (cmd !== undefined && COMMANDS.has(cmd) ? cmd : "unknown");

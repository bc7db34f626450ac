/** All counters and the state of the line, as the one thing a person needs to know. Pure. */

/** The one state of everything that was entered on this phone. Counts are records and photos not yet received. */
export type SyncStage =
  | { readonly name: "all-received"; readonly at?: string | undefined }
  | { readonly name: "stored"; readonly count: number }
  | { readonly name: "sending"; readonly count: number }
  | { readonly name: "waiting"; readonly count: number; readonly reason: "offline" | "server" | "login" | "update" }
  | { readonly name: "attention"; readonly count: number; readonly quarantined: number };

export interface Counts {
  readonly records: number;
  readonly photos: number;
  readonly quarantined: number;
}

export interface Line {
  readonly running: boolean;
  readonly online: boolean;
  readonly fault?: string | undefined;
  /** Last answer of the server, ISO. */
  readonly contactAt?: string | undefined;
}

const NO_LINE = new Set(["offline", "timeout", "captive-portal", "broken-page", "broken-reply"]);
const NO_LOGIN = new Set(["unauthenticated", "revoked", "sign-in-ended", "device-key-missing"]);
/** Faults of this phone that no waiting mends. */
const NEEDS_A_PERSON = new Set(["storage-full", "storage-unavailable", "photo-damaged"]);

function reasonOf(fault: string): "offline" | "server" | "login" | "update" {
  if (NO_LINE.has(fault)) return "offline";
  if (NO_LOGIN.has(fault)) return "login";
  return fault === "too-old" ? "update" : "server";
}

/** What was set aside comes first, since only a person can mend it; then the reason why something waits. */
export function deriveSyncStage(counts: Counts, line: Line): SyncStage {
  const count = counts.records + counts.photos;
  const needsPerson = line.fault !== undefined && NEEDS_A_PERSON.has(line.fault);
  if (counts.quarantined > 0 || needsPerson) return { name: "attention", count, quarantined: counts.quarantined };
  if (count === 0) {
    const stuck = line.fault !== undefined && !NO_LINE.has(line.fault) ? reasonOf(line.fault) : undefined;
    if (stuck === "login" || stuck === "update") return { name: "waiting", count, reason: stuck };
    return { name: "all-received", at: line.contactAt };
  }
  if (!line.online) return { name: "waiting", count, reason: "offline" };
  if (line.running) return { name: "sending", count };
  if (line.fault !== undefined) return { name: "waiting", count, reason: reasonOf(line.fault) };
  return { name: "stored", count };
}

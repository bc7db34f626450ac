/** Faults the server answers with. HTTP status speaks for the envelope only; each record has its own outcome. */
import type { Retry } from "#domain/kernel/fault";

export const ERROR_CODES = {
  malformed: { status: 400, retry: "never" },
  unauthenticated: { status: 401, retry: "after-login" },
  revoked: { status: 401, retry: "after-login" },
  /** The sign-in of the phone has ended by itself: it may hand in, and reads nothing until it is enrolled again. */
  "sign-in-ended": { status: 401, retry: "after-login" },
  "code-unknown": { status: 403, retry: "never" },
  forbidden: { status: 403, retry: "never" },
  "not-found": { status: 404, retry: "never" },
  "wrong-epoch": { status: 409, retry: "later" },
  "offset-mismatch": { status: 409, retry: "later" },
  "too-large": { status: 413, retry: "never" },
  "parcel-unreadable": { status: 422, retry: "never" },
  "too-long": { status: 414, retry: "never" },
  "unknown-encoding": { status: 415, retry: "never" },
  "hash-mismatch": { status: 422, retry: "later" },
  "too-old": { status: 426, retry: "after-update" },
  /** The phone speaks a protocol that this server does not know yet. */
  "server-too-old": { status: 426, retry: "later" },
  /** The phone has seen more of this database than the database holds: it begins again and sends what it keeps. */
  behind: { status: 409, retry: "later" },
  "too-many": { status: 429, retry: "later" },
  unavailable: { status: 503, retry: "later" },
} as const satisfies Record<string, { status: number; retry: Retry }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorBody {
  readonly error: ErrorCode;
  /** Seconds to wait, for `too-many`; the header Retry-After says it too. */
  readonly waitS?: number;
  readonly epoch?: string;
}

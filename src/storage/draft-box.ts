/** How a sealed draft lies in the vault; opening and sealing it is loaded by those who need it. */
import type { KeyWrap } from "#domain/kernel/sealed";

export interface SealedDraft {
  readonly sealedDraft: string;
  readonly iv: string;
  readonly ct: string;
  readonly wraps: readonly KeyWrap[];
  /** Files it refers to, which must not be swept. */
  readonly files: readonly string[];
}

export const isSealedDraft = (value: unknown): value is SealedDraft =>
  typeof value === "object" && value !== null && "sealedDraft" in value;

/** The PIN is not held, the lease is over, or it was sealed by a key that is gone. */
export const LOCKED = Symbol("locked");

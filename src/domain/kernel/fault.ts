/** When a fault may be tried again. `never` means: keep the record, tell the person. */
export type Retry = "later" | "after-login" | "after-update" | "never";

/** A failure of the world (no signal, full disk, broken reply). Decided by its code, never by its words. */
export class Fault extends Error {
  readonly code: string;
  readonly retry: Retry;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(code: string, retry: Retry, detail: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.name = "Fault";
    this.code = code;
    this.retry = retry;
    this.detail = detail;
  }
}

export const isFault = (value: unknown): value is Fault => value instanceof Fault;

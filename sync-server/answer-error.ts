/** What an asker is told when something went wrong: a code and when to come back, never words of the database. */
import type { Context, ErrorHandler, MiddlewareHandler } from "hono";
import { Fault, isFault } from "#domain/kernel/fault";
import { ERROR_CODES, type ErrorCode } from "#protocol/error-codes";
import type { AppEnv } from "./access/access.ts";
import type { Limiter } from "./access/limits.ts";
import type { NoteRefusal } from "./access/refusal-book.ts";
import type { Log } from "./log.ts";
import { sqlState } from "./store/db.ts";

export interface ErrorDesk {
  readonly limiter: Limiter;
  readonly noteRefusal: NoteRefusal;
  readonly addressOf: (c: Context<AppEnv>) => string;
  readonly log: Log;
}

/** When the server is in trouble by itself, a phone comes back after so long. */
const RETRY_AFTER_S = 5;

/** Ours are shorter by far; a proxy in front may allow more than it should. */
const MOST_ADDRESS_CHARS = 2_048;

export const refuseLongAddresses: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.req.url.length > MOST_ADDRESS_CHARS) throw new Fault("too-long", "never");
  await next();
};

/** Who was refused before his body was looked at is still sending it, and would be cut off before he hears why. */
export const readToTheEnd: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (c.req.method === "GET" || c.req.method === "HEAD" || c.req.raw.bodyUsed) return;
  // Whoever breaks off himself needs no answer.
  await c.req.arrayBuffer().catch(() => undefined);
};

export function answerError(desk: ErrorDesk): ErrorHandler<AppEnv> {
  return async (error, c) => {
    await desk.noteRefusal(c, error);
    const fault = faultOf(limited(desk, c, error));
    if (fault) {
      const { code, detail } = fault;
      const { status } = ERROR_CODES[code as ErrorCode];
      const headers: Record<string, string> = {};
      if (status === 429) headers["Retry-After"] = String(detail["waitS"] ?? RETRY_AFTER_S);
      if (status === 503) headers["Retry-After"] = String(RETRY_AFTER_S);
      return c.json({ error: code, ...detail }, status, headers);
    }
    // The route and the kind of error; the log takes out the words of a database, which quote the row.
    desk.log.error({ route: c.req.routePath, err: error }, "request failed");
    return c.json({ error: "unavailable" }, 503, { "Retry-After": String(RETRY_AFTER_S) });
  };
}

/** Somebody nobody knows who asks again and again is told to wait instead of why he is refused. */
function limited({ limiter, addressOf }: ErrorDesk, c: Context<AppEnv>, error: unknown): unknown {
  if (!isFault(error) || error.code !== "unauthenticated") return error;
  // Its signature was good and only its clock is not: a phone we know, held by what it may take of tokens.
  if (error.detail["serverNow"] !== undefined) return error;
  try {
    limiter.take("stranger", addressOf(c));
    return error;
  } catch (wait) {
    return wait;
  }
}

/** A fault that the protocol knows; null: it is ours to look into. */
function faultOf(error: unknown): Fault | null {
  if (isFault(error)) return error.code in ERROR_CODES ? error : null;
  // Text or a number that the database cannot hold: the request was wrong, not the server.
  return sqlState(error)?.startsWith("22") ? new Fault("malformed", "never") : null;
}

import { type DestinationStream, type Logger, pino } from "pino";
import { isFault } from "#domain/kernel/fault";
import type { LogLevel } from "./config.ts";

export type Log = Logger;

/** Names under which secrets or people's words travel; they are taken out at the top and two levels down. */
const NEVER_WRITTEN = [
  "body",
  "payload",
  "args",
  "params",
  "text",
  "phone",
  "name",
  "position",
  "authorization",
  "cookie",
  "token",
  "accessToken",
  "password",
  "pin",
  "enrolmentCode",
  "secret",
  "privateKey",
  "databaseUrl",
] as const;

const KEPT_OF_ERRORS = ["err", "error"] as const;

/**
 * Makes the server's log: one JSON object a line. Requests keep method and path (no query, no headers, no body),
 * replies keep the status, errors keep their class, code and stack; a database error loses its words, because they
 * quote the row. Text goes to standard output unless `destination` says otherwise.
 */
export function createLog(options: { readonly level: LogLevel; readonly destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    redact: {
      paths: NEVER_WRITTEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      remove: true,
    },
    serializers: {
      req: describeRequest,
      res: describeReply,
      ...Object.fromEntries(KEPT_OF_ERRORS.map((key) => [key, describeError])),
    },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** A log that writes nothing, for tests and commands. */
export const silentLog = (): Log => pino({ level: "silent" });

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : undefined;
}

function describeRequest(request: unknown): object {
  const url = field(request, "url");
  // A query or a fragment can carry a one-time code.
  const path = typeof url === "string" ? url.replace(/^https?:\/\/[^/]+/, "").replace(/[?#].*$/, "") : undefined;
  return { id: field(request, "id"), method: field(request, "method"), path };
}

const describeReply = (reply: unknown): object => ({ status: field(reply, "status") ?? field(reply, "statusCode") });

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { class: typeof error };
  const code = field(error, "code");
  const fromDatabase = field(error, "severity") !== undefined;
  return {
    class: error.name,
    code: isFault(error) ? error.code : code,
    ...(isFault(error) ? { retry: error.retry, detail: error.detail } : {}),
    ...(fromDatabase ? { table: field(error, "table"), constraint: field(error, "constraint") } : {}),
    ...(fromDatabase ? {} : { message: error.message }),
    stack: fromDatabase ? framesOnly(error.stack) : error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

const framesOnly = (stack = ""): string =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");

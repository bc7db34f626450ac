/** Why the server could not start, said to the person at the terminal together with what to do. */
import { isFault } from "#domain/kernel/fault";
import type { Config } from "./config.ts";
import { sqlState } from "./store/db.ts";

/** The system's own names of what went wrong with the port. */
const PORT_SENTENCES: Readonly<Record<string, (config: Config) => string>> = {
  EADDRINUSE: ({ port }) =>
    `Port ${port} is in use by another program. Stop it, or choose another port, such as PORT=${port + 1}.`,
  EACCES: ({ port }) => `Port ${port} may not be used by this user. Choose one above 1023, such as PORT=8787.`,
  EADDRNOTAVAIL: ({ host }) =>
    `HOST ${host} is not an address of this machine. Leave HOST out, or use 0.0.0.0 to listen on every address.`,
  ENOTFOUND: ({ host }) => `HOST ${host} is not known to this machine. Leave HOST out, or give an address.`,
};

const FOLDER_CODES = new Set(["EEXIST", "ENOTDIR", "EACCES", "EPERM", "EROFS", "ENOENT", "ENOSPC"]);

const OWN_DATABASE: Readonly<Record<string, (detail: Readonly<Record<string, string | number>>) => string>> = {
  "database-in-use": ({ pid }) => `Another server (process ${pid}) is using this DATA_DIR. Stop it first.`,
  "database-version-mismatch": ({ files, programs }) =>
    `The files in DATA_DIR were written by PostgreSQL ${files}; the one found here is ${programs}. Nothing was changed.`,
  "database-does-not-start": ({ program, log }) => `The database (${program}) does not start. It says:\n${log}`,
  "database-newer": ({ migration }) =>
    `The database was written by a newer version of this program (it knows ${migration}). Update the program.`,
  "migration-changed": ({ migration }) =>
    `The file ${migration} is not the one this database was made with. Put the released file back.`,
  "migration-out-of-order": ({ migration }) => `The file ${migration} was put before one that was already run.`,
  "no-database": () => "No database can be run on this machine. Set DATABASE_URL.",
};

function databaseUrlSentence(error: unknown): string {
  const state = sqlState(error instanceof Error ? (error.cause ?? error) : error);
  if (state === "28P01" || state === "28000") return "The PostgreSQL of DATABASE_URL refuses this user or password.";
  if (state === "3D000") return "The database named in DATABASE_URL does not exist. Create it first (createdb).";
  if (state === "42501") return "The user of DATABASE_URL may not create tables in that database.";
  return "The PostgreSQL of DATABASE_URL does not answer. Is it running, and are host and port right?";
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

const callOf = (error: unknown): string =>
  error instanceof Error && "syscall" in error && typeof error.syscall === "string" ? error.syscall : "";

/** One or more whole sentences, or null for a failure nobody foresaw: that is our bug and keeps its stack. */
export function startFailure(error: unknown, config: Config): string | null {
  const code = codeOf(error);
  const call = callOf(error);
  if (call === "listen" || call === "getaddrinfo") return PORT_SENTENCES[code]?.(config) ?? null;
  if (call !== "" && FOLDER_CODES.has(code))
    return `DATA_DIR ${config.dataDir} cannot be used (${code} at ${call}). Give a folder this user may write.`;
  if (isFault(error)) {
    const own = OWN_DATABASE[error.code];
    if (own) return own(error.detail);
    if (error.code === "database-unavailable" && config.databaseUrl !== null) return databaseUrlSentence(error);
    return null;
  }
  return config.databaseUrl !== null && sqlState(error) !== null ? databaseUrlSentence(error) : null;
}

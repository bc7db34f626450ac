/** `npm run admin -- COMMAND`: the operator's command line. */
import { userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isFault } from "#domain/kernel/fault";
import { type Config, parseConfig } from "../config.ts";
import { DEFAULT_DISTRICT } from "../start.ts";
import { startFailure } from "../start-failure.ts";
import { writeAudit } from "../store/audit-store.ts";
import type { Db } from "../store/db.ts";
import { migrate } from "../store/migrate.ts";
import { openDatabase } from "../store/open-database.ts";
import { backUp, drill, moveToPostgres, restore, verify } from "./backup-commands.ts";
import { changeKeys, type Work } from "./key-commands.ts";
import { firstAdmin, printCode, recover } from "./people-commands.ts";

const USAGE = `npm run admin -- COMMAND

  first-admin --name NAME       makes a district administrator and prints the enrolment code (8 digits, once, 72 h)
  code --person ID              prints a new enrolment code for a person
  recover --person ID --key FILE
                                gives the keys of a person's sealed records to the phone he has now, by the operator's key
  change-keys token             phones sign in anew by themselves; for a stolen database
  change-keys parcel [--keep-days N]
                                parcels of before are opened for N days more (30)
  change-keys recovery [--key FILE]
                                another operator's key; FILE: the one of before, whose records are wrapped anew at once
  backup [--into FOLDER] [--keep N]
                                takes a backup while the server runs and reads it back; keeps the newest N (7)
  verify [FOLDER]               looks for what must never be, in the database or in a backup
  drill [FOLDER]                restores a new backup, or the one named, into a database that is thrown away
  restore FOLDER [--replace]    fills an empty database from a backup, or replaces what is there; stop the server first
  move-to-postgres --to URL     copies everything into an empty PostgreSQL; stop the server first`;

/** What went wrong and what to do, for whoever sits at the terminal. */
const SENTENCES: Readonly<Record<string, string>> = {
  "database-not-empty": "The database already holds records; nothing was touched. Add --replace to throw them away.",
  "database-in-use": "A server still runs on this database; nothing was touched. Stop it and try again.",
  "backup-unreadable": "This folder is not a backup, or its manifest cannot be read; nothing was touched.",
  "backup-damaged": "The backup is not as it was written; nothing was touched. Take another one.",
  "backup-newer": "A newer release wrote this backup. Install that release and try again.",
};

const options = {
  name: { type: "string" },
  person: { type: "string" },
  into: { type: "string" },
  keep: { type: "string" },
  replace: { type: "boolean" },
  to: { type: "string" },
  key: { type: "string" },
  "keep-days": { type: "string" },
} as const;

/** A word it does not know is a mistake to show, not to pass over. */
function parseOrNull(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch {
    return null;
  }
}

/** The work that the words on the command line ask for; null where they ask for nothing known. */
function chosen(argv: readonly string[]): Work | null {
  const given = parseOrNull(argv);
  if (!given) return null;
  const { positionals, values } = given;
  const text = (value: string | undefined): string | undefined => (value === "" ? undefined : value);
  const path = (value: string): string => (isAbsolute(value) ? value : resolve(value));
  const [command, folder] = positionals;
  const [name, person, to] = [text(values.name), text(values.person), text(values.to)];
  const keep = Number(text(values.keep) ?? 7);
  if (command === "first-admin" && name) return (db) => firstAdmin(db, name);
  if (command === "code" && person) return (db) => printCode(db, person);
  const key = text(values.key);
  if (command === "recover" && person && key) return (db) => recover(db, person, path(key));
  if (command === "change-keys" && folder) {
    const order = { keepDays: Number(text(values["keep-days"]) ?? 30), keyPath: key ? path(key) : null };
    return changeKeys(folder, order);
  }
  const into = text(values.into);
  const place = (db: Db, { dataDir }: Config) => ({
    db,
    dataDir,
    keep,
    into: into ? path(into) : join(dataDir, "backups"),
  });
  const keeps = Number.isInteger(keep) && keep > 0;
  if (command === "backup" && keeps) return (db, config) => backUp(place(db, config));
  if (command === "drill" && keeps) return (db, config) => drill(place(db, config), folder ? path(folder) : null);
  if (command === "verify") return (db, { dataDir }) => verify(db, dataDir, folder ? path(folder) : null);
  if (command === "restore" && folder) {
    return (db, { dataDir }) => restore({ db, dataDir, folder: path(folder), replace: values.replace === true });
  }
  if (command === "move-to-postgres" && to) return (db, { dataDir }) => moveToPostgres(db, dataDir, to);
  return null;
}

async function main(): Promise<number> {
  const work = chosen(process.argv.slice(2));
  if (!work) {
    console.log(USAGE);
    return 2;
  }
  const config = parseConfig(process.env, []);
  if (!config.ok) {
    console.error(config.error.message);
    return 2;
  }
  try {
    const { dataDir, databaseUrl } = config.value;
    const { db } = await openDatabase({ dataDir, databaseUrl });
    try {
      await migrate(db);
      return await audited(db, process.argv.slice(2), () => work(db, config.value));
    } finally {
      await db.close();
    }
  } catch (error) {
    console.error(whatWentWrong(error, config.value));
    return 1;
  }
}

/** Commands that only look. */
const LOOKING = new Set(["verify", "drill"]);

/** What the operator did stands in the audit, under the name he has on this machine; never the words he gave it. */
async function audited(db: Db, argv: readonly string[], work: () => Promise<number>): Promise<number> {
  const { positionals = [], values } = parseOrNull(argv) ?? {};
  const [command = ""] = positionals;
  const write = (outcome: string): Promise<void> =>
    writeAudit(db, {
      district: DEFAULT_DISTRICT,
      personId: null,
      deviceId: null,
      act: `admin-${command}`,
      subject: values?.person ?? (command === "change-keys" ? positionals[1] : undefined) ?? command,
      detail: `by ${userInfo().username}: ${outcome}`,
    });
  // What is carried to another database takes the entry along.
  if (command === "move-to-postgres") await write("begun");
  const code = await work();
  if (command !== "move-to-postgres" && !LOOKING.has(command)) await write(code === 0 ? "done" : "failed");
  return code;
}

/** @throws what nobody foresaw: that is our bug and keeps its stack */
function whatWentWrong(error: unknown, config: Config): string {
  const own = isFault(error) ? SENTENCES[error.code] : undefined;
  const sentence = own ?? startFailure(error, config);
  if (own === undefined && sentence !== null) return sentence;
  if (!isFault(error)) throw error;
  const detail = Object.entries(error.detail).map(([key, value]) => `${key}: ${value}`);
  return [own ?? error.code, ...detail].join("\n  ");
}

process.exitCode = await main();

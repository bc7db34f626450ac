import { isAbsolute, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { err, ok, type Result } from "#domain/kernel/result";

export const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything the server is told from outside, once, at start. */
export interface Config {
  /** TCP port; 0 lets the system choose a free one. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of the folder with database, photos and keys. */
  readonly dataDir: string;
  /** Address of a PostgreSQL run by somebody else, or null: the server starts its own. */
  readonly databaseUrl: string | null;
  /** Origin people type (scheme, host, port; no path), or null: taken from host and port. */
  readonly publicOrigin: string | null;
  readonly logLevel: LogLevel;
  /** Who shows it may read /metrics from anywhere, or null: only this machine may. */
  readonly metricsToken: string | null;
  /** 天地图 as an extra layer for people who are signed in, or null: nobody's map asks anybody else's server. */
  readonly tianditu: { readonly key: string; readonly url: string } | null;
  /** Serve HTTPS to phones in the same network. */
  readonly lan: boolean;
  /** Start without the demo district. */
  readonly empty: boolean;
  /** How many times the demo district is laid out. */
  readonly scale: 1 | 10;
}

/** A value that cannot be used; `message` is a whole sentence for the person at the terminal. */
export interface ConfigRefusal {
  readonly kind: "bad-environment" | "bad-flag";
  readonly message: string;
}

// No value is repeated: an address of a database may hold a password, and a key is a secret.
const SENTENCES = {
  PORT: "PORT must be a whole number from 0 to 65535.",
  HOST: "HOST must be a host name or an address without scheme or port, such as 127.0.0.1.",
  DATA_DIR: "DATA_DIR must be the path of a folder.",
  DATABASE_URL: "DATABASE_URL must look like postgres://user:password@host:5432/database.",
  PUBLIC_ORIGIN: "PUBLIC_ORIGIN must be an origin without a path, such as https://patrol.example.org.",
  METRICS_TOKEN: "METRICS_TOKEN must be 16 to 200 characters without spaces.",
  TIANDITU_KEY: "TIANDITU_KEY must be a key of 天地图, 16 to 64 letters and figures.",
  TIANDITU_URL: "TIANDITU_URL must be an origin without a path, such as https://t{s}.tianditu.gov.cn.",
  LOG_LEVEL: `LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`,
} as const;

const environmentSchema = v.object({
  PORT: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,5}$/, SENTENCES.PORT), v.transform(Number), v.maxValue(65_535, SENTENCES.PORT)),
  ),
  HOST: v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]+$/, SENTENCES.HOST), v.check(isBareHost, SENTENCES.HOST))),
  DATA_DIR: v.optional(
    v.pipe(
      v.string(),
      v.check((path) => path.trim() !== "" && !path.includes("\0"), SENTENCES.DATA_DIR),
    ),
    "./data",
  ),
  DATABASE_URL: v.optional(v.pipe(v.string(), v.check(isDatabaseUrl, SENTENCES.DATABASE_URL))),
  PUBLIC_ORIGIN: v.optional(v.pipe(v.string(), v.check(isOrigin, SENTENCES.PUBLIC_ORIGIN))),
  METRICS_TOKEN: v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{16,200}$/, SENTENCES.METRICS_TOKEN))),
  TIANDITU_KEY: v.optional(v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{16,64}$/, SENTENCES.TIANDITU_KEY))),
  TIANDITU_URL: v.optional(
    v.pipe(
      v.string(),
      v.check((url) => isOrigin(url.replace("{s}", "0")), SENTENCES.TIANDITU_URL),
    ),
    "https://t{s}.tianditu.gov.cn",
  ),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, SENTENCES.LOG_LEVEL), "info"),
});

/** The part of the environment that is read; an empty value counts as not given. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment and the flags after the script name (`--lan`, `--empty`, `--scale 1|10`).
 * Relative folders are taken from the working folder. Refuses with one sentence per bad value, joined by line breaks.
 */
export function parseConfig(environment: Environment, argv: readonly string[]): Result<Config, ConfigRefusal> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = v.safeParse(environmentSchema, given);
  if (!parsed.success) {
    const sentences = [...new Set(parsed.issues.map((issue) => issue.message))];
    return err({ kind: "bad-environment", message: sentences.join("\n") });
  }
  const flags = parseFlags(argv);
  if (!flags.ok) return flags;
  const env = parsed.output;
  return ok({
    port: env.PORT ?? 8787,
    // A server for the network that listens on the loopback only would look broken to every phone.
    host: env.HOST ?? (flags.value.lan ? "0.0.0.0" : "127.0.0.1"),
    dataDir: isAbsolute(env.DATA_DIR) ? env.DATA_DIR : resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL ?? null,
    publicOrigin: env.PUBLIC_ORIGIN === undefined ? null : new URL(env.PUBLIC_ORIGIN).origin,
    logLevel: env.LOG_LEVEL,
    metricsToken: env.METRICS_TOKEN ?? null,
    tianditu:
      env.TIANDITU_KEY === undefined ? null : { key: env.TIANDITU_KEY, url: env.TIANDITU_URL.replace(/\/$/, "") },
    ...flags.value,
  });
}

type Flags = Pick<Config, "lan" | "empty" | "scale">;

function parseFlags(argv: readonly string[]): Result<Flags, ConfigRefusal> {
  const { tokens } = parseArgs({
    args: [...argv],
    options: { lan: { type: "boolean" }, empty: { type: "boolean" }, scale: { type: "string" } },
    strict: false,
    tokens: true,
  });
  const flags: { -readonly [Key in keyof Flags]: Flags[Key] } = { lan: false, empty: false, scale: 1 };
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") return badFlag(`"${token.value}" is not understood; ${KNOWN_FLAGS}`);
    if (token.name === "scale") {
      if (token.value !== "1" && token.value !== "10") return badFlag("--scale must be 1 or 10.");
      flags.scale = token.value === "10" ? 10 : 1;
    } else if ((token.name === "lan" || token.name === "empty") && token.value === undefined) flags[token.name] = true;
    else return badFlag(`${token.rawName} is not understood; ${KNOWN_FLAGS}`);
  }
  return ok(flags);
}

const KNOWN_FLAGS = "the flags are --lan, --empty and --scale 1|10.";

const badFlag = (message: string): Result<never, ConfigRefusal> => err({ kind: "bad-flag", message });

function isBareHost(host: string): boolean {
  const colons = host.split(":").length - 1;
  return colons === 0 || colons > 1; // one colon means host:port; an IPv6 address has at least two
}

function isDatabaseUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  return bare && (url.protocol === "https:" || url.protocol === "http:");
}

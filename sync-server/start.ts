/** Opens everything in order and closes it in reverse: database, demo district, app, port. */
import { mkdirSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { join } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import type { AppEnv } from "./access/access.ts";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { DEMO_SIGN_INS } from "./demo/demo-district.ts";
import { holdsDemo, loadDemo } from "./demo/load-demo.ts";
import { repeat } from "./jobs/repeat.ts";
import { type LanCertificate, lanCertificate } from "./lan-certificate.ts";
import { createLog } from "./log.ts";
import { serveBuiltApp } from "./static-files.ts";
import { createAnchoring } from "./store/audit-anchors.ts";
import { compactFeed } from "./store/compact-feed.ts";
import type { Db } from "./store/db.ts";
import { makeCode } from "./store/enrolment-store.ts";
import { createHintBus } from "./store/hint-bus.ts";
import { migrate } from "./store/migrate.ts";
import { openDatabase } from "./store/open-database.ts";
import { SERVER_NAME } from "./store/pg-db.ts";
import { keepEpoch } from "./store/witness.ts";

/** Where this server works unless the first administrator was made for another district. */
export const DEFAULT_DISTRICT = "450303000000";

const ANCHOR_MS = 60_000;

export interface SignIn {
  readonly label: string;
  readonly personId: string;
  readonly code: string;
}

export interface RunningServer {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly database: string;
  readonly warning: string | null;
  readonly signIns: readonly SignIn[];
  readonly caPem: string | null;
  close(): Promise<void>;
}

/** Starts the server. Rejects with a Fault when the database or the port cannot be had. */
export async function startServer(config: Config): Promise<RunningServer> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const log = createLog({ level: config.logLevel });
  const opened = await openDatabase({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    applicationName: SERVER_NAME,
    onConnectionLost: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const hints = createHintBus();
  try {
    await migrate(opened.db);
    const { dataDir, scale } = config;
    if (!config.empty) await loadDemo(opened.db, { dataDir, scale, now: new Date().toISOString() });
    const signIns = config.empty ? [] : await demoSignIns(opened.db);
    const tls = config.lan ? await lanCertificate({ dir: join(config.dataDir, "tls") }) : null;
    const onPutBack = () =>
      log.error({}, "the database was put back by hand: it has a new epoch, and phones send again");
    const epoch = await keepEpoch({ db: opened.db, dataDir, onPutBack });
    const app = await createApp({
      epoch,
      db: opened.db,
      dataDir: config.dataDir,
      districtCode: DEFAULT_DISTRICT,
      hints,
      log,
      addressOf,
      tianditu: config.tianditu,
    });
    if (tls) app.get("/ca.crt", (c) => c.body(tls.caPem, 200, { "Content-Type": "application/x-x509-ca-cert" }));
    serveBuiltApp(app, join(import.meta.dirname, "..", "dist"));
    const listening = await listen(app.fetch, config, tls);
    const anchor = createAnchoring(opened.db, config.dataDir, Date.now);
    const stopAnchoring = repeat(anchor, ANCHOR_MS, log);
    const stopNoting = repeat(epoch.note, NOTE_EVERY_MS, log);
    const compact = () => compactFeed(opened.db, Date.now()).then(() => undefined);
    const stopCompacting = repeat(compact, COMPACT_EVERY_MS, log);
    return {
      ...listening,
      database: opened.describe,
      warning: opened.warning,
      signIns,
      close: async () => {
        hints.close();
        await closeServer(listening.server);
        await Promise.all([stopAnchoring(), stopNoting(), stopCompacting()]);
        await anchor().catch((err: unknown) => log.error({ err }, "the audit's newest entry could not be noted"));
        await epoch.note();
        await opened.db.close();
      },
    };
  } catch (error) {
    await opened.db.close();
    throw error;
  }
}

const NOTE_EVERY_MS = 5_000;
const COMPACT_EVERY_MS = 24 * 3_600_000;

/** Behind a proxy on the same machine the address it saw last counts; nobody else may say who he is. */
function addressOf(c: Context<AppEnv>): string {
  const { address } = getConnInfo(c).remote;
  const local = address === undefined || /^(127\.|::1$|::ffff:127\.)/.test(address);
  const forwarded = local ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return forwarded || address || "unknown";
}

/** Fresh codes at each start, only in a database that holds the demo district. */
async function demoSignIns(db: Db): Promise<SignIn[]> {
  if (!(await holdsDemo(db))) return [];
  const signIns: SignIn[] = [];
  for (const { personId, roleLabel } of DEMO_SIGN_INS) {
    const { code } = await makeCode(db, personId, "demo", Date.now());
    signIns.push({ label: roleLabel, personId, code });
  }
  return signIns;
}

interface Listening {
  readonly server: ServerType;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly caPem: string | null;
}

/** What one connection may cost before anything of ours looks at it. Node answers 431 and 408 by itself. */
const HTTP_LIMITS = {
  /** Address and headers together. */
  maxHeaderSize: 16 * 1024,
  headersTimeout: 20_000,
  /** A push of 256 kB over the worst line that still gets through. */
  requestTimeout: 300_000,
  /** Longer than a proxy keeps an idle one, or it would send into a connection that is just being closed. */
  keepAliveTimeout: 65_000,
};

type Answer = (request: Request) => Response | Promise<Response>;

function listen(fetch: Answer, config: Config, tls: LanCertificate | null): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const options = tls
      ? { createServer: createHttpsServer, serverOptions: { ...HTTP_LIMITS, key: tls.key, cert: tls.cert } }
      : { serverOptions: HTTP_LIMITS };
    const server = serve({ fetch, port: config.port, hostname: config.host, ...options }, (info) => {
      const origin = config.publicOrigin ?? `${tls ? "https" : "http"}://${nameOf(config.host)}:${info.port}`;
      const lan = (tls?.addresses ?? []).map((address) => `https://${address}:${info.port}`);
      resolve({ server, addresses: [origin, ...lan], port: info.port, caPem: tls?.caPem ?? null });
    });
    server.once("error", reject);
  });
}

/** How a person on this machine writes the address. */
function nameOf(host: string): string {
  if (["0.0.0.0", "::", "127.0.0.1", "::1"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

const CLOSE_GRACE_MS = 8000;

/** Lets requests finish, ends idle sockets, and after a grace time all of them. */
function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => "closeIdleConnections" in server && server.closeIdleConnections(), 250);
    const hard = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(hard);
      resolve();
    });
  });
}

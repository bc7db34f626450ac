/** Opens everything in order and closes it in reverse: database, demo district, app, port. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { DEMO_SIGN_INS } from "./demo/demo-district.ts";
import { holdsDemo, loadDemo } from "./demo/load-demo.ts";
import { addressOf, closeServer, isLocal, listen } from "./http-server.ts";
import { repeat } from "./jobs/repeat.ts";
import { tidy } from "./jobs/tidy.ts";
import { lanCertificate } from "./lan-certificate.ts";
import { createLog, type Log } from "./log.ts";
import { serveBuiltApp } from "./static-files.ts";
import { createAnchoring } from "./store/audit-anchors.ts";
import type { Db } from "./store/db.ts";
import { makeCode } from "./store/enrolment-store.ts";
import { createHintBus } from "./store/hint-bus.ts";
import { joinHints } from "./store/hint-neighbours.ts";
import { migrate } from "./store/migrate.ts";
import { openDatabase } from "./store/open-database.ts";
import { SERVER_NAME } from "./store/pg-db.ts";
import { SHARED_EVERY_S, shareRequests } from "./store/request-buckets.ts";
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
export async function startServer(
  config: Config,
  log: Log = createLog({ level: config.logLevel }),
): Promise<RunningServer> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
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
    const jobs: (() => Promise<void>)[] = [];
    const app = await createApp({
      epoch,
      db: opened.db,
      dataDir: config.dataDir,
      districtCode: DEFAULT_DISTRICT,
      hints,
      log,
      addressOf,
      isLocal,
      metricsToken: config.metricsToken,
      tianditu: config.tianditu,
      onLimiter: (limiter, keys) => {
        // A database of its own serves this process alone.
        if (config.databaseUrl === null) return;
        const share = () => shareRequests(opened.db, limiter, keys.held().tokenSecret);
        jobs.push(repeat(share, SHARED_EVERY_S * 1000, log));
      },
    });
    if (tls) app.get("/ca.crt", (c) => c.body(tls.caPem, 200, { "Content-Type": "application/x-x509-ca-cert" }));
    serveBuiltApp(app, join(import.meta.dirname, "..", "dist"));
    const listening = await listen(app.fetch, config, tls);
    const leaveNeighbours = await joinHints(hints, opened.db, log);
    const anchor = createAnchoring(opened.db, config.dataDir, Date.now);
    jobs.push(repeat(anchor, ANCHOR_MS, log), repeat(epoch.note, NOTE_EVERY_MS, log));
    jobs.push(repeat(() => tidy(opened.db, Date.now()), TIDY_EVERY_MS, log));
    return {
      ...listening,
      database: opened.describe,
      warning: opened.warning,
      signIns,
      close: async () => {
        log.info("told to stop: requests under way are finished, streams are ended");
        hints.close();
        await closeServer(listening.server);
        await leaveNeighbours();
        await Promise.all(jobs.map((stop) => stop()));
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
const TIDY_EVERY_MS = 24 * 3_600_000;

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

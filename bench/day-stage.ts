/** The stage of a phone's day: a filled database on either engine, the server on it, a counted line, a browser profile. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { openServer } from "../sync-server/store/open-database.ts";
import { connectOnce, targetOf } from "../sync-server/store/pg-db.ts";
import { urlOf } from "../sync-server/store/test-cluster.ts";
import { findBrowser } from "../tests/support/browser-binary.ts";
import { type BareServer, bareServer } from "./bare-server.ts";
import { type CountedLine, countedLine } from "./counted-line.ts";
import type { BenchSize } from "./figures.ts";
import { buildPage } from "./first-visit.ts";
import { fillLargeDistrict } from "./large-district.ts";
import type { DailyBench } from "./pages/daily/daily.ts";
import { type ServedDistrict, serveDistrict } from "./serve-district.ts";
import { phoneShape } from "./slow-phone.ts";

export type Engine = "embedded" | "DATABASE_URL";

export interface DayStage {
  readonly engine: Engine;
  readonly server: ServedDistrict;
  readonly line: CountedLine;
  readonly bare: BareServer;
  /** Folder of a phone's browser; one that is killed finds it again. */
  profileOf(phone: string): string;
  close(): Promise<void>;
}

interface External {
  readonly url: string;
  close(): Promise<void>;
}

/** A PostgreSQL server of its own, as the operator of a district runs one, reached by its address. */
async function anExternalDatabase(folder: string): Promise<External> {
  const server = await openServer({ dataDir: folder, databaseUrl: process.env["TEST_DATABASE_URL"] ?? null });
  if (server === null) throw new Error("no PostgreSQL on this machine");
  const name = `zimajia_day_${process.pid}`;
  const admin = await connectOnce(server.target);
  await admin.query(`CREATE DATABASE ${name}`);
  const close = async (): Promise<void> => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
    await server.stop();
  };
  return { url: urlOf(targetOf(server.target, name)), close };
}

export interface StageSize {
  /** Of 50,000 records. */
  readonly share: number;
  readonly streamUpTo?: number;
  readonly beatMs?: number;
}

/** A quick run holds little, and has it come in pages all the same. */
export const stageSize = ({ quick, records = 50_000 }: BenchSize): StageSize =>
  quick ? { share: 0.02, streamUpTo: 0 } : { share: records / 50_000 };

export async function aDayStage(engine: Engine, { share, streamUpTo, beatMs }: StageSize): Promise<DayStage> {
  const folder = mkdtempSync(join(tmpdir(), "zimajia-bench-"));
  const dist = join(folder, "page");
  await buildPage("daily", dist);
  const external = engine === "embedded" ? null : await anExternalDatabase(join(folder, "external"));
  const dataDir = join(folder, "data");
  const databaseUrl = external?.url ?? null;
  await fillLargeDistrict(dataDir, share, databaseUrl);
  const bare = bareServer();
  const { beside } = bare;
  const server = await serveDistrict(dataDir, dist, streamUpTo, {
    ...{ databaseUrl, beside },
    ...(beatMs === undefined ? {} : { beatMs }),
  });
  const line = await countedLine(server.port);
  return {
    ...{ engine, server, line, bare },
    profileOf: (phone) => join(folder, phone),
    close: async () => {
      line.close();
      await server.close();
      await external?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The browser of a phone, with what it kept; `page` has loaded. */
export async function openPhone(stage: DayStage, phone: string): Promise<{ context: BrowserContext; page: Page }> {
  const found = await findBrowser();
  if (!found) throw new Error("no browser found: install chromium or set CHROMIUM_PATH");
  const context = await chromium.launchPersistentContext(stage.profileOf(phone), {
    ...phoneShape(stage.line.origin),
    executablePath: found.path,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", ...found.args],
    env: { ...(process.env as Record<string, string>), ...found.env },
  });
  // tsx wraps named functions in a call of __name; what is sent into a page must find one there.
  await context.addInitScript({ content: "globalThis.__name = (named) => named;" });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto("/");
  await page.waitForFunction(() => "bench" in window);
  return { context, page };
}

type Calls = { readonly [K in keyof DailyBench]: DailyBench[K] };

/** Calls one of the page's own functions. */
export function call<K extends keyof DailyBench>(
  page: Page,
  name: K,
  ...args: Parameters<Calls[K]>
): Promise<Awaited<ReturnType<Calls[K]>>> {
  return page.evaluate(
    ([one, given]) =>
      (window as unknown as { bench: Record<string, (...all: unknown[]) => unknown> }).bench[one as string]!(
        ...(given as unknown[]),
      ) as never,
    [name, args] as const,
  );
}

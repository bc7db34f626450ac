/** The demo district in a server process of its own, and a browser: the stage of a whole file of browser tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { DEMO_SIGN_INS } from "../../sync-server/demo/demo-district.ts";
import { launchBrowser } from "../support/browser.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

export interface DemoStage {
  readonly server: ServerProcess;
  readonly browser: Browser;
  readonly dataDir: string;
  readonly origin: string;
  /** Sign-in code of the person with this id, or of the one of the demo community whose id ends so: `.admin`, `.v1`. A code works once. */
  codeOf(ending: string): string;
}

const COMMUNITY = "450303001010";

/** Call it at the top of a file; what it answers may be read inside tests. */
export function demoStage(name: string, environment: Readonly<Record<string, string>> = {}): DemoStage {
  const dataDir = mkdtempSync(join(tmpdir(), `zmj-${name}-`));
  const up: { server?: ServerProcess; browser?: Browser } = {};
  beforeAll(async () => {
    up.server = await startServerProcess(dataDir, [], environment);
    up.browser = await launchBrowser();
  });
  afterAll(async () => {
    await up.browser?.close();
    await up.server?.kill("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    dataDir,
    get server() {
      return started(up.server);
    },
    get browser() {
      return started(up.browser);
    },
    get origin() {
      return started(up.server).origin.replace("127.0.0.1", "localhost");
    },
    codeOf(ending) {
      const who =
        DEMO_SIGN_INS.find((s) => s.personId === ending) ??
        DEMO_SIGN_INS.find((s) => s.personId.startsWith(COMMUNITY) && s.personId.endsWith(ending));
      return started(up.server).codes.get(who?.roleLabel ?? "") ?? "";
    },
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("the stage is not up before the tests start");
  return part;
}

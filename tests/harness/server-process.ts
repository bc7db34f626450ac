/** The server as the operator starts it: a process of its own, with its own embedded database, that may be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AskServer } from "./server.ts";

export interface ServerProcess {
  readonly origin: string;
  /** Demo sign-in codes by the end of their line ("小组长…"). */
  readonly codes: ReadonlyMap<string, string>;
  readonly ask: AskServer;
  kill(signal: NodeJS.Signals): Promise<void>;
}

const START_LIMIT_MS = 120_000;

/** Starts `sync-server/main.ts` on a free port; resolves when it has printed its address. */
export async function startServerProcess(dataDir: string, flags: readonly string[] = []): Promise<ServerProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "sync-server/main.ts", ...flags], {
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1", DATA_DIR: dataDir, LOG_LEVEL: "error" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = await greeting(child);
  const port = /localhost:(\d+)/.exec(printed)?.[1];
  if (!port) throw new Error(`no address in: ${printed}`);
  const origin = `http://127.0.0.1:${port}`;
  const codes = new Map<string, string>();
  for (const [, a, b, label] of printed.matchAll(/^ {2}(\d{4}) (\d{4}) {2}(.*)$/gm)) codes.set(label ?? "", `${a}${b}`);
  return {
    origin,
    codes,
    ask: (path, init) => fetch(origin + path, init),
    kill: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    },
  };
}

function greeting(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = "";
    let errors = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`server did not start: ${out}${errors}`));
    }, START_LIMIT_MS);
    child.stderr?.on("data", (d: Buffer) => {
      errors += d.toString();
    });
    child.stdout?.on("data", (d: Buffer) => {
      out += d.toString();
      // The last code line or the hint of an empty start ends the greeting.
      if (!/ready: \S+/.test(out) || !/(No demo district|\n {2}\d{4} \d{4} .*\n$)/s.test(out)) return;
      clearTimeout(timer);
      resolve(out);
    });
    child.once("exit", (code) => reject(new Error(`server ended with ${code}: ${errors}`)));
  });
}

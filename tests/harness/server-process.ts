/** The server as the operator starts it: a process of its own, with its own embedded database, that may be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AskServer } from "./server.ts";

export interface ServerProcess {
  readonly origin: string;
  readonly pid: number;
  /** Demo sign-in codes by the end of their line ("小组长…"). */
  readonly codes: ReadonlyMap<string, string>;
  readonly ask: AskServer;
  /** What it printed up to the address and the codes. */
  readonly greeting: string;
  /** Lines of its log so far. */
  log(): string;
  /** Sends a signal and waits for nothing. */
  signal(signal: NodeJS.Signals): void;
  /** Answers its exit code; null for one that did not end by itself. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

const START_LIMIT_MS = 120_000;

/** Starts `sync-server/main.ts` on a free port; resolves when it has printed its address. */
export async function startServerProcess(
  dataDir: string,
  flags: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = runScript("sync-server/main.ts", flags, { DATA_DIR: dataDir, ...environment });
  const lines: string[] = [];
  child.stdout.on("data", (d: Buffer) => lines.push(d.toString()));
  const printed = await greeting(child);
  const [, scheme, port] = /(https?):\/\/localhost:(\d+)/.exec(printed) ?? [];
  if (!port) throw new Error(`no address in: ${printed}`);
  const origin = `${scheme}://127.0.0.1:${port}`;
  const codes = new Map<string, string>();
  for (const [, a, b, label] of printed.matchAll(/^ {2}(\d{4}) (\d{4}) {2}(.*)$/gm)) codes.set(label ?? "", `${a}${b}`);
  return {
    origin,
    pid: child.pid ?? 0,
    codes,
    greeting: printed,
    log: () =>
      lines
        .join("")
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .join("\n"),
    ask: (path, init) => fetch(origin + path, init),
    signal: (signal) => void child.kill(signal),
    kill: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill(signal);
        await gone;
      }
      return child.exitCode;
    },
  };
}

/** Starts a script of the server as a process of its own, quiet and on a free port unless told otherwise. */
export function runScript(script: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  return spawn(process.execPath, ["--import", "tsx", script, ...args], {
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "error", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export interface Finished {
  readonly code: number | null;
  /** Both channels, as a terminal shows them. */
  readonly said: string;
}

/** Runs a script of the server to its end: the operator's commands, and starts that must fail. */
export async function runToEnd(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Finished> {
  const child = runScript(script, args, environment);
  const parts: string[] = [];
  for (const channel of [child.stdout, child.stderr]) channel.on("data", (d: Buffer) => parts.push(d.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said: parts.join("") };
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

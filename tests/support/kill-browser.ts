/** A browser that ends as a phone ends whose battery is out: all of it at once, and all of it before it starts again. */
import { readdirSync, readFileSync } from "node:fs";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly isGone: boolean;
}

/** undefined where it ended meanwhile. */
function processOf(pid: number): Process | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    // "pid (name) state parent …"; a name may hold anything, so it is read from behind.
    const [state = "", parent = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return { pid, parent: Number(parent), command, isGone: state === "Z" || state === "X" };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ESRCH") throw error;
    return undefined;
  }
}

/** The browser's own process says its profile; those that hold its databases and its line are its children. */
function familyOf(profile: string): Process[] {
  const all = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => processOf(Number(entry)) ?? []);
  const family = all.filter(({ command }) => command.includes(`--user-data-dir=${profile}`));
  for (const { pid } of family)
    family.push(...all.filter((one) => one.parent === pid && !family.some((known) => known.pid === one.pid)));
  return family;
}

function kill({ pid }: Process): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 5;
const clock = new Int32Array(new SharedArrayBuffer(4));

/** Kills every process of the browser with this profile, as a phone that runs out of memory does, and waits until none is left. */
export function killBrowserOf(profile: string): void {
  const family = familyOf(profile);
  for (const one of family) kill(one);
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    if (family.every(({ pid }) => processOf(pid)?.isGone !== false)) return;
    Atomics.wait(clock, 0, 0, LOOK_EVERY_MS);
  }
  throw new Error("a killed browser does not end");
}

/** A browser that ends as a phone ends whose battery is out. */
import { readdirSync, readFileSync } from "node:fs";

/** Kills every process of the browser with this profile, as a phone that runs out of memory does. */
export function killBrowserOf(profile: string): void {
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, "utf8");
      if (command.includes(`--user-data-dir=${profile}`)) process.kill(Number(entry), "SIGKILL");
    } catch (error) {
      // It ended by itself meanwhile.
      const { code = "" } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ESRCH") throw error;
    }
  }
}

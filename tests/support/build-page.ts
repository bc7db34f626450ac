/** A bare page that runs one file of ours with all it imports, built for the oldest phones, for tests in a real browser. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vite";

export async function buildPage(file: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      outDir: folder,
      target: ["chrome87", "safari14"],
      rolldownOptions: { input: resolve(file), output: { entryFileNames: "page.js" } },
    },
  });
  writeFileSync(join(folder, "index.html"), '<!doctype html><script type="module" src="/page.js"></script>');
}

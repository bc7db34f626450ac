/**
 * `npm run dev`: both halves at once. A saved server file restarts the server, a saved screen is swapped in the page.
 * Open the page's address; what it asks of /api travels to the server. Flags are handed on to the server.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createServer } from "vite";

const ROOT = resolve(import.meta.dirname, "..");
const SERVER_PORT = Number(process.env["PORT"] || 8787);

function startServer(): ChildProcess {
  const tsx = join(ROOT, "node_modules", ".bin", "tsx");
  return spawn(tsx, ["watch", "--clear-screen=false", "sync-server/main.ts", ...process.argv.slice(2)], {
    cwd: ROOT,
    // Ctrl+C reaches everybody in the terminal's group; told twice to stop, tsx kills the database's keeper half-way.
    detached: true,
    // Words of both halves share one terminal; the keyboard stays with this process.
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PORT: String(SERVER_PORT) },
  });
}

const server = startServer();
const page = await createServer({
  root: ROOT,
  server: { proxy: { "/api": { target: `http://127.0.0.1:${SERVER_PORT}`, changeOrigin: false } } },
});
await page.listen();
page.printUrls();

const stop = (): void => {
  server.kill("SIGTERM");
  void page.close();
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
server.once("exit", (code) => {
  process.exitCode = code ?? 0;
  void page.close();
});

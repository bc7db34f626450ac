/** Real builds of the app, and one origin that serves whichever is deployed and passes /api on to the server. */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, resolve } from "node:path";
import { TYPES } from "./serve-folder.ts";

/** Builds the app as `npm run build` does, under another version. */
export async function buildApp(outDir: string, version: string): Promise<void> {
  const { VITEST: _v, NODE_ENV: _n, ...env } = process.env;
  const vite = resolve("node_modules/.bin/vite");
  const child = spawn(vite, ["build", "--logLevel", "error", "--outDir", outDir, "--emptyOutDir"], {
    env: { ...env, APP_VERSION: version },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (text: Buffer) => {
    errors += text.toString();
  });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  if (code !== 0) throw new Error(`build of ${version} ended with ${code}: ${errors}`);
}

export interface Deployment {
  readonly origin: string;
  deploy(folder: string): void;
  stop(): Promise<void>;
}

function passOn(api: URL, from: IncomingMessage, to: ServerResponse): void {
  const options = { host: api.hostname, port: api.port, path: from.url, method: from.method, headers: from.headers };
  const onward = ask(options, (reply) => {
    to.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(to);
  });
  onward.on("error", () => to.destroy());
  to.on("close", () => onward.destroy());
  from.pipe(onward);
}

async function sendFile(folder: string, path: string, to: ServerResponse): Promise<void> {
  const wanted = join(folder, normalize(decodeURIComponent(path)));
  const body = await readFile(wanted).catch(() => undefined);
  const file = body ? wanted : join(folder, "index.html");
  to.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "cache-control": "no-cache",
  });
  to.end(body ?? (await readFile(file)));
}

/** Serves `folder` until another one is deployed. */
export async function serveBuild(apiOrigin: string, folder: string): Promise<Deployment> {
  const now = { folder };
  const server = createServer((from, to) => {
    const { pathname } = new URL(from.url ?? "/", "http://x");
    if (pathname.startsWith("/api/")) passOn(new URL(apiOrigin), from, to);
    else sendFile(now.folder, pathname, to).catch(() => to.writeHead(500).end());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    deploy: (next) => {
      now.folder = next;
    },
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** The port: what a connection may cost, who is at its other end, and how it is closed without cutting anybody off. */
import { createServer as createHttpsServer } from "node:https";
import { type ServerType, serve } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import type { AppEnv } from "./access/access.ts";
import type { Config } from "./config.ts";
import type { LanCertificate } from "./lan-certificate.ts";

const isLoopback = (address: string | undefined): boolean =>
  address === undefined || /^(127\.|::1$|::ffff:127\.)/.test(address);

/** Behind a proxy on the same machine the address it saw last counts; nobody else may say who he is. */
export function addressOf(c: Context<AppEnv>): string {
  const { address } = getConnInfo(c).remote;
  const forwarded = isLoopback(address) ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return forwarded || address || "unknown";
}

const FORWARDING = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"] as const;

/** Asked on this machine itself: a proxy on it says for whom it asks. */
export const isLocal = (c: Context<AppEnv>): boolean =>
  isLoopback(getConnInfo(c).remote.address) && FORWARDING.every((name) => c.req.header(name) === undefined);

export interface Listening {
  readonly server: ServerType;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly caPem: string | null;
}

/** What one connection may cost before anything of ours looks at it. Node answers 431 and 408 by itself. */
const HTTP_LIMITS = {
  /** Address and headers together. */
  maxHeaderSize: 16 * 1024,
  headersTimeout: 20_000,
  /** A push of 256 kB over the worst line that still gets through. */
  requestTimeout: 300_000,
  /** Longer than a proxy keeps an idle one, or it would send into a connection that is just being closed. */
  keepAliveTimeout: 65_000,
};

type Answer = (request: Request) => Response | Promise<Response>;

export function listen(fetch: Answer, config: Config, tls: LanCertificate | null): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const options = tls
      ? { createServer: createHttpsServer, serverOptions: { ...HTTP_LIMITS, key: tls.key, cert: tls.cert } }
      : { serverOptions: HTTP_LIMITS };
    const server = serve({ fetch, port: config.port, hostname: config.host, ...options }, (info) => {
      const origin = config.publicOrigin ?? `${tls ? "https" : "http"}://${nameOf(config.host)}:${info.port}`;
      const lan = (tls?.addresses ?? []).map((address) => `https://${address}:${info.port}`);
      resolve({ server, addresses: [origin, ...lan], port: info.port, caPem: tls?.caPem ?? null });
    });
    server.once("error", reject);
  });
}

/** How a person on this machine writes the address. */
function nameOf(host: string): string {
  if (["0.0.0.0", "::", "127.0.0.1", "::1"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

const CLOSE_GRACE_MS = 8000;

/** Lets requests finish, ends idle sockets, and after a grace time all of them. */
export function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => "closeIdleConnections" in server && server.closeIdleConnections(), 250);
    const hard = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(hard);
      resolve();
    });
  });
}

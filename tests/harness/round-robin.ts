/** The smallest load balancer: each request to the next server that is up, streams passed on as they come. */
import { request as askServer, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface RoundRobin {
  readonly origin: string;
  /** Origins that get requests from now on. */
  serve(origins: readonly string[]): void;
  /** How many answers each origin gave. */
  readonly answered: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function startRoundRobin(): Promise<RoundRobin> {
  const state = { origins: [] as readonly string[], next: 0 };
  const answered = new Map<string, number>();
  const proxy = createServer((incoming, reply) => {
    const origin = state.origins[state.next++ % state.origins.length] ?? "";
    const headers = { ...incoming.headers, "x-forwarded-for": "203.0.113.9" };
    const onward = askServer(origin + incoming.url, { method: incoming.method ?? "GET", headers }, (answer) => {
      answered.set(origin, (answered.get(origin) ?? 0) + 1);
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      // A server that dies in the middle of an answer leaves half of it: the asker must hear that it was half.
      answer.on("error", () => reply.destroy());
      answer.pipe(reply);
    });
    onward.on("error", () => {
      if (reply.headersSent) reply.destroy();
      else reply.writeHead(502).end();
    });
    reply.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    serve: (origins) => {
      state.origins = origins;
    },
    answered,
    close: () =>
      new Promise((closed) => {
        proxy.close(() => closed());
        proxy.closeAllConnections();
      }),
  };
}

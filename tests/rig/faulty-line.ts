/** The line between a phone and the server: for each request the next fault of its list, then none. */
import type { AskServer } from "../harness/server.ts";

export const LINE_FAULTS = [
  "fine",
  "fine",
  "fine",
  "request-lost",
  "reply-lost",
  "reply-cut",
  "sent-twice",
  "server-busy",
  "login-page",
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

export class FaultyLine {
  private faults: LineFault[] = [];
  private readonly ask: () => AskServer;

  constructor(ask: () => AskServer) {
    this.ask = ask;
  }

  expects(faults: readonly LineFault[]): void {
    this.faults = [...faults];
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(String(input instanceof Request ? input.url : input));
    const send = () => this.ask()(pathname + search, init);
    switch (this.faults.shift() ?? "fine") {
      case "fine":
        return send();
      case "request-lost":
        throw new TypeError("the request never arrived");
      case "reply-lost":
        await send();
        throw new TypeError("the reply never arrived");
      case "reply-cut":
        return cutReply(await send());
      case "sent-twice":
        await send();
        return send();
      case "server-busy":
        return Response.json({ error: "unavailable" }, { status: 503 });
      case "login-page":
        return new Response("<html>请登录</html>", { headers: { "Content-Type": "text/html" } });
    }
  };
}

/** The first half of the body, with the head as it was. */
async function cutReply(reply: Response): Promise<Response> {
  const bytes = new Uint8Array(await reply.arrayBuffer());
  const headers = new Headers(reply.headers);
  headers.delete("content-length");
  const nullBody = reply.status === 204 || reply.status === 304;
  return new Response(nullBody ? null : bytes.slice(0, Math.floor(bytes.length / 2)), {
    status: reply.status,
    headers,
  });
}

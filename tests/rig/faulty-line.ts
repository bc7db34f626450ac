/** The line between a phone and the server: for each request the next fault of its list, then none. */
import type { AskServer } from "../harness/server.ts";
import type { Guards } from "./guards.ts";
import { type WeakEnds, WeakLine } from "./weak-line.ts";

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
  "piece-garbled",
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

/** A reply that is on its way for long. */
export interface HeldReply {
  /** The server has answered, and nobody has heard it. */
  readonly answered: Promise<void>;
  arrives(): void;
}

export class FaultyLine {
  private faults: LineFault[] = [];
  private held: { readonly answered: () => void; readonly until: Promise<void> } | undefined;
  private readonly ask: () => AskServer;
  private readonly guards: Guards;
  private readonly weak: WeakLine;
  private readonly step: () => void;

  /** `step` is called before each request and after each answer; it may throw. */
  constructor({ ask, ends, step }: { ask: () => AskServer; ends: WeakEnds; step: () => void }) {
    this.ask = ask;
    this.guards = ends.guards;
    this.weak = new WeakLine(ends);
    this.step = step;
  }

  expects(faults: readonly LineFault[]): void {
    this.faults = [...faults];
  }

  /** The reply to the next push stays on its way until it is let through. */
  holdsPushReply(): HeldReply {
    const [hold, heard] = [aSign(), aSign()];
    this.held = { answered: heard.give, until: hold.given };
    return { answered: heard.given, arrives: hold.give };
  }

  /** Nobody pushed: the next push is not a late one. */
  holdsNothing(): void {
    this.held = undefined;
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(String(input instanceof Request ? input.url : input));
    const send = async (sent = init) => {
      const reply = await this.ask()(pathname + search, await this.weak.request(pathname, sent));
      if (pathname === "/api/sync/push") await this.staysOnItsWay();
      return this.weak.reply(pathname, reply);
    };
    this.step();
    const reply = await this.through(send, init);
    this.step();
    return reply;
  };

  private async staysOnItsWay(): Promise<void> {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    held.answered();
    await held.until;
  }

  private async through(send: (sent?: RequestInit) => Promise<Response>, init?: RequestInit): Promise<Response> {
    switch (this.faults.shift() ?? "fine") {
      case "fine":
        return send();
      case "request-lost":
        throw new TypeError("the request never arrived");
      case "reply-lost":
        await send();
        throw new TypeError("the reply never arrived");
      case "reply-cut":
        return this.cut(await send());
      case "sent-twice":
        await send();
        return send();
      case "server-busy":
        return Response.json({ error: "unavailable" }, { status: 503 });
      case "login-page":
        return new Response("<html>请登录</html>", { headers: { "Content-Type": "text/html" } });
      case "piece-garbled":
        return send(await garbled(init));
    }
  }

  private async cut(reply: Response): Promise<Response> {
    const isPage = (reply.headers.get("content-type") ?? "").startsWith("application/x-ndjson");
    return isPage && this.guards.lacks("lastLine") ? this.weak.sewn(reply) : cutReply(reply);
  }
}

function aSign(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((done) => {
    give = done;
  });
  return { given, give };
}

/** A piece of a file with its last byte changed on the way; anything else as it was. */
async function garbled(init: RequestInit | undefined): Promise<RequestInit | undefined> {
  if (!(init?.body instanceof Blob)) return init;
  const bytes = new Uint8Array(await init.body.arrayBuffer());
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0xff;
  return { ...init, body: new Blob([bytes]) };
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

/** A network for tests: it can be down, lose the reply after the server has done its work, or answer in its stead. */
import type { AskServer } from "./server.ts";

/** Without compression: a cut must fall into lines, not into a zip. */
const plain = (init: RequestInit | undefined): RequestInit => {
  const headers = new Headers(init?.headers);
  headers.set("accept-encoding", "identity");
  return { ...init, headers };
};

export class FlakyNetwork {
  readonly #ask: AskServer;
  #down = false;
  readonly #losses: { part: string; left: number }[] = [];
  #portal: string | undefined;
  #cut: { part: string; bytes: number } | undefined;

  constructor(ask: AskServer) {
    this.#ask = ask;
  }

  goesDown(): void {
    this.#down = true;
  }

  comesUp(): void {
    this.#down = false;
  }

  /** The next `count` replies of paths that contain `part` never arrive. */
  losesReplies(count: number, part: string): void {
    this.#losses.push({ part, left: count });
  }

  losesNothingMore(): void {
    this.#losses.length = 0;
  }

  /** A hotel's sign-in page answers 200 to everything whose path contains `part`; undefined: it lets everything through. */
  asksToSignIn(part: string | undefined): void {
    this.#portal = part;
  }

  /** The next reply of a path that contains `part` breaks off after so many bytes, as if it were whole. */
  cutsAfter(bytes: number, part: string): void {
    this.#cut = { part, bytes };
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (this.#down) throw new TypeError("network is down");
    const { pathname, search } = new URL(String(input instanceof Request ? input.url : input));
    if (this.#portal !== undefined && pathname.includes(this.#portal)) {
      return new Response("<!doctype html><title>WiFi</title>", { headers: { "content-type": "text/html" } });
    }
    const reply = await this.#ask(pathname + search, plain(init));
    if (this.#cut && pathname.includes(this.#cut.part)) {
      const whole = await reply.arrayBuffer();
      const part = whole.slice(0, this.#cut.bytes);
      this.#cut = undefined;
      return new Response(part, { status: reply.status, headers: reply.headers });
    }
    const loss = this.#losses.find((l) => l.left > 0 && pathname.includes(l.part));
    if (!loss) return reply;
    loss.left -= 1;
    throw new TypeError("reply was lost");
  };
}

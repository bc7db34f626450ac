/** A network for tests: it can be down, and it can lose the reply after the server has done its work. */
import type { AskServer } from "./server.ts";

export class FlakyNetwork {
  readonly #ask: AskServer;
  #down = false;
  readonly #losses: { part: string; left: number }[] = [];

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

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (this.#down) throw new TypeError("network is down");
    const { pathname, search } = new URL(String(input instanceof Request ? input.url : input));
    const reply = await this.#ask(pathname + search, init);
    const loss = this.#losses.find((l) => l.left > 0 && pathname.includes(l.part));
    if (!loss) return reply;
    loss.left -= 1;
    throw new TypeError("reply was lost");
  };
}

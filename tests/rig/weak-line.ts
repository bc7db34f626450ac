/** A line that takes a protection of the protocol away: what the phone says or hears lacks what it rests on. */
import type { PullHead, PullRow, PullTail } from "#protocol/pull";
import type { Guards } from "./guards.ts";

type Json = Record<string, unknown>;

/** What the line must know of the two sides to speak in their stead. */
export interface WeakEnds {
  readonly guards: Guards;
  /** Head of each scope on the server now. */
  heads(): Promise<Readonly<Record<string, number>>>;
  /** The epoch this phone believes in now. */
  epoch(): Promise<string | undefined>;
  /** Called with each whole page before the phone has it. */
  beforePage(head: PullHead, tail: PullTail): Promise<void>;
}

export class WeakLine {
  private readonly ends: WeakEnds;
  private readonly seen = new Set<string>();

  constructor(ends: WeakEnds) {
    this.ends = ends;
  }

  async request(path: string, init: RequestInit | undefined): Promise<RequestInit | undefined> {
    const { guards } = this.ends;
    if (path !== "/api/sync/pull" || (guards.has("epoch") && guards.has("bootstrapOnGrant"))) return init;
    const asked = (await jsonOf(init)) as Json & { cursor: Record<string, number> };
    const heads = await this.ends.heads();
    const cursor: Record<string, number> = { ...asked.cursor };
    for (const [scope, seq] of Object.entries(cursor)) {
      if (seq > (heads[scope] ?? 0) && guards.lacks("epoch")) cursor[scope] = heads[scope] ?? 0;
    }
    const begun = Object.values(cursor).some((seq) => seq > 0);
    for (const [scope, head] of Object.entries(heads)) {
      if (begun && !(cursor[scope] ?? 0) && guards.lacks("bootstrapOnGrant")) cursor[scope] = head;
    }
    const headers = new Headers(init?.headers);
    headers.delete("content-encoding");
    return { ...init, headers, body: JSON.stringify({ ...asked, cursor }) };
  }

  async reply(path: string, reply: Response): Promise<Response> {
    if (!reply.ok) return reply;
    if (path === "/api/sync/push") return this.pushReply(reply);
    if (path === "/api/sync/pull") return this.pullReply(reply);
    return reply;
  }

  private async pushReply(reply: Response): Promise<Response> {
    const { guards } = this.ends;
    const said = (await reply.json()) as Json & { lastN: number; epoch: string; needBlobs: string[] };
    if (guards.lacks("backupMark")) said["safe"] = said.lastN;
    if (said.needBlobs.length > 0 && guards.lacks("needBlobs")) said.needBlobs = [];
    const believed = await this.ends.epoch();
    if (believed !== undefined && believed !== said.epoch && guards.lacks("lateAnswer")) said.epoch = believed;
    return again(reply, JSON.stringify(said));
  }

  private async pullReply(reply: Response): Promise<Response> {
    const { guards } = this.ends;
    const page = pageOf(await reply.text());
    const { head, tail } = page;
    if (guards.lacks("purgeOnRevoke")) {
      for (const scope of head.scopes) this.seen.add(scope);
      Object.assign(head, { scopes: [...this.seen] });
    }
    if (guards.lacks("backupMark")) Object.assign(tail, { safe: tail.lastN });
    if (tail.needBlobs.length > 0 && guards.lacks("needBlobs")) Object.assign(tail, { needBlobs: [] });
    if (tail.sums && guards.lacks("scopeSum")) Reflect.deleteProperty(tail, "sums");
    await this.ends.beforePage(head, tail);
    return again(reply, textOf(page));
  }

  /** A page that was cut off, with a last line as if it were whole. */
  async sewn(reply: Response): Promise<Response> {
    const { head, rows, tail } = pageOf(await reply.text());
    const left = rows.slice(0, Math.floor(rows.length / 2));
    return again(reply, textOf({ head, rows: left, tail: { ...tail, rows: left.length } }));
  }
}

interface Page {
  readonly head: PullHead;
  readonly rows: readonly PullRow[];
  readonly tail: PullTail;
}

function pageOf(text: string): Page {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as PullHead | PullRow | PullTail);
  return { head: lines[0] as PullHead, rows: lines.slice(1, -1) as PullRow[], tail: lines.at(-1) as PullTail };
}

const textOf = ({ head, rows, tail }: Page): string =>
  `${[head, ...rows, tail].map((line) => JSON.stringify(line)).join("\n")}\n`;

async function jsonOf(init: RequestInit | undefined): Promise<unknown> {
  const request = new Request("http://phone/", init);
  const zipped = request.headers.get("content-encoding") === "gzip";
  const body = zipped ? request.body?.pipeThrough(new DecompressionStream("gzip")) : request.body;
  return new Response(body ?? null).json();
}

function again(reply: Response, body: string): Response {
  const headers = new Headers(reply.headers);
  headers.delete("content-length");
  return new Response(body, { status: reply.status, headers });
}

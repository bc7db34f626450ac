/**
 * RxDB brings no free server: this one speaks its replication protocol over HTTP as its documentation shows, from memory,
 * with each push on the disk before it is answered. It also serves the page and plays the bare server.
 * Arguments: folder for its log, file of documents, folder of the page.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type PeerDoc, type PeerRecord, peerDocOf } from "./wanted.ts";

const [folder = "", file = "", page = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const log = openSync(join(folder, "pushed.jsonl"), "a");
process.on("exit", () => closeSync(log));

type RxDoc = PeerDoc & { readonly _deleted: boolean };
interface Stored {
  readonly doc: RxDoc;
  readonly at: number;
}

const records = file === "" ? [] : (JSON.parse(readFileSync(file, "utf8")) as PeerRecord[]);
const docs = new Map<string, Stored>();
const state = { at: 0, changed: [] as PeerRecord[] };
const put = (doc: RxDoc): void => {
  state.at += 1;
  docs.delete(doc.key);
  docs.set(doc.key, { doc, at: state.at });
};
for (const record of records) put({ ...peerDocOf(record), _deleted: false });
const all = gzipSync(JSON.stringify(records));

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Newest last, so what is newer than a checkpoint stands at the end. */
function pull({ at, limit }: { at: number; limit: number }) {
  const newer: Stored[] = [];
  for (const one of [...docs.values()].reverse()) {
    if (one.at <= at) break;
    newer.push(one);
  }
  const part = newer.reverse().slice(0, limit);
  return { documents: part.map((one) => one.doc), checkpoint: { at: part.at(-1)?.at ?? at } };
}

interface PushRow {
  readonly newDocumentState: RxDoc;
  readonly assumedMasterState?: RxDoc;
}

const same = (a: RxDoc | undefined, b: RxDoc | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Takes what was made over the state it assumes, gives back what stands in the others' way. */
function push(rows: readonly PushRow[]): RxDoc[] {
  const conflicts: RxDoc[] = [];
  for (const { newDocumentState, assumedMasterState } of rows) {
    const current = docs.get(newDocumentState.key)?.doc;
    if (current && !same(current, assumedMasterState)) conflicts.push(current);
    else put(newDocumentState);
  }
  writeSync(log, `${JSON.stringify(rows)}\n`);
  fsyncSync(log);
  return conflicts;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const json = (value: unknown): void => {
    const packed = gzipSync(JSON.stringify(value));
    response.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "gzip" }).end(packed);
  };
  const { pathname } = new URL(request.url ?? "/", "http://x");
  const raw = request.method === "POST" ? await bodyOf(request) : Buffer.alloc(0);
  const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
  if (pathname === "/rx/pull") return json(pull(JSON.parse(text) as { at: number; limit: number }));
  if (pathname === "/rx/push") return json(push(JSON.parse(text) as PushRow[]));
  if (pathname === "/bare/changes") return json(state.changed);
  if (pathname === "/bare/all") {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "gzip" }).end(all);
    return;
  }
  if (pathname === "/bare/rows") {
    writeSync(log, `${text}\n`);
    fsyncSync(log);
    return json({ ok: true });
  }
  if (pathname === "/bench/change") {
    state.changed = JSON.parse(text) as PeerRecord[];
    for (const one of state.changed) put({ ...peerDocOf(one), _deleted: false });
    return json({ ok: true });
  }
  const path = join(page, normalize(pathname === "/" ? "/index.html" : pathname));
  if (!existsSync(path)) {
    response.writeHead(404).end();
    return;
  }
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": type }).end(readFileSync(path));
}

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  console.log(`ready ${typeof address === "object" ? address?.port : ""}`);
});

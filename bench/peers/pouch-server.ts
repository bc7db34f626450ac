/** PouchDB's own server over its own store on disk, as its documentation starts it. Arguments: folder, file of documents. */
import { mkdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import express from "express";
import expressPouchdb from "express-pouchdb";
import PouchDB from "pouchdb";
import { type PeerRecord, peerDocOf } from "./wanted.ts";

const [folder = "", file = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
process.chdir(folder);
const Server = PouchDB.defaults({ prefix: `${folder}/` });
const db = new Server("docs");
const forPouch = (record: PeerRecord) => {
  const { key, ...rest } = peerDocOf(record);
  return { _id: key, ...rest };
};
const records = file === "" ? [] : (JSON.parse(readFileSync(file, "utf8")) as PeerRecord[]);
for (let at = 0; at < records.length; at += 1_000) await db.bulkDocs(records.slice(at, at + 1_000).map(forPouch));

/** The same documents anew, as if another editor had put them. */
async function change(changed: readonly PeerRecord[]): Promise<void> {
  const docs = [];
  for (const one of changed) {
    const { _rev = "" } = await db.get(forPouch(one)._id);
    docs.push({ ...forPouch(one), _rev });
  }
  await db.bulkDocs(docs);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const app = express();
app.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
  response.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
  response.setHeader("Access-Control-Allow-Credentials", "true");
  response.setHeader("Access-Control-Allow-Headers", "content-type, accept");
  response.setHeader("Access-Control-Allow-Methods", "GET, PUT, POST, DELETE, HEAD");
  if (request.method === "OPTIONS") response.writeHead(204).end();
  else if (request.url !== "/bench/change") next();
  else
    void bodyOf(request)
      .then((text) => change(JSON.parse(text) as PeerRecord[]))
      .then(() => response.writeHead(204).end());
});
app.use("/", expressPouchdb(Server, { mode: "minimumForPouchDB", overrideMode: { include: ["validation"] } }));
const server = app.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () =>
  console.log(`ready ${server.address().port}`),
);

/**
 * W8: the same three misfortunes for each: two editors off line change one field; the server is put back to an older
 * backup; a permission is taken away while somebody is out. What is written here was looked up afterwards, not assumed.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import PouchDB, { type Document } from "pouchdb";
import type { RxStorage } from "rxdb";
import { getRxStorageMemory } from "rxdb/plugins/storage-memory";
import { type Outcome, raced, yes } from "../race-table.ts";
import { openRx } from "./page/rx.ts";

/** A free port that a server gets again after it was stopped: the rivals know their server by its address. */
async function aPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

interface Child {
  stop(): Promise<void>;
}

async function start(script: string, port: number, ...args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, script), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PORT: String(port) },
  });
  await new Promise<void>((ready, failed) => {
    child.stdout.on("data", (words: Buffer) => /ready/.test(words.toString()) && ready());
    child.once("exit", (code) => failed(new Error(`${script} ended with ${code}`)));
  });
  return {
    stop: async () => {
      const gone = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

async function pouchRace(folder: string): Promise<Outcome> {
  const port = await aPort();
  const far = `http://127.0.0.1:${port}/docs`;
  const [data, kept] = [join(folder, "pouch"), join(folder, "pouch-kept")];
  let server = await start("pouch-server.ts", port, data);
  const [a, b] = [new PouchDB(join(folder, "a")), new PouchDB(join(folder, "b"))];
  const server1 = new PouchDB(far);
  const sync = async (one: typeof a): Promise<number> => {
    const sent = await one.replicate.to(far);
    await one.replicate.from(far);
    return sent.doc_write_failures;
  };
  const both = async (): Promise<void> => {
    for (const one of [a, b, a, b]) await sync(one);
  };
  const edit = async (db: typeof a, id: string, words: string): Promise<void> => {
    await db.put({ ...(await db.get(id)), words });
  };
  await a.put({ _id: "d", words: "first" });
  await both();
  await edit(a, "d", "by A");
  await edit(b, "d", "by B");
  await both();
  const plain = await a.get("d");
  const asked = (await a.get("d", { conflicts: true })) as Document;
  const loser = plain["words"] === "by A" ? "B" : "A";
  const field = `the value of ${loser} (chosen by a hash) is gone from every plain read: shown to nobody; kept as a conflict for whoever asks for it: ${yes((asked._conflicts ?? []).length === 1)}`;

  await a.put({ _id: "r1", words: "before the backup" });
  await both();
  await server.stop();
  cpSync(data, kept, { recursive: true });
  server = await start("pouch-server.ts", port, data);
  await a.put({ _id: "r2", words: "after the backup" });
  await both();
  await server.stop();
  rmSync(data, { recursive: true });
  cpSync(kept, data, { recursive: true });
  server = await start("pouch-server.ts", port, data);
  await both();
  const back = await server1.get("r2").then(
    () => true,
    () => false,
  );
  const restored = `what was handed in after the backup comes back from the phone that made it: ${yes(back)}`;

  await server1.put({
    _id: "_design/permission",
    validate_doc_update: "function (doc) { if (doc.by === 'B') throw { forbidden: 'permission taken away' }; }",
  });
  await b.put({ _id: "late", by: "B", words: "while the permission went" });
  const failures = await sync(b);
  const again = await sync(b);
  const there = await server1.get("late").then(
    () => true,
    () => false,
  );
  const rows = (await b.allDocs()).total_rows;
  const revoked = there
    ? "its server took the record all the same: rules per document are not part of it"
    : `the record is refused once (${failures} failure in a count), then passed over (${again}): on the server ${yes(there)}; the phone keeps all ${rows} documents it had`;
  await server.stop();
  return { who: "PouchDB", field, restored, revoked };
}

async function rxRace(folder: string): Promise<Outcome> {
  const state = { denied: false, refusals: 0 };
  const port = await aPort();
  const origin = `http://127.0.0.1:${port}`;
  const ask =
    (mayPush: () => boolean) =>
    async (path: string, body: unknown): Promise<unknown> => {
      if (path.endsWith("/push") && !mayPush()) {
        state.refusals += 1;
        throw new Error("403");
      }
      return (await fetch(origin + path, { method: "POST", body: JSON.stringify(body) })).json();
    };
  let server = await start("rx-server.ts", port, join(folder, "rx"));
  const storage = getRxStorageMemory() as RxStorage<unknown, unknown>;
  const a = await openRx(
    `a-${randomUUID()}`,
    ask(() => true),
    { storage },
  );
  const b = await openRx(
    `b-${randomUUID()}`,
    ask(() => !state.denied),
    { storage },
  );
  const doc = (key: string, words: string) => ({ key, t: "issue", communityCode: "450303001010", doc: { words } });
  const both = async (): Promise<void> => {
    for (const one of [a, b, a, b]) await one.sync();
  };
  const edit = async (one: typeof a, key: string, words: string): Promise<void> => {
    const found = await one.collection.findOne(key).exec();
    await found?.incrementalPatch({ doc: { words } });
  };
  const wordsOf = async (one: typeof a, key: string): Promise<unknown> =>
    (await one.collection.findOne(key).exec())?.doc["words"];
  const serverHas = async (key: string): Promise<boolean> => {
    const all = (await ask(() => true)("/rx/pull", { at: 0, limit: 1_000 })) as { documents: { key: string }[] };
    return all.documents.some((one) => one.key === key);
  };
  await a.collection.insert(doc("d", "first"));
  await both();
  for (const one of [a, b]) await one.stop();
  await edit(a, "d", "by A");
  await edit(b, "d", "by B");
  await both();
  const [seenByA, seenByB] = [await wordsOf(a, "d"), await wordsOf(b, "d")];
  const field = `everybody reads "${String(seenByA)}"${seenByA === seenByB ? "" : ` or "${String(seenByB)}"`}: the value that lost is nowhere, on no phone and not on the server, and nobody is told`;

  await a.collection.insert(doc("r1", "before the backup"));
  await both();
  const backup = join(folder, "rx-backup.json");
  const record = (id: string) => ({ t: "issue", id, doc: { communityCode: "450303001010", words: "kept" } });
  writeFileSync(backup, JSON.stringify([record("d"), record("r1")]));
  await a.collection.insert(doc("r2", "after the backup"));
  await both();
  await server.stop();
  server = await start("rx-server.ts", port, join(folder, "rx2"), backup);
  await both();
  const [onServer, onPhone] = [await serverHas("r2"), (await wordsOf(a, "r2")) !== undefined];
  await fetch(`${origin}/bench/change`, { method: "POST", body: JSON.stringify([record("new")]) });
  await both();
  const newSeen = (await b.collection.findOne("issue:new").exec()) !== null;
  const restored = `what was handed in after the backup is on the server again: ${yes(onServer)}, though the phone still has it: ${yes(onPhone)}; what the restored server gets anew reaches the phones: ${yes(newSeen)}`;

  state.denied = true;
  await b.collection.insert(doc("late", "while the permission went"));
  const told: string[] = [];
  void b.sync().then((errors) => told.push(...errors));
  await pause(3_000);
  const revoked = `the push is refused and tried again for ever (${state.refusals} times in 3 s), everything behind it waits: on the server ${yes(await serverHas("late"))}; the phone keeps all ${await b.collection.count().exec()} documents it had`;
  await server.stop();
  return { who: "RxDB", field, restored, revoked };
}

await raced([pouchRace, rxRace]);

/** Plain IndexedDB beside the app: what any store must do at least. Called by the pages of the bench. */
export interface PlainRecord {
  readonly t: string;
  readonly id: string;
  readonly doc: unknown;
}

export const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

export const ended = (tx: IDBTransaction): Promise<void> =>
  new Promise((done, failed) => {
    tx.oncomplete = () => done();
    tx.onabort = () => failed(tx.error);
  });

/** Rows with one compound index, an outbox, and what was taken from it. */
export async function openRaw(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("rows", { keyPath: ["t", "id"] }).createIndex("of", ["t", "doc.communityCode"]);
    request.result.createObjectStore("outbox", { keyPath: "n" });
    request.result.createObjectStore("sent", { keyPath: "n" });
  };
  return asked(request);
}

const A_TRANSACTION = 2_000;

export async function putRows(db: IDBDatabase, records: readonly PlainRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += A_TRANSACTION) {
    const tx = db.transaction("rows", "readwrite", { durability: "relaxed" });
    for (const record of records.slice(at, at + A_TRANSACTION)) tx.objectStore("rows").put(record);
    await ended(tx);
  }
}

/** The changed documents in one answer of a bare server, put over the rows; ms. */
export async function rawPull(db: IDBDatabase, path: string): Promise<number> {
  const from = performance.now();
  const records = (await (await fetch(path, { cache: "no-store" })).json()) as PlainRecord[];
  await putRows(db, records);
  return performance.now() - from;
}

/** One row until the disk has it; ms. */
export async function rawSave(db: IDBDatabase, row: { readonly n: number }): Promise<number> {
  const from = performance.now();
  const tx = db.transaction("outbox", "readwrite", { durability: "strict" });
  tx.objectStore("outbox").put(row);
  await ended(tx);
  return performance.now() - from;
}

const zipped = (text: string): Promise<ArrayBuffer> =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();

/** The same rows in as many requests as the app makes, each moved out of the outbox when it was answered; ms. */
export async function rawPush(db: IDBDatabase, path: string, atOnce: number): Promise<number> {
  const from = performance.now();
  for (;;) {
    const rows = (await asked(db.transaction("outbox").objectStore("outbox").getAll(undefined, atOnce))) as {
      readonly n: number;
    }[];
    if (rows.length === 0) return performance.now() - from;
    const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
    const reply = await fetch(path, { method: "POST", headers, body: await zipped(JSON.stringify(rows)) });
    if (!reply.ok) throw new Error(`the bare server answered ${reply.status}`);
    const tx = db.transaction(["outbox", "sent"], "readwrite", { durability: "strict" });
    for (const row of rows) {
      tx.objectStore("sent").put(row);
      tx.objectStore("outbox").delete(row.n);
    }
    await ended(tx);
  }
}

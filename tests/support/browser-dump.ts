/** Everything a page keeps on the disk of its phone, read as a stranger would who has the phone but not the PIN. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Page } from "playwright-core";

/** All databases with keys and values, all caches with addresses and bodies, both storages and the cookies, as bytes. */
export async function dumpOf(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const parts: BlobPart[] = [];
    const seen = new Set<unknown>();
    const add = async (one: unknown): Promise<void> => {
      if (typeof one === "string" || typeof one === "number") parts.push(`${one}\n`);
      else if (one instanceof Blob) parts.push(await one.arrayBuffer());
      else if (one instanceof ArrayBuffer || ArrayBuffer.isView(one)) parts.push(one as BlobPart);
      else if (typeof one === "object" && one !== null && !seen.has(one)) {
        seen.add(one);
        for (const [name, inner] of one instanceof Map ? one : Object.entries(one)) {
          await add(name);
          await add(inner);
        }
      }
    };
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    for (const { name = "" } of await indexedDB.databases()) {
      const db = await answer(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        const rows = db.transaction(store).objectStore(store);
        await add([name, store, ...(await Promise.all([answer(rows.getAllKeys()), answer(rows.getAll())]))]);
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        await add([request.url, [...(response?.headers ?? [])], await response?.arrayBuffer()]);
      }
    }
    for (const kept of [localStorage, sessionStorage]) await add(Object.entries(kept));
    await add(document.cookie);
    const reader = new FileReader();
    reader.readAsDataURL(new Blob(parts));
    await new Promise((done) => reader.addEventListener("load", done));
    return String(reader.result).split(",")[1] ?? "";
  });
  return Buffer.from(text, "base64");
}

/** Zipped words are not found by looking at the zip. */
const unzipped = (bytes: Buffer): Buffer =>
  bytes.length > 2 && bytes.readUInt16BE(0) === 0x1f8b ? gunzipSync(bytes) : bytes;

/** The bytes of every file under a folder; a file that went meanwhile is passed over. */
export function everyFile(folder: string): Buffer {
  const parts: Buffer[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    try {
      parts.push(unzipped(readFileSync(join(entry.parentPath, entry.name))));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return Buffer.concat(parts);
}

import "fake-indexeddb/auto";
import Dexie, { type Table } from "dexie";
import { afterEach, expect, test } from "vitest";
import { SharedQueries } from "./shared-queries.ts";

class Notes extends Dexie {
  declare readonly rows: Table<{ readonly id: string }, string>;

  constructor() {
    super(`notes-${crypto.randomUUID()}`, { cache: "disabled" });
    this.version(1).stores({ rows: "id" });
  }
}

const opened: Notes[] = [];

async function someNotes() {
  const notes = new Notes();
  opened.push(notes);
  await notes.open();
  const reads = { count: 0 };
  const count = (): Promise<number> => {
    reads.count += 1;
    return notes.rows.count();
  };
  return { notes, reads, count };
}

afterEach(() => {
  for (const notes of opened.splice(0)) notes.close();
});

const SOON = { timeout: 5_000, interval: 5 };

test("two screens that ask the same read once, and both hear of a change", async () => {
  const { notes, reads, count } = await someNotes();
  const queries = new SharedQueries();
  const heard = { a: 0, b: 0 };
  const stops = [
    queries.follow("notes", count, () => void heard.a++),
    queries.follow("notes", count, () => void heard.b++),
  ];
  await expect.poll(() => queries.ask("notes", count).value, SOON).toBe(0);
  expect(reads.count).toBe(1);
  await notes.rows.add({ id: "1" });
  await expect.poll(() => queries.ask("notes", count).value, SOON).toBe(1);
  expect(reads.count).toBe(2);
  expect(heard.a).toBe(2);
  expect(heard.b).toBe(2);
  for (const stop of stops) stop();
});

test("a screen that comes as another goes has the last answer at once", async () => {
  const { reads, count } = await someNotes();
  const queries = new SharedQueries();
  const stop = queries.follow("notes", count, () => undefined);
  await expect.poll(() => queries.ask("notes", count).value, SOON).toBe(0);
  stop();
  await new Promise((later) => setTimeout(later, 20));
  expect(queries.ask("notes", count)).toEqual({ value: 0 });
  const stopNext = queries.follow("notes", count, () => undefined);
  expect(reads.count).toBe(1);
  stopNext();
});

test("what nobody follows any more is forgotten, and read anew for whoever asks later", async () => {
  const { notes, reads, count } = await someNotes();
  const queries = new SharedQueries(1);
  const stop = queries.follow("notes", count, () => undefined);
  await expect.poll(() => queries.ask("notes", count).value, SOON).toBe(0);
  stop();
  await new Promise((later) => setTimeout(later, 30));
  await notes.rows.add({ id: "1" });
  expect(reads.count).toBe(1);
  expect(queries.ask("notes", count)).toEqual({});
});

test("a failure reaches who follows, and the next who comes gets a try of his own", async () => {
  const { count } = await someNotes();
  const queries = new SharedQueries();
  const state = { broken: true };
  const sometimes = () => (state.broken ? Promise.reject(new Error("no disk")) : count());
  const stop = queries.follow("notes", sometimes, () => undefined);
  await expect.poll(() => queries.ask("notes", sometimes).error, SOON).toBeInstanceOf(Error);
  stop();
  state.broken = false;
  expect(queries.ask("notes", sometimes)).toEqual({});
  await expect.poll(() => queries.ask("notes", sometimes).value, SOON).toBe(0);
  queries.stop();
});

test("before the databases close the last answers stand and nothing is read any more", async () => {
  const { reads, count } = await someNotes();
  const queries = new SharedQueries();
  queries.follow("notes", count, () => undefined);
  await expect.poll(() => queries.ask("notes", count).value, SOON).toBe(0);
  queries.stop();
  expect(queries.ask("notes", count)).toEqual({ value: 0 });
  expect(queries.ask("others", count)).toEqual({});
  expect(reads.count).toBe(1);
});

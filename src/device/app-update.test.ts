import { expect, test } from "vitest";
import { watchAppUpdates } from "./app-update.ts";

const HOUR_MS = 3_600_000;

class Worker extends EventTarget {
  readonly said: unknown[] = [];
  postMessage = (message: unknown) => this.said.push(message);
}

class Registration extends EventTarget {
  installing: Worker | null = null;
  waiting: Worker | null = null;
  looks = 0;
  update = () => {
    this.looks += 1;
    return Promise.reject(new Error("no line"));
  };

  /** A newer worker is found, installed and waits. */
  finds(): Worker {
    const worker = new Worker();
    this.installing = worker;
    this.dispatchEvent(new Event("updatefound"));
    this.installing = null;
    this.waiting = worker;
    worker.dispatchEvent(new Event("statechange"));
    return worker;
  }
}

class Container extends EventTarget {
  readonly registration = new Registration();
  controller: Worker | null;
  constructor(controller: Worker | null) {
    super();
    this.controller = controller;
  }
  register = () => Promise.resolve(this.registration);
  takesOver = () => this.dispatchEvent(new Event("controllerchange"));
}

async function aPage(visitedBefore: boolean) {
  const container = new Container(visitedBefore ? new Worker() : null);
  const page = { reloads: 0, online: true, told: 0 };
  const updates = watchAppUpdates(container as never, {
    reload: () => {
      page.reloads += 1;
    },
    isOnline: () => page.online,
  })!;
  updates.subscribe(() => {
    page.told += 1;
  });
  await Promise.resolve();
  await Promise.resolve();
  return { container, registration: container.registration, page, updates };
}

test("the first visit installs the app and offers no update", async () => {
  const { container, updates, page } = await aPage(false);
  container.takesOver();
  expect(updates.isWaiting()).toBe(false);
  expect(page.reloads).toBe(0);
});

test("a new version waits until Wang lets it in, and only then the page opens again", async () => {
  const { container, registration, updates, page } = await aPage(true);
  const told = page.told;
  const worker = registration.finds();
  expect(updates.isWaiting()).toBe(true);
  expect(page.told).toBeGreaterThan(told);
  expect([worker.said, page.reloads]).toEqual([[], 0]);
  updates.accept();
  expect(worker.said).toEqual([{ type: "SKIP_WAITING" }]);
  expect(page.reloads).toBe(0);
  container.takesOver();
  expect(page.reloads).toBe(1);
});

test("an update let in from another page never reloads the one Li writes in", async () => {
  const { container, registration, updates, page } = await aPage(true);
  registration.finds();
  registration.waiting = null;
  container.takesOver();
  expect(page.reloads).toBe(0);
  expect(updates.isWaiting()).toBe(true);
  updates.accept();
  expect(page.reloads).toBe(1);
});

test("the server is asked for a new version once an hour, not without a line, and a failed look hurts nobody", async () => {
  const { registration, updates, page } = await aPage(true);
  const start = Date.now();
  await updates.look(start + HOUR_MS / 2);
  expect(registration.looks).toBe(0);
  page.online = false;
  await updates.look(start + 2 * HOUR_MS);
  expect(registration.looks).toBe(0);
  page.online = true;
  await updates.look(start + 2 * HOUR_MS);
  await updates.look(start + 2 * HOUR_MS + 1);
  expect(registration.looks).toBe(1);
});

test("a browser without workers runs the app on line", () => {
  expect(watchAppUpdates(undefined)).toBeUndefined();
});

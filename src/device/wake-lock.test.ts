import { expect, test } from "vitest";
import { keepAwake, type WakeState, type WakeWorld } from "./wake-lock.ts";

class Lock extends EventTarget {
  released = false;
  release(): Promise<void> {
    this.released = true;
    this.dispatchEvent(new Event("release"));
    return Promise.resolve();
  }
}

/** A phone whose screen the test turns on and off. */
function aPhone({ refuses = false } = {}) {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" as DocumentVisibilityState });
  const locks: Lock[] = [];
  const settings = { refuses };
  const request = async () => {
    if (settings.refuses) throw new DOMException("low battery", "NotAllowedError");
    const lock = new Lock();
    locks.push(lock);
    return lock as unknown as WakeLockSentinel;
  };
  const turn = async (state: DocumentVisibilityState) => {
    page.visibilityState = state;
    if (state === "hidden") await locks[locks.length - 1]?.release();
    page.dispatchEvent(new Event("visibilitychange"));
    await settled();
  };
  return { world: { wakeLock: { request }, page } as unknown as WakeWorld, locks, settings, turn };
}

const settled = () => new Promise((done) => setTimeout(done, 0));

test("the screen stays on during a round, and again after a call", async () => {
  const phone = aPhone();
  const heard: WakeState[] = [];
  const keeper = keepAwake((state) => heard.push(state), phone.world);
  await settled();
  await phone.turn("hidden");
  await phone.turn("visible");
  expect(heard).toEqual(["held", "lost", "held"]);
  keeper.stop();
  await phone.turn("visible");
  expect(phone.locks.map((lock) => lock.released)).toEqual([true, true]);
  expect(heard).toEqual(["held", "lost", "held"]);
});

test("a refusal for low battery is told, and asked again on the next return", async () => {
  const phone = aPhone({ refuses: true });
  const heard: WakeState[] = [];
  keepAwake((state) => heard.push(state), phone.world);
  await settled();
  phone.settings.refuses = false;
  await phone.turn("visible");
  expect(heard).toEqual(["refused", "held"]);
});

test("a round that ends while the lock is being given holds nothing", async () => {
  const phone = aPhone();
  keepAwake(() => undefined, phone.world).stop();
  await settled();
  expect(phone.locks.every((lock) => lock.released)).toBe(true);
});

test("a phone that cannot do it says so", () => {
  const heard: WakeState[] = [];
  keepAwake((state) => heard.push(state), { ...aPhone().world, wakeLock: undefined });
  expect(heard).toEqual(["unsupported"]);
});

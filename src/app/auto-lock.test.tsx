import { render } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLockWhenStill } from "./auto-lock.ts";

const MINUTE_MS = 60_000;
const lock = vi.fn();

function Screen({ inHand }: { inHand: boolean }) {
  useLockWhenStill(lock, inHand);
  return <textarea aria-label="演示" />;
}

beforeEach(() => {
  vi.useFakeTimers();
  lock.mockClear();
});
afterEach(() => vi.useRealTimers());

const passes = (minutes: number) => vi.advanceTimersByTime(minutes * MINUTE_MS);
const touches = (sign = "pointerdown") => document.dispatchEvent(new Event(sign));

test("a screen left in sight locks after ten minutes, not before, and again ten minutes after the next touch", () => {
  render(<Screen inHand={false} />);
  passes(9.9);
  expect(lock).not.toHaveBeenCalled();
  passes(0.2);
  expect(lock).toHaveBeenCalledTimes(1);
  touches();
  passes(9.8);
  expect(lock).toHaveBeenCalledTimes(1);
  passes(20);
  expect(lock.mock.calls.length).toBeGreaterThan(1);
});

test("a touch, a key or the wheel within them keeps it open, however long that goes on", () => {
  render(<Screen inHand={false} />);
  for (const sign of ["pointerdown", "keydown", "wheel", "scroll", "touchstart"]) {
    passes(9);
    touches(sign);
  }
  passes(9.5);
  expect(lock).not.toHaveBeenCalled();
  passes(1);
  expect(lock).toHaveBeenCalledTimes(1);
});

test("on a round it stays open for hours; it locks ten minutes after the round's page is left", () => {
  const { rerender, unmount } = render(<Screen inHand />);
  passes(180);
  expect(lock).not.toHaveBeenCalled();
  rerender(<Screen inHand={false} />);
  passes(9);
  expect(lock).not.toHaveBeenCalled();
  passes(2);
  expect(lock).toHaveBeenCalledTimes(1);
  unmount();
  passes(60);
  expect(lock).toHaveBeenCalledTimes(1);
});

test("a clock that is set back by a day does not keep the screen open for a day", () => {
  render(<Screen inHand={false} />);
  passes(5);
  vi.setSystemTime(Date.now() - 24 * 60 * MINUTE_MS);
  passes(16);
  expect(lock).toHaveBeenCalled();
});

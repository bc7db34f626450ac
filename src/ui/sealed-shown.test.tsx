import { act, fireEvent, render, renderHook, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "#domain/commands";
import type { Overwritten } from "#domain/overwritten/overwritten";
import { type Deeds, type KnownNames, useDeeds } from "./deed-words.tsx";
import { LostValueCard } from "./lost-value.tsx";
import { SealedWords } from "./sealed-words.tsx";

const SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";
const BOX = { sealed: "p256-hkdf-a256gcm", kid: "k1", epk: SECRET, iv: SECRET, ct: SECRET };
const ONLY = "这是调解的内容，只有承办的调解员能看";
const NAMES: KnownNames = { of: (id) => (id === "zhang" ? "演示·张" : undefined), category: () => "" };

const deedsNow = (): Deeds => renderHook(() => useDeeds()).result.current;

const sealing = [...COMMANDS.values()].filter((spec) => spec.sealed.size > 0);

test("every deed of the app has a name of its own", () => {
  const deeds = deedsNow();
  const nameless = [...COMMANDS.keys()].filter((cmd) => deeds.title({ cmd, args: {} }, NAMES) === "一条记录");
  expect(nameless).toEqual([]);
});

describe.each(sealing.map((spec) => [spec.name, spec] as const))("%s", (cmd, spec) => {
  test("told in words: the sealed part says whose it is, and shows nothing of the box", () => {
    const boxes = Object.fromEntries([...spec.sealed.keys()].map((name) => [name, BOX]));
    const args = {
      caseId: "c1",
      communityCode: "450303001010",
      on: "2026-11-24",
      reason: "other",
      to: "court",
      ...boxes,
    };
    const facts = deedsNow().facts({ cmd, args }, NAMES);
    expect(facts.filter(([, value]) => value === ONLY)).toHaveLength(1);
    expect(facts.filter(([name, value]) => name.trim() === "" || value.trim() === "")).toEqual([]);
    expect(JSON.stringify(facts)).not.toMatch(new RegExp(`${SECRET}|p256|court|other`));
  });
});

const lost = (value: unknown, put: unknown): Overwritten => ({
  ...{ id: "o1", t: "mediation", recordId: "c1", field: "matter", seenIn: [], state: "open" },
  ...{ lost: value, lostById: "zhang", lostAt: "2026-11-24T02:00:00.000Z" },
  ...{ put, byId: "sun", at: "2026-11-24T03:00:00.000Z" },
});

test("a sealed value that was written over: which file, which part, who wrote when; neither box nor empty line", () => {
  const { container } = render(<LostValueCard lost={lost(BOX, BOX)} names={NAMES} number="DS001010-2026-0042" />);
  expect(container.textContent).toContain("调解 DS001010-2026-0042 · 案情");
  expect(container.textContent).toContain(ONLY);
  expect(container.textContent).toContain("演示·张写的");
  expect(container.textContent).not.toContain(SECRET);
  expect(container.querySelectorAll(".ui-lost-value")).toHaveLength(0);
});

test("whoever is not entitled learns whom to ask; one who is reads the words, and why he may not where he may not", async () => {
  const { rerender } = render(<SealedWords read={undefined} ask="演示·张" />);
  screen.getByText("要问里面写了什么，请找演示·张。");
  rerender(<SealedWords read={undefined} ask={undefined} />);
  screen.getByText(/请找社区的调委会/);
  rerender(<SealedWords read={async () => ({ ok: false, error: { kind: "sealed-locked" } })} ask="演示·张" />);
  await act(async () => void fireEvent.click(screen.getByRole("button", { name: "打开看" })));
  screen.getByText(/请先输入 PIN/);
  rerender(<SealedWords read={async (reason) => ({ ok: true, value: [`为了${reason}`] })} ask="演示·张" />);
  await act(async () => void fireEvent.click(screen.getByRole("button", { name: "打开看" })));
  screen.getByText("为了看没收下的记录");
});

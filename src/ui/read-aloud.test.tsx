import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { ReadAloud } from "./read-aloud.tsx";

interface Spoken {
  text: string;
  lang: string;
  onend?: () => void;
}

/** A phone with these voices; answers what it was told to say. */
function aPhoneWith(voices: readonly { lang: string; localService: boolean }[]): {
  said: Spoken[];
  silenced: () => number;
} {
  const said: Spoken[] = [];
  let silenced = 0;
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      lang = "";
      constructor(readonly text: string) {}
    },
  );
  vi.stubGlobal("speechSynthesis", {
    getVoices: () => voices,
    speak: (spoken: Spoken) => said.push(spoken),
    cancel: () => {
      silenced += 1;
    },
  });
  return { said, silenced: () => silenced };
}

afterEach(() => vi.unstubAllGlobals());

test("Grandmother Wei without her glasses has it read out, and can stop it", () => {
  const phone = aPhoneWith([{ lang: "zh-CN", localService: true }]);
  const { unmount } = render(<ReadAloud text="三楼堆了纸箱" />);
  act(() => screen.getByRole("button", { name: "念给我听" }).click());
  expect(phone.said.map((s) => [s.text, s.lang])).toEqual([["三楼堆了纸箱", "zh-CN"]]);
  act(() => screen.getByRole("button", { name: "不念了" }).click());
  expect(screen.getByRole("button", { name: "念给我听" })).toBeVisible();
  const before = phone.silenced();
  unmount();
  expect(phone.silenced()).toBe(before + 1);
});

test("a voice that lives on somebody's server is not used: words would leave the phone", () => {
  aPhoneWith([
    { lang: "zh-CN", localService: false },
    { lang: "en-US", localService: true },
  ]);
  render(<ReadAloud text="三楼堆了纸箱" />);
  expect(screen.queryByRole("button")).toBeNull();
});

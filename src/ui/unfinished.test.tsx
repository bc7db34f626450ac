import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Dialog } from "./dialog.tsx";
import { TextArea, TextField } from "./field.tsx";
import { useAnythingUnfinished } from "./unfinished.tsx";

function Quiet() {
  return <output>{useAnythingUnfinished() ? "at work" : "quiet"}</output>;
}

function Note({ before = "" }: { before?: string }) {
  const [words, setWords] = useState(before);
  return <TextArea label="补充一句" value={words} onChange={setWords} />;
}

function Search() {
  const [words, setWords] = useState("");
  return <TextField type="search" label="找点位" value={words} onChange={setWords} />;
}

const state = (): string | null => screen.getByRole("status").textContent;

test("Li has begun to write: nothing may take the screen away, until the words are gone or the form is", async () => {
  const { rerender } = render(
    <>
      <Quiet />
      <Note before="昨天写的" />
    </>,
  );
  expect(state()).toBe("quiet");
  await userEvent.type(screen.getByLabelText("补充一句"), "，还在");
  expect(state()).toBe("at work");
  await userEvent.clear(screen.getByLabelText("补充一句"));
  await userEvent.type(screen.getByLabelText("补充一句"), "昨天写的");
  expect(state()).toBe("quiet");
  await userEvent.type(screen.getByLabelText("补充一句"), "！");
  rerender(<Quiet />);
  expect(state()).toBe("quiet");
});

test("a word in the search is no form", async () => {
  render(
    <>
      <Quiet />
      <Search />
    </>,
  );
  await userEvent.type(screen.getByLabelText("找点位"), "大门");
  expect(state()).toBe("quiet");
});

test("an open dialog is at work by being open", () => {
  const { rerender } = render(
    <>
      <Quiet />
      <Dialog open title="改密码" onClose={() => undefined} />
    </>,
  );
  expect(state()).toBe("at work");
  rerender(<Quiet />);
  expect(state()).toBe("quiet");
});

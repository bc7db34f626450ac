import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { type Toast, ToastProvider, useToast } from "./toast.tsx";

function Says({ toast }: { readonly toast: Toast }) {
  const show = useToast();
  return (
    <button type="button" onClick={() => show(toast)}>
      say
    </button>
  );
}

function sayTwice(toast: Toast): number {
  const { unmount } = render(
    <ToastProvider>
      <Says toast={toast} />
    </ToastProvider>,
  );
  const button = screen.getByRole("button", { name: "say" });
  act(() => void fireEvent.click(button));
  act(() => void fireEvent.click(button));
  const count = screen.getAllByText(toast.text).length;
  unmount();
  return count;
}

test("a sentence said twice stands once, so that it does not cover the page", () => {
  expect(sayTwice({ text: "已存手机，有网就交上去", tone: "good" })).toBe(1);
});

test("two deeds that can each be taken back stand beside each other", () => {
  expect(sayTwice({ text: "删掉了", undo: () => undefined })).toBe(2);
});

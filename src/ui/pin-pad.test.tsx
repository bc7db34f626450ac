import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { PinPad } from "./pin-pad.tsx";

test("six digits by finger are handed over once, and the pad is empty again", async () => {
  const onComplete = vi.fn();
  render(<PinPad label="请输入密码" onComplete={onComplete} />);
  for (const digit of "120034") await userEvent.click(screen.getByRole("button", { name: digit }));
  expect(onComplete.mock.calls).toEqual([["120034"]]);
  expect(screen.getByRole("status")).toHaveTextContent("已输入 0 位，共 6 位");
});

test("the keyboard works, and a wrong digit can be taken back", async () => {
  const onComplete = vi.fn();
  render(<PinPad label="请输入密码" onComplete={onComplete} />);
  await userEvent.keyboard("129{Backspace}3456");
  expect(onComplete).toHaveBeenCalledWith("123456");
});

test("while one has to wait, the wait is said and no digit is taken", async () => {
  const onComplete = vi.fn();
  render(<PinPad label="请输入密码" onComplete={onComplete} waitUntilMs={Date.now() + 30_400} />);
  expect(screen.getByRole("alert")).toHaveTextContent("请等 30 秒");
  await userEvent.keyboard("123456");
  expect(onComplete).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "1" })).toBeDisabled();
});

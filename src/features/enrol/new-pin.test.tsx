import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { NewPin } from "./new-pin.tsx";

const person = {
  personId: "p-1",
  displayName: "演示·王",
  orgCode: "450303001001",
  districtCode: "450303000000",
  deviceId: "d-1",
  hasPin: false,
  lastUsedAt: "2026-11-24T02:00:00.000Z",
};

test("who chooses 123456 is told why not, and chooses again; another one goes on to the second time", async () => {
  render(<NewPin person={person} onDone={() => undefined} />);
  await userEvent.keyboard("123456");
  expect(screen.getByRole("alert")).toHaveTextContent("一猜就中");
  expect(screen.getByRole("heading")).toHaveTextContent("给自己定一个密码");
  await userEvent.keyboard("904716");
  expect(screen.getByRole("heading")).toHaveTextContent("再输一遍");
});

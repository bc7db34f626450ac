import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Dialog } from "./dialog.tsx";

function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        开
      </button>
      <Dialog
        open={open}
        title="3 号楼 2 单元"
        onClose={() => setOpen(false)}
        actions={<button type="button">好</button>}
      >
        <p>内容</p>
      </Dialog>
    </>
  );
}

test("a dialog is named by its title and takes the focus", async () => {
  render(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "开" }));
  expect(screen.getByRole("dialog", { name: "3 号楼 2 单元" })).toBeInTheDocument();
  expect(document.activeElement).toHaveTextContent("3 号楼 2 单元");
});

test("Esc closes it and the focus goes back to where it came from", async () => {
  render(<Page />);
  const opener = screen.getByRole("button", { name: "开" });
  await userEvent.click(opener);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  expect(document.activeElement).toBe(opener);
});

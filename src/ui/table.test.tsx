import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { type Column, DataTable, rowAfterKey } from "./table.tsx";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly days: number | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { key: "name", head: "在哪里", cell: (row) => row.name },
  { key: "days", head: "几天没人看", cell: (row) => row.days ?? "未知", sortBy: (row) => row.days },
];
const ROWS: readonly Row[] = [
  { id: "a", name: "1 号楼", days: 5 },
  { id: "b", name: "2 号楼", days: null },
  { id: "c", name: "3 号楼", days: 2 },
];

const names = (): (string | null)[] =>
  within(screen.getByRole("grid"))
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.querySelector("td")?.textContent ?? null);

test("rows are walked with the arrows and opened with Enter", async () => {
  const onSelect = vi.fn();
  render(<DataTable label="点位" columns={COLUMNS} rows={ROWS} rowKey={(row) => row.id} onSelect={onSelect} />);
  const rows = screen.getAllByRole("row");
  rows[1]!.focus();
  await userEvent.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement).toBe(rows[2]));
  await userEvent.keyboard("{Enter}");
  expect(onSelect).toHaveBeenCalledWith(ROWS[1]);
});

test("only one row is a tab stop", () => {
  render(<DataTable label="点位" columns={COLUMNS} rows={ROWS} rowKey={(row) => row.id} />);
  expect(screen.getAllByRole("row").filter((row) => row.tabIndex === 0 && row.dataset["index"])).toHaveLength(1);
});

test("unknown comes last whichever way one sorts", async () => {
  render(<DataTable label="点位" columns={COLUMNS} rows={ROWS} rowKey={(row) => row.id} />);
  const head = screen.getByRole("button", { name: "几天没人看" });
  await userEvent.click(head);
  expect(names()).toEqual(["3 号楼", "1 号楼", "2 号楼"]);
  await userEvent.click(head);
  expect(names()).toEqual(["1 号楼", "3 号楼", "2 号楼"]);
  expect(screen.getByRole("columnheader", { name: "几天没人看" })).toHaveAttribute("aria-sort", "descending");
});

test("keys stop at the ends of the table", () => {
  expect(rowAfterKey("ArrowUp", 0, 3)).toBe(0);
  expect(rowAfterKey("PageDown", 0, 3)).toBe(2);
  expect(rowAfterKey("x", 0, 3)).toBeNull();
  expect(rowAfterKey("End", 0, 0)).toBeNull();
});

test("of ten thousand rows only those in view are drawn, and the end is announced before it is reached", () => {
  const many = Array.from({ length: 10_000 }, (_, n): Row => ({ id: `r${n}`, name: `${n} 号楼`, days: n }));
  const onNearEnd = vi.fn();
  render(<DataTable label="点位" columns={COLUMNS} rows={many} rowKey={(row) => row.id} onNearEnd={onNearEnd} />);
  expect(screen.getAllByRole("row").length).toBeLessThan(60);
  expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "10001");
  expect(onNearEnd).not.toHaveBeenCalled();
});

test("a button in a row does not also open the row", async () => {
  const onSelect = vi.fn();
  const onPress = vi.fn();
  const columns: Column<Row>[] = [
    { key: "name", head: "在哪里", rowHead: true, cell: (row) => row.name },
    {
      key: "stop",
      head: "停用",
      cell: () => (
        <button type="button" onClick={onPress}>
          停用
        </button>
      ),
    },
  ];
  render(<DataTable label="点位" columns={columns} rows={ROWS} rowKey={(row) => row.id} onSelect={onSelect} />);
  await userEvent.click(screen.getAllByRole("button", { name: "停用" })[0]!);
  expect([onPress.mock.calls.length, onSelect.mock.calls.length]).toEqual([1, 0]);
  await userEvent.click(screen.getByRole("rowheader", { name: "1 号楼" }));
  expect(onSelect).toHaveBeenCalledWith(ROWS[0]);
});

import { useMemo, useState } from "react";

export type SortValue = string | number | null;

export interface Order {
  readonly key: string;
  readonly down: boolean;
}

interface Sortable<Row> {
  readonly key: string;
  readonly sortBy?: ((row: Row) => SortValue) | undefined;
}

/** Unknown (null) is neither small nor large: it comes last, whichever way one sorts. */
export function compareValues(a: SortValue, b: SortValue, down: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), "zh-CN", { numeric: true });
  return down ? -order : order;
}

/** Rows in the order a person chose by the heads; without a choice in the order given. */
export function useOrdered<Row>(rows: readonly Row[], columns: readonly Sortable<Row>[], initial: Order | undefined) {
  const [order, setOrder] = useState<Order | undefined>(initial);
  const ordered = useMemo(() => {
    const sortBy = order && columns.find((column) => column.key === order.key)?.sortBy;
    if (!order || !sortBy) return rows;
    return [...rows].sort((a, b) => compareValues(sortBy(a), sortBy(b), order.down));
  }, [rows, columns, order]);
  const turn = (key: string): void =>
    setOrder((before) => (before?.key === key ? { key, down: !before.down } : { key, down: false }));
  return { ordered, order, turn };
}

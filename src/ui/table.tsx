import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowUp from "lucide-react/icons/arrow-up";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { classNames } from "./class-names.tsx";
import "./table.css";
import { type Order, type SortValue, useOrdered } from "./table-order.tsx";
import { useWords } from "./words.tsx";

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the head a button that sorts; null is unknown and comes last. */
  readonly sortBy?: ((row: Row) => SortValue) | undefined;
  /** CSS width. */
  readonly width?: string | undefined;
  /** `end` for figures. */
  readonly align?: "start" | "end" | undefined;
  /** The cell names its row, for a screen reader. */
  readonly rowHead?: boolean | undefined;
}

interface DataTableProps<Row> {
  /** What the table is, for a screen reader. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly selected?: string | null | undefined;
  /** Click, Enter or space on a row. */
  readonly onSelect?: ((row: Row) => void) | undefined;
  readonly initialOrder?: Order | undefined;
  readonly empty?: ReactNode;
  /** The person has come near the last row: more may be read. */
  readonly onNearEnd?: (() => void) | undefined;
  /** CSS height above which the table scrolls by itself; 72vh unless told. */
  readonly maxHeight?: string | undefined;
}

const VIRTUAL_ABOVE = 100;
const ROW_REM = 2.9;
const PAGE_ROWS = 10;

const remPx = (): number => Number.parseFloat(window.getComputedStyle(document.documentElement).fontSize) || 16;

/** A button inside a row does its own thing: pressing it does not also open the row. */
const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest("button, a, input, select, label") !== null;

/** The row a key leads to, or null when the key means nothing here. */
export function rowAfterKey(key: string, at: number, count: number): number | null {
  const jumps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + PAGE_ROWS,
    PageUp: at - PAGE_ROWS,
    Home: 0,
    End: count - 1,
  };
  const to = jumps[key];
  return to === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, to));
}

/** Sticky head, ↑ ↓ Enter, sorting by the heads; above 100 rows only those in view are drawn. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, empty, initialOrder, maxHeight } = props;
  const words = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const { ordered, order, turn } = useOrdered(rows, columns, initialOrder);
  const virtual = ordered.length > VIRTUAL_ABOVE;
  const virtualizer = useVirtualizer({
    count: ordered.length,
    enabled: virtual,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_REM * remPx(),
    getItemKey: (index) => props.rowKey(ordered[index]!),
    overscan: 12,
    scrollPaddingStart: ROW_REM * remPx(),
    initialRect: { width: 800, height: 600 },
  });
  const looks = classNames("ui-table", virtual && "ui-table-fixed");
  if (rows.length === 0) return <>{empty ?? <p className="dim">{words.tableEmpty}</p>}</>;
  return (
    <div
      className="ui-table-frame"
      ref={frame}
      style={maxHeight ? ({ "--table-height": maxHeight } as React.CSSProperties) : undefined}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are chosen by keyboard, which is what a grid is */}
      <table className={looks} role="grid" aria-rowcount={ordered.length + 1}>
        <caption>
          {label}, {words.tableRows(ordered.length)}
        </caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.key} column={column} order={order} onTurn={turn} />
            ))}
          </tr>
        </thead>
        <Rows {...props} rows={ordered} virtualizer={virtual ? virtualizer : null} frame={frame} />
      </table>
    </div>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly order: Order | undefined;
  readonly onTurn: (key: string) => void;
}

function Head<Row>({ column, order, onTurn }: HeadProps<Row>) {
  const words = useWords();
  const on = order?.key === column.key;
  const Arrow = on && order.down ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={column.align === "end" ? "ui-table-end" : undefined}
      style={column.width ? { width: column.width } : undefined}
      aria-sort={on ? (order.down ? "descending" : "ascending") : undefined}
    >
      {column.sortBy ? (
        <button
          type="button"
          className={classNames("ui-table-sort", on && "ui-table-sort-on")}
          title={words.sortBy(column.head)}
          onClick={() => onTurn(column.key)}
        >
          {column.head}
          <Arrow />
        </button>
      ) : (
        column.head
      )}
    </th>
  );
}

interface RowsProps<Row> extends DataTableProps<Row> {
  readonly virtualizer: Virtualizer<HTMLDivElement, Element> | null;
  readonly frame: React.RefObject<HTMLDivElement | null>;
}

/** Which rows are drawn, and the heights of what is above and below them. */
function windowOf(count: number, virtualizer: Virtualizer<HTMLDivElement, Element> | null) {
  if (!virtualizer) return { indexes: Array.from({ length: count }, (_, index) => index), above: 0, below: 0 };
  const items = virtualizer.getVirtualItems();
  const last = items[items.length - 1];
  return {
    indexes: items.map((item) => item.index),
    above: items[0]?.start ?? 0,
    below: last ? virtualizer.getTotalSize() - last.end : 0,
  };
}

const FRAMES_TO_WAIT = 6;

/**
 * The row the keyboard is on. A held arrow key is faster than drawing: the next press counts from the row aimed at,
 * and the focus lands, frame by frame, on the last row aimed at once that is drawn.
 */
function useRowFocus(virtualizer: RowsProps<unknown>["virtualizer"], frame: RowsProps<unknown>["frame"]) {
  const [at, setAt] = useState(0);
  const aim = useRef(0);
  const land = (framesLeft: number): void => {
    window.requestAnimationFrame(() => {
      const row = frame.current?.querySelector<HTMLElement>(`tr[data-index="${aim.current}"]`);
      if (row) row.focus({ preventScroll: virtualizer !== null });
      else if (framesLeft > 0) land(framesLeft - 1);
    });
  };
  const goTo = (index: number): void => {
    aim.current = index;
    setAt(index);
    virtualizer?.scrollToIndex(index);
    land(FRAMES_TO_WAIT);
  };
  const arrive = (index: number): void => {
    aim.current = index;
    setAt(index);
  };
  return { at, goTo, arrive, keyBase: () => aim.current };
}

function Rows<Row>(props: RowsProps<Row>) {
  const { columns, rows, rowKey, selected, onSelect, virtualizer, frame } = props;
  const { at, goTo, arrive, keyBase } = useRowFocus(virtualizer, frame);
  const { indexes, above, below } = windowOf(rows.length, virtualizer);
  useNearEnd(indexes[indexes.length - 1] ?? 0, rows.length, props.onNearEnd);
  const stop = Math.min(at, rows.length - 1);
  // Tab must find a row even when the one last used is scrolled out of the drawn window.
  const tabStop = indexes.includes(stop) ? stop : indexes[0];
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>): void => {
    if (event.target !== event.currentTarget) return;
    const next = rowAfterKey(event.key, keyBase(), rows.length);
    const row = rows[keyBase()];
    if (next !== null) goTo(next);
    else if ((event.key === "Enter" || event.key === " ") && row !== undefined) onSelect?.(row);
    else return;
    event.preventDefault();
  };
  return (
    <tbody>
      <Gap height={above} columns={columns.length} />
      {indexes.map((index) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <tr
            key={rowKey(row)}
            ref={virtualizer ? virtualizer.measureElement : undefined}
            data-index={index}
            aria-rowindex={index + 2}
            aria-selected={selected === undefined ? undefined : selected === rowKey(row)}
            className={onSelect ? "ui-table-row-open" : undefined}
            tabIndex={index === tabStop ? 0 : -1}
            onFocus={() => arrive(index)}
            onClick={onSelect && ((event) => isControl(event.target) || onSelect(row))}
            onKeyDown={onKeyDown}
          >
            {columns.map((column) => (
              <Cell key={column.key} column={column} row={row} />
            ))}
          </tr>
        );
      })}
      <Gap height={below} columns={columns.length} />
    </tbody>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const looks = column.align === "end" ? "ui-table-end" : undefined;
  if (!column.rowHead) return <td className={looks}>{column.cell(row)}</td>;
  return (
    <th scope="row" className={looks}>
      {column.cell(row)}
    </th>
  );
}

const NEAR_ROWS = 40;

function useNearEnd(lastDrawn: number, count: number, onNearEnd: (() => void) | undefined): void {
  const isNear = lastDrawn >= count - NEAR_ROWS;
  const tell = useRef(onNearEnd);
  tell.current = onNearEnd;
  useEffect(() => {
    if (isNear && count > 0) tell.current?.();
  }, [isNear, count]);
}

function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="ui-table-gap">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

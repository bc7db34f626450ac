import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import "./long-list.css";

interface LongListProps<Item> {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** What stands in one line; it may be of any height. */
  readonly children: (item: Item) => ReactNode;
  readonly className?: string | undefined;
}

const ALL_BELOW = 60;
const GUESS_PX = 120;

/** A list of the page that may have ten thousand lines: of a long one only those near the screen are drawn. */
export function LongList<Item>(props: LongListProps<Item>) {
  if (props.items.length > ALL_BELOW) return <InSight {...props} />;
  const { items, keyOf, children, className } = props;
  return (
    <ul className={className}>
      {items.map((item) => (
        <li key={keyOf(item)} className="ui-long-line">
          {children(item)}
        </li>
      ))}
    </ul>
  );
}

function InSight<Item>({ items, keyOf, children, className }: LongListProps<Item>) {
  const list = useRef<HTMLUListElement>(null);
  const [topPx, setTop] = useState(0);
  // What stands above the list may grow or go at any drawing.
  useLayoutEffect(() => {
    const box = list.current?.getBoundingClientRect();
    if (box) setTop(Math.round(box.top + window.scrollY));
  });
  const lines = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => GUESS_PX,
    getItemKey: (index) => keyOf(items[index]!),
    overscan: 8,
    scrollMargin: topPx,
  });
  return (
    <ul ref={list} className={className} style={{ height: lines.getTotalSize(), position: "relative" }}>
      {lines.getVirtualItems().map(({ index, key, start }) => (
        <li
          key={key}
          ref={lines.measureElement}
          data-index={index}
          className="ui-long-line ui-long-line-placed"
          style={{ transform: `translateY(${start - topPx}px)` }}
          aria-setsize={items.length}
          aria-posinset={index + 1}
        >
          {children(items[index]!)}
        </li>
      ))}
    </ul>
  );
}

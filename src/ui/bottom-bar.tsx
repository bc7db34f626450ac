import type { ReactNode } from "react";
import { NavLink } from "react-router";
import "./bottom-bar.css";
import { useWords } from "./words.tsx";

export interface BottomBarItem {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly count?: number | undefined;
  /** Lit only on exactly this address. */
  readonly end?: boolean | undefined;
}

/** The four places of the phone, icon and word: 今天 · 巡逻 · 上报 · 我的. */
export function BottomBar({ items }: { items: readonly BottomBarItem[] }) {
  const words = useWords();
  return (
    <nav className="ui-bottom-bar" aria-label={words.mainNav}>
      <ul>
        {items.map((item) => (
          <li key={item.to}>
            <NavLink to={item.to} end={item.end ?? false}>
              {item.icon}
              <span>{item.label}</span>
              {item.count !== undefined && item.count > 0 && <span className="ui-bottom-count">{item.count}</span>}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

import ChevronRight from "lucide-react/icons/chevron-right";
import type { ReactNode } from "react";
import { Link, type To } from "react-router";
import "./card.css";
import { classNames } from "./class-names.tsx";

interface CardProps {
  readonly children: ReactNode;
  /** `accent` is the one big card of a screen: more air. `list` holds ListRows. */
  readonly kind?: "plain" | "accent" | "list" | undefined;
  readonly className?: string | undefined;
  /** Names the card for a screen reader; makes it a landmark section. */
  readonly label?: string | undefined;
}

export function Card({ children, kind = "plain", className, label }: CardProps) {
  const name = classNames("ui-card", kind !== "plain" && `ui-card-${kind}`, className);
  if (label === undefined) return <div className={name}>{children}</div>;
  return (
    <section className={name} aria-label={label}>
      {children}
    </section>
  );
}

/** A whole card that leads somewhere. */
export function LinkCard({ to, children }: { to: To; children: ReactNode }) {
  return (
    <Link to={to} className="ui-card ui-card-link">
      {children}
    </Link>
  );
}

interface ListRowProps {
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  /** At the right edge, before the arrow: a badge, a time. */
  readonly end?: ReactNode;
  readonly to?: To | undefined;
  readonly onPress?: (() => void) | undefined;
}

/** One line of a list, at least 60 px high; with `to` or `onPress` the whole line is the target. */
export function ListRow({ children, icon, end, to, onPress }: ListRowProps) {
  const inside = (
    <>
      {icon}
      <span className="grow">{children}</span>
      {end}
      {(to !== undefined || onPress !== undefined) && <ChevronRight />}
    </>
  );
  if (to !== undefined)
    return (
      <Link className="ui-list-row" to={to}>
        {inside}
      </Link>
    );
  if (onPress !== undefined)
    return (
      <button type="button" className="ui-list-row" onClick={onPress}>
        {inside}
      </button>
    );
  return (
    <div className="ui-list-row" style={{ cursor: "auto" }}>
      {inside}
    </div>
  );
}

import ChevronLeft from "lucide-react/icons/chevron-left";
import X from "lucide-react/icons/x";
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from "react";
import { Link, NavLink } from "react-router";
import { classNames } from "./class-names.tsx";
import "./dialog.css";
import "./page.css";
import { useWords } from "./words.tsx";

export interface PhonePageProps {
  readonly title: string;
  /** Where 返回 leads: an address, or an act. Absent on the four main places. */
  readonly back?: string | (() => void) | undefined;
  /** The sync badge; on every screen. */
  readonly badge?: ReactNode;
  readonly children: ReactNode;
  /** The main action: full width, at the bottom, within the thumb. */
  readonly footer?: ReactNode;
  /** The bottom bar of the four main places. */
  readonly nav?: ReactNode;
}

/** Toasts and scrolling stay clear of what sits at the bottom: its height is a variable of the page. */
function useFootHeight() {
  const foot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = document.documentElement;
    const box = foot.current;
    if (!box || typeof ResizeObserver !== "function") return;
    const watch = new ResizeObserver(() => root.style.setProperty("--page-foot", `${box.offsetHeight}px`));
    watch.observe(box);
    return () => {
      watch.disconnect();
      root.style.removeProperty("--page-foot");
    };
  }, []);
  return foot;
}

const APP = "紫马甲";

/**
 * A screen reader hears where it has come to: the title takes the focus on every arrival but the first, and the
 * window carries it too. Something that already holds the focus on the new screen keeps it.
 */
function useArrival(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const first = document.title === APP;
    const page = heading.current?.closest(".ui-phone, .ui-desk");
    if (!first && !page?.contains(document.activeElement)) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} · ${APP}`;
  }, [title]);
  return heading;
}

/** A screen of the phone: title and badge above, the main action below, one column between. */
export function PhonePage({ title, back, badge, children, footer, nav }: PhonePageProps) {
  const foot = useFootHeight();
  const heading = useArrival(title);
  return (
    <div className="ui-phone">
      <header className="ui-phone-head">
        <div className={classNames("ui-phone-bar", back !== undefined && "ui-phone-bar-back")}>
          {back !== undefined && <Back to={back} />}
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {badge && <div className="ui-phone-badge">{badge}</div>}
        </div>
      </header>
      <main className="ui-phone-main" id="content">
        {children}
      </main>
      <div className="ui-phone-bottom" ref={foot}>
        {footer && (
          <div className="ui-phone-foot">
            <div className="ui-phone-foot-inside">{footer}</div>
          </div>
        )}
        {nav}
      </div>
    </div>
  );
}

function Back({ to }: { to: string | (() => void) }) {
  const words = useWords();
  const inside = (
    <>
      <ChevronLeft />
      {words.back}
    </>
  );
  return typeof to === "string" ? (
    <Link className="ui-back" to={to}>
      {inside}
    </Link>
  ) : (
    <button type="button" className="ui-back" onClick={to}>
      {inside}
    </button>
  );
}

export interface DeskRailItem {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly count?: number | undefined;
  readonly end?: boolean | undefined;
}

interface DeskRailProps {
  readonly brand: string;
  readonly items: readonly DeskRailItem[];
  /** At the foot of the rail: who is signed in, the sync badge. */
  readonly end?: ReactNode;
}

/** The left rail of the desk: words with icons. */
export function DeskRail({ brand, items, end }: DeskRailProps) {
  const words = useWords();
  return (
    <nav className="ui-desk-rail" aria-label={words.mainNav}>
      <p className="ui-desk-brand">{brand}</p>
      <ul>
        {items.map((item) => (
          <li key={item.to}>
            <NavLink to={item.to} end={item.end ?? false}>
              {item.icon}
              <span>{item.label}</span>
              {item.count !== undefined && <span className="ui-desk-count">{item.count}</span>}
            </NavLink>
          </li>
        ))}
      </ul>
      {end && <div className="ui-desk-rail-end">{end}</div>}
    </nav>
  );
}

interface DeskPageProps {
  readonly title: string;
  /** One sentence under the title. */
  readonly lead?: ReactNode;
  readonly rail?: ReactNode;
  readonly badge?: ReactNode;
  /** Buttons of the page, the main one last. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Details of the chosen thing; the list stays in view. */
  readonly side?: ReactNode;
  readonly sideTitle?: string | undefined;
  readonly onSideClose?: (() => void) | undefined;
}

/** Escape closes the side panel and leads back to the row it belongs to; in a field it stays the field's own. */
function useEscapeToList(content: RefObject<HTMLElement | null>, onClose: (() => void) | undefined) {
  return (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !onClose || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, dialog")) return;
    const row = content.current?.querySelector<HTMLElement>('tr[aria-selected="true"]');
    onClose();
    row?.focus();
  };
}

/** A screen of the desk (≥ 1024 px): rail, content of at most 1440 px, a side panel. */
export function DeskPage(props: DeskPageProps) {
  const words = useWords();
  const { title, lead, rail, badge, actions, children, side } = props;
  const content = useRef<HTMLElement>(null);
  const onKeyDown = useEscapeToList(content, side ? props.onSideClose : undefined);
  const heading = useArrival(title);
  return (
    <div className="desk ui-desk">
      <a className="ui-skip" href="#content">
        {words.skipToContent}
      </a>
      {rail}
      <main className="ui-desk-content" id="content" tabIndex={-1} ref={content} onKeyDown={onKeyDown}>
        <header className="ui-desk-head">
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {actions}
          {badge}
        </header>
        {lead && <div className="ui-desk-lead">{lead}</div>}
        <div className={classNames("ui-desk-split", side ? "ui-desk-split-side" : null)}>
          <div className="ui-desk-main">{children}</div>
          {side && <SidePanel {...props} />}
        </div>
      </main>
    </div>
  );
}

function SidePanel({ side, sideTitle, onSideClose }: DeskPageProps) {
  const words = useWords();
  return (
    <aside className="ui-desk-side" aria-label={sideTitle ?? words.panel}>
      {(sideTitle || onSideClose) && (
        <div className="ui-desk-side-head">
          <h2>{sideTitle}</h2>
          {onSideClose && (
            <button type="button" className="ui-dialog-close" aria-label={words.close} onClick={onSideClose}>
              <X />
            </button>
          )}
        </div>
      )}
      {side}
    </aside>
  );
}

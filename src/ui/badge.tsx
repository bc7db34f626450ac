import type { ReactNode } from "react";
import "./badge.css";
import { useWords } from "./words.tsx";

export type SeverityColour = "red" | "orange" | "yellow" | "blue";

/** Colour is never the only cue: each severity has its shape and its word. */
export const SEVERITY_SHAPE: Readonly<Record<SeverityColour, string>> = {
  red: "■",
  orange: "▲",
  yellow: "◆",
  blue: "●",
};

/** The word of a severity with its shape; `word` replaces the kit's 红/橙/黄/蓝. */
export function SeverityBadge({ severity, word }: { severity: SeverityColour; word?: string | undefined }) {
  const words = useWords();
  return (
    <span className={`ui-badge ui-badge-${severity}`}>
      <span className="ui-badge-shape" aria-hidden="true">
        {SEVERITY_SHAPE[severity]}
      </span>
      {word ?? words.severity[severity]}
    </span>
  );
}

export type BadgeTone = "plain" | "good" | "warn" | "bad" | "info" | "accent";

interface StateBadgeProps {
  readonly tone?: BadgeTone | undefined;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** The state of a thing, in a word. */
export function StateBadge({ tone = "plain", icon, children }: StateBadgeProps) {
  return (
    <span className={`ui-badge ui-badge-${tone}`}>
      {icon}
      {children}
    </span>
  );
}

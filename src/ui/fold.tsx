import ChevronDown from "lucide-react/icons/chevron-down";
import type { ReactNode } from "react";
import "./fold.css";

interface FoldProps {
  readonly title: string;
  /** Open when it comes up; from then on the person decides. */
  readonly open?: boolean | undefined;
  readonly children: ReactNode;
}

/** A line that opens: what most people do not need lies under it. The arrow says so. */
export function Fold({ title, open, children }: FoldProps) {
  return (
    <details className="ui-fold" open={open}>
      <summary>
        <span className="grow">{title}</span>
        <ChevronDown />
      </summary>
      {children}
    </details>
  );
}

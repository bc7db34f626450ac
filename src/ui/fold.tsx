import ChevronDown from "lucide-react/icons/chevron-down";
import { type ReactNode, useState } from "react";
import "./fold.css";

interface FoldProps {
  readonly title: string;
  /** Open when it comes up; from then on the person decides. */
  readonly open?: boolean | undefined;
  /** What lies under it is made at the first opening: photos are not fetched for nobody. */
  readonly later?: boolean | undefined;
  readonly children: ReactNode;
}

/** A line that opens: what most people do not need lies under it. The arrow says so. */
export function Fold({ title, open = false, later = false, children }: FoldProps) {
  const [seen, setSeen] = useState(open || !later);
  return (
    <details className="ui-fold" open={open} onToggle={(event) => event.currentTarget.open && setSeen(true)}>
      <summary>
        <span className="grow">{title}</span>
        <ChevronDown />
      </summary>
      {seen && children}
    </details>
  );
}

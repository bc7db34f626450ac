import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import Info from "lucide-react/icons/info";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import "./banner.css";

export type BannerTone = "info" | "warn" | "bad" | "good";

const ICON = { info: Info, warn: TriangleAlert, bad: CircleAlert, good: CircleCheck } as const;

interface BannerProps {
  readonly tone?: BannerTone | undefined;
  readonly title?: string | undefined;
  /** One sentence: what it is and what to do. */
  readonly children?: ReactNode;
  /** The one thing to do about it. */
  readonly action?: ReactNode;
}

/** A message that stays; `bad` and `warn` are announced at once. */
export function Banner({ tone = "info", title, children, action }: BannerProps) {
  const Icon = ICON[tone];
  return (
    <div className={`ui-banner ui-banner-${tone}`} role={tone === "bad" || tone === "warn" ? "alert" : "status"}>
      <Icon />
      <div className="ui-banner-words">
        {title && <p className="ui-banner-title">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}

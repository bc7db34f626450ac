import CircleAlert from "lucide-react/icons/circle-alert";
import CloudOff from "lucide-react/icons/cloud-off";
import Hourglass from "lucide-react/icons/hourglass";
import Inbox from "lucide-react/icons/inbox";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import "./empty.css";
import { useWords } from "./words.tsx";

interface StateProps {
  readonly title?: string | undefined;
  /** One sentence that says what to do. */
  readonly text?: string | undefined;
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
}

function StateFrame({ title, text, action, icon, role }: StateProps & { readonly role?: "status" | "alert" }) {
  return (
    <div className="ui-empty" role={role}>
      {icon}
      <p className="subtitle">{title}</p>
      <p className="ui-empty-text">{text}</p>
      {action && <div className="ui-empty-action">{action}</div>}
    </div>
  );
}

export function EmptyState(props: StateProps) {
  const words = useWords();
  return <StateFrame icon={<Inbox />} title={words.emptyTitle} text={words.emptyText} {...defined(props)} />;
}

export function LoadingState(props: StateProps) {
  const words = useWords();
  return (
    <StateFrame
      role="status"
      icon={<Hourglass />}
      title={words.loadingTitle}
      text={words.loadingText}
      {...defined(props)}
    />
  );
}

interface FailedProps extends StateProps {
  /** The code of the fault, for whoever is asked for help. */
  readonly code?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
}

export function FailedState({ code, onRetry, ...props }: FailedProps) {
  const words = useWords();
  return (
    <div role="alert">
      <StateFrame
        icon={<CircleAlert />}
        title={words.failedTitle}
        text={words.failedText}
        action={
          onRetry && (
            <Button variant="outline" onClick={onRetry}>
              {words.retry}
            </Button>
          )
        }
        {...defined(props)}
      />
      {code && (
        <p className="dim small" style={{ textAlign: "center" }}>
          {words.failedCode(code)}
        </p>
      )}
    </div>
  );
}

export function OfflineState(props: StateProps) {
  const words = useWords();
  return (
    <StateFrame
      role="status"
      icon={<CloudOff />}
      title={words.offlineTitle}
      text={words.offlineText}
      {...defined(props)}
    />
  );
}

/** Only what was given, so that an absent word does not hide the kit's own. */
const defined = (props: StateProps): StateProps =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));

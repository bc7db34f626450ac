import { Component, type ErrorInfo, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import "./error-boundary.css";
import { useWords } from "./words.tsx";

interface BoundaryProps {
  readonly children: ReactNode;
  /** Changes when the person goes elsewhere (the address): a new screen gets a new chance. */
  readonly resetKey?: string | undefined;
  /** Version of the app, for whoever gets the text. */
  readonly version?: string | undefined;
  readonly onError?: ((error: unknown, info: ErrorInfo) => void) | undefined;
}

interface BoundaryState {
  readonly failed: { readonly error: unknown; readonly atKey: string | undefined } | null;
}

/** A broken screen says so in words, says what was kept, and hands out the text for whoever can help. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failed: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { failed: { error, atKey: undefined } };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.setState({ failed: { error, atKey: this.props.resetKey } });
    this.props.onError?.(error, info);
  }

  override componentDidUpdate(before: BoundaryProps): void {
    if (this.state.failed && before.resetKey !== this.props.resetKey) this.setState({ failed: null });
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <CrashPage details={describe(this.state.failed.error, this.props.version)} />;
  }
}

function describe(error: unknown, version: string | undefined): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ""}` : String(error);
  return [
    version && `version ${version}`,
    new Date().toISOString(),
    window.location.pathname,
    navigator.userAgent,
    what,
  ]
    .filter(Boolean)
    .join("\n");
}

/** The page for a fault nobody expected; also usable by a router's error element. */
export function CrashPage({ details }: { details: string }) {
  const words = useWords();
  const [copied, setCopied] = useState<"no" | "yes" | "by-hand">("no");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(details);
      setCopied("yes");
    } catch {
      // No clipboard in this browser or on plain http: the text below can still be selected.
      setCopied("by-hand");
    }
  };
  return (
    <main className="ui-crash">
      <div role="alert" className="stack">
        <h1>{words.crashTitle}</h1>
        <p>{words.crashText}</p>
      </div>
      <Button variant="main" size="patrol" onClick={() => window.location.reload()}>
        {words.crashReload}
      </Button>
      <Button onClick={() => void copy()}>
        {copied === "yes" ? words.crashCopied : copied === "by-hand" ? words.crashSelect : words.crashCopy}
      </Button>
      <textarea readOnly value={details} aria-label={words.crashDetails} onFocus={(event) => event.target.select()} />
    </main>
  );
}

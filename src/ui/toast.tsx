import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import "./toast.css";
import { useWords } from "./words.tsx";

export const UNDO_MS = 10_000;
const PLAIN_MS = 6_000;
const MOST_AT_ONCE = 3;

export interface Toast {
  /** One sentence: what happened, what was kept. */
  readonly text: string;
  readonly tone?: "good" | "bad" | "plain" | undefined;
  /** With it the toast stays ten seconds and offers 撤销. */
  readonly undo?: (() => void) | undefined;
}

interface Shown extends Toast {
  readonly key: number;
}

/** The same sentence is said once, anew; what can be taken back stays, since each takes back something else. */
const isSaidAgain = (old: Toast, next: Toast): boolean => old.text === next.text && !old.undo && !next.undo;

type ShowToast = (toast: Toast) => void;

const ToastContext = createContext<ShowToast>(() => undefined);

/** `const show = useToast(); show({ text: "已交上去", undo: () => … })` */
export const useToast = (): ShowToast => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const nextKey = useRef(1);
  const show = useCallback<ShowToast>((toast) => {
    const key = nextKey.current;
    nextKey.current += 1;
    setShown((before) => [...before.filter((one) => !isSaidAgain(one, toast)), { ...toast, key }].slice(-MOST_AT_ONCE));
  }, []);
  const drop = useCallback((key: number) => setShown((before) => before.filter((toast) => toast.key !== key)), []);
  const stack = useMemo(
    () => (
      <div className="ui-toasts" role="status" aria-live="polite">
        {shown.map((toast) => (
          <ToastLine key={toast.key} toast={toast} onGone={drop} />
        ))}
      </div>
    ),
    [shown, drop],
  );
  return (
    <ToastContext.Provider value={show}>
      {children}
      {createPortal(stack, document.body)}
    </ToastContext.Provider>
  );
}

function ToastLine({ toast, onGone }: { toast: Shown; onGone: (key: number) => void }) {
  const words = useWords();
  const [held, setHeld] = useState(false);
  const { key, undo } = toast;
  useEffect(() => {
    // Enough time: while a finger or the keyboard is on it, it stays.
    if (held) return;
    const timer = window.setTimeout(() => onGone(key), undo ? UNDO_MS : PLAIN_MS);
    return () => window.clearTimeout(timer);
  }, [held, key, undo, onGone]);
  const takeBack = (): void => {
    undo?.();
    onGone(key);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: being over it only holds the time; the act is the button inside
    <div
      className="ui-toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast.tone === "good" && <CircleCheck />}
      {toast.tone === "bad" && <CircleAlert />}
      <span className="ui-toast-words">{toast.text}</span>
      {undo && (
        <button type="button" className="ui-toast-undo" onClick={takeBack}>
          {words.undo}
        </button>
      )}
    </div>
  );
}

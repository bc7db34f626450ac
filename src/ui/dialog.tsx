import X from "lucide-react/icons/x";
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.tsx";
import "./dialog.css";
import { useUnfinished } from "./unfinished.tsx";
import { useWords } from "./words.tsx";

interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  /** Esc, the back gesture and the close button all come here. */
  readonly onClose: () => void;
  readonly children?: ReactNode;
  /** Buttons at the bottom; the main one last. */
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
  /** Keys of the content (← →), wherever the focus is in the dialog. */
  readonly onKey?: ((key: string) => void) | undefined;
}

/** A window over the page on the native `<dialog>`: focus stays in, and goes back to where it came from. */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null;
}

const FOCUSABLE = "a[href],button:not(:disabled),input:not(:disabled),select,textarea,[tabindex='0']";

/** False where the browser has no modal dialog, and we hold the focus ourselves. */
const hasModal = (): boolean =>
  typeof HTMLDialogElement !== "undefined" && typeof HTMLDialogElement.prototype.showModal === "function";

function useModal(
  native: boolean,
  ref: RefObject<HTMLDialogElement | null>,
  head: RefObject<HTMLHeadingElement | null>,
): void {
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement;
    if (!native) dialog.setAttribute("open", "");
    else if (!dialog.open) dialog.showModal();
    head.current?.focus();
    return () => {
      if (native && dialog.open) dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [native, ref, head]);
}

function OpenDialog({ title, onClose, children, actions, className, onKey }: Omit<DialogProps, "open">) {
  const id = useId();
  const words = useWords();
  const ref = useRef<HTMLDialogElement>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const native = hasModal();
  useUnfinished(true);
  useModal(native, ref, head);
  const onKeyDown = (event: KeyboardEvent<HTMLDialogElement>): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Tab" && !native && ref.current) keepFocusIn(ref.current, event);
    else onKey?.(event.key);
  };
  return (
    <dialog
      ref={ref}
      className={classNames("ui-dialog", !native && "ui-dialog-fallback", className)}
      aria-labelledby={id}
      aria-modal="true"
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="ui-dialog-inside">
        <div className="ui-dialog-head">
          <h2 id={id} ref={head} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" className="ui-dialog-close" aria-label={words.close} onClick={onClose}>
            <X />
          </button>
        </div>
        {children}
        {actions && <div className="ui-dialog-actions">{actions}</div>}
      </div>
    </dialog>
  );
}

function keepFocusIn(dialog: HTMLElement, event: KeyboardEvent): void {
  const stops = [...dialog.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const first = stops[0];
  const last = stops[stops.length - 1];
  if (event.shiftKey && document.activeElement === first) last?.focus();
  else if (!event.shiftKey && document.activeElement === last) first?.focus();
  else return;
  event.preventDefault();
}

interface ConfirmProps {
  readonly open: boolean;
  /** Names the thing: 删掉「3 号楼 2 单元」这个点位？ */
  readonly title: string;
  /** What will be gone, and what stays. */
  readonly children?: ReactNode;
  /** The act in a word or two: 删掉. */
  readonly confirmLabel: string;
  readonly cancelLabel?: string | undefined;
  readonly danger?: boolean | undefined;
  readonly busy?: boolean | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Only for what can't be undone; everything else is done at once with an undo of ten seconds. */
export function ConfirmDialog(props: ConfirmProps) {
  const words = useWords();
  const { open, title, children, confirmLabel, cancelLabel, danger = true, busy, onConfirm, onClose } = props;
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{cancelLabel ?? words.cancel}</Button>
          <Button variant={danger ? "danger" : "main"} busy={busy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

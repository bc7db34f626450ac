import Delete from "lucide-react/icons/delete";
import { type ReactNode, useCallback, useEffect, useId, useState } from "react";
import { classNames } from "./class-names.tsx";
import "./pin-pad.css";
import { useNow } from "./time.tsx";
import { useWords } from "./words.tsx";

export const PIN_LENGTH = 6;

interface PinPadProps {
  readonly label: string;
  /** The label is already in large letters above: it is only said, not drawn again. */
  readonly labelAbove?: boolean | undefined;
  /** Called with six digits; the pad then empties itself. */
  readonly onComplete: (pin: string) => void;
  readonly error?: string | undefined;
  /** Epoch ms until which no try is taken; the wait is counted down in words. */
  readonly waitUntilMs?: number | null | undefined;
  readonly busy?: boolean | undefined;
  /** In the free corner of the keys: "forgot" or "another person". */
  readonly corner?: ReactNode;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** Six digits on big keys; the keyboard works as well. */
export function PinPad(props: PinPadProps) {
  const { label, labelAbove = false, onComplete, error, waitUntilMs, busy = false, corner } = props;
  const words = useWords();
  const id = useId();
  const now = useNow(1_000);
  const waitMs = waitUntilMs ? waitUntilMs - now : 0;
  // The clock of the screen lags by up to a second: a wait of 30 s begins at 30, not at 31.
  const waitS = waitMs > 0 ? Math.max(1, Math.floor(waitMs / 1_000)) : 0;
  const shut = busy || waitS > 0;
  const { pin, type, erase } = usePin(shut, onComplete);
  return (
    <fieldset className="ui-pin" aria-describedby={`${id}-message`}>
      <legend className="visually-hidden">{label}</legend>
      {!labelAbove && (
        <p className="ui-pin-label subtitle" aria-hidden="true">
          {label}
        </p>
      )}
      <div className="ui-pin-dots" aria-hidden="true">
        {Array.from({ length: PIN_LENGTH }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the dots have no identity but their place
          <span key={at} className={classNames("ui-pin-dot", at < pin.length && "ui-pin-dot-on")} />
        ))}
      </div>
      <span className="visually-hidden" role="status">
        {words.pinEntered(pin.length, PIN_LENGTH)}
      </span>
      <p className="ui-pin-message" id={`${id}-message`} role="alert">
        {waitS > 0 ? words.pinWait(waitS) : error}
      </p>
      <div className="ui-pin-keys">
        {DIGITS.map((digit) => (
          <PinKey key={digit} digit={digit} shut={shut} onType={type} />
        ))}
        <div className="ui-pin-key ui-pin-key-word">{corner}</div>
        <PinKey digit="0" shut={shut} onType={type} />
        <button type="button" className="ui-pin-key ui-pin-key-word" disabled={shut || pin === ""} onClick={erase}>
          <Delete />
          {words.pinDelete}
        </button>
      </div>
    </fieldset>
  );
}

interface KeyProps {
  readonly digit: string;
  readonly shut: boolean;
  readonly onType: (digit: string) => void;
}

function PinKey({ digit, shut, onType }: KeyProps) {
  return (
    <button type="button" className="ui-pin-key" disabled={shut} onClick={() => onType(digit)}>
      {digit}
    </button>
  );
}

function usePin(shut: boolean, onComplete: (pin: string) => void) {
  const [pin, setPin] = useState("");
  const type = useCallback(
    (digit: string) => {
      if (shut) return;
      const next = pin + digit;
      setPin(next.length >= PIN_LENGTH ? "" : next);
      if (next.length >= PIN_LENGTH) onComplete(next);
    },
    [shut, pin, onComplete],
  );
  const erase = useCallback(() => setPin((before) => before.slice(0, -1)), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTypingElsewhere(event.target)) return;
      if (/^[0-9]$/.test(event.key)) type(event.key);
      else if (event.key === "Backspace") erase();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [type, erase]);
  return { pin, type, erase };
}

const isTypingElsewhere = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

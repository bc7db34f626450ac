import { useEffect, useRef } from "react";
import "./pocket-screen.css";
import { clockTime, useNow } from "./time.tsx";
import { useWords } from "./words.tsx";

interface PocketScreenProps {
  /** Null once every place was looked at. */
  readonly nextPlace: string | null;
  /** `7 / 24`. */
  readonly progress?: string | undefined;
  /** A word on the track or the lock, in dim letters. */
  readonly note?: string | undefined;
  readonly onWake: () => void;
}

/** Black, a clock, the next place, one button: the phone may ride in a pocket and saves its battery. */
export function PocketScreen({ nextPlace, progress, note, onWake }: PocketScreenProps) {
  const words = useWords();
  const now = useNow(5_000);
  const wake = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    wake.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main className="ui-pocket">
      <div>
        <p className="ui-pocket-clock">{clockTime(new Date(now).toISOString())}</p>
        {progress && <p>{progress}</p>}
      </div>
      <div className="ui-pocket-next">
        {nextPlace && <p>{words.pocketNext}</p>}
        <p className="ui-pocket-place">{nextPlace}</p>
        {note && <p>{note}</p>}
      </div>
      <button type="button" className="ui-pocket-wake" ref={wake} onClick={onWake}>
        {words.pocketWake}
      </button>
    </main>
  );
}

import "./progress.css";
import { useWords } from "./words.tsx";

interface ProgressProps {
  readonly done: number;
  readonly total: number;
  readonly label?: string | undefined;
}

/** "7 / 24" with a bar: a number first, a picture second. */
export function Progress({ done, total, label }: ProgressProps) {
  const words = useWords();
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div className="ui-progress">
      <div className="ui-progress-words" aria-hidden="true">
        <span className="dim">{label}</span>
        <span className="ui-progress-figure">
          {done} / {total}
        </span>
      </div>
      <div
        className="ui-progress-bar"
        role="progressbar"
        aria-label={label ? `${label}: ${words.progress(done, total)}` : words.progress(done, total)}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={words.progress(done, total)}
      >
        <div className="ui-progress-done" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

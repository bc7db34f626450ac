import "./open-in-browser.css";
import { useWords } from "./words.tsx";

/** How to get out of WeChat's own window: the three dots at the top right, drawn and said. */
export function OpenInBrowser() {
  const words = useWords();
  return (
    <div className="ui-open-in">
      <svg viewBox="0 0 180 120" aria-hidden="true">
        <rect className="ui-open-in-paper" x="2" y="2" width="176" height="116" rx="14" />
        <rect className="ui-open-in-line" x="44" y="18" width="72" height="10" rx="5" />
        <rect className="ui-open-in-line" x="18" y="52" width="90" height="9" rx="4" />
        <rect className="ui-open-in-line" x="18" y="72" width="110" height="9" rx="4" />
        <rect className="ui-open-in-line" x="18" y="92" width="70" height="9" rx="4" />
        <circle className="ui-open-in-ink" cx="142" cy="23" r="3.5" />
        <circle className="ui-open-in-ink" cx="152" cy="23" r="3.5" />
        <circle className="ui-open-in-ink" cx="162" cy="23" r="3.5" />
        <circle className="ui-open-in-mark" cx="152" cy="23" r="17" />
        <path className="ui-open-in-mark" d="M128 92 C150 88 156 70 154 50 M146 58 L154 48 L163 57" />
      </svg>
      <ol>
        {words.openInBrowser.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  );
}

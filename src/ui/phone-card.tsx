import Phone from "lucide-react/icons/phone";
import { classNames } from "./class-names.tsx";
import "./phone-card.css";
import { useWords } from "./words.tsx";

export interface PhoneNumber {
  readonly name: string;
  /** As people write it; spaces and hyphens are dropped in the link. */
  readonly number: string;
  readonly note?: string | undefined;
  /** 110, 119, 120: first and red. */
  readonly urgent?: boolean | undefined;
}

/** Numbers to call with one tap, each at least 68 px high. */
export function PhoneCard({ label, numbers }: { label: string; numbers: readonly PhoneNumber[] }) {
  const words = useWords();
  return (
    <ul className="ui-phone-list" aria-label={label}>
      {numbers.map((entry) => (
        <li key={`${entry.name} ${entry.number}`}>
          <a
            className={classNames("ui-phone-line", entry.urgent && "ui-phone-urgent")}
            href={`tel:${entry.number.replace(/[^0-9+*#]/g, "")}`}
            aria-label={words.call(entry.name, entry.number)}
          >
            <Phone />
            <span className="ui-phone-words">
              <span className="ui-phone-name">{entry.name}</span>
              {entry.note && <span className="ui-phone-note">{entry.note}</span>}
            </span>
            <span className="ui-phone-number">{entry.number}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

import Check from "lucide-react/icons/check";
import { useId } from "react";
import "./choice.css";
import { classNames } from "./class-names.tsx";

interface CheckboxProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean | undefined;
  readonly error?: string | undefined;
}

/** One yes-or-no; the whole line is the target. */
export function Checkbox({ label, hint, checked, onChange, disabled, error }: CheckboxProps) {
  const id = useId();
  return (
    <div>
      <label className={classNames("ui-choice ui-choice-slim ui-choice-focus", checked && "ui-choice-checked")}>
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? id : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className="ui-choice-mark ui-choice-mark-square">
          <Check />
        </span>
        <span className="ui-choice-words">
          {label}
          {hint && <span className="ui-choice-hint">{hint}</span>}
        </span>
      </label>
      {error && (
        <p className="ui-field-error" id={id} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

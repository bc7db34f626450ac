import Check from "lucide-react/icons/check";
import type { ReactNode } from "react";
import "./chips.css";

export interface Chip<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly count?: number | undefined;
}

interface FilterChipsProps<V extends string> {
  /** What is filtered, for a screen reader; `asked`: it is a question of a form, and stands above the chips. */
  readonly label: string;
  readonly asked?: boolean | undefined;
  readonly options: readonly Chip<V>[];
  readonly value: readonly V[];
  readonly onChange: (value: V[]) => void;
  /** Only one at a time; a second tap on it lifts the filter. */
  readonly single?: boolean | undefined;
  /** Behind the chips: "save this filter". */
  readonly end?: ReactNode;
}

/** Filters one can see and lift with one tap. */
export function FilterChips<V extends string>(props: FilterChipsProps<V>) {
  const { label, asked, options, value, onChange, single, end } = props;
  const toggle = (chip: V): void => {
    if (value.includes(chip)) onChange(value.filter((one) => one !== chip));
    else onChange(single ? [chip] : [...value, chip]);
  };
  return (
    <fieldset className="ui-chips" aria-label={asked ? undefined : label}>
      {asked && <legend>{label}</legend>}
      {options.map((option) => {
        const on = value.includes(option.value);
        return (
          <button
            key={option.value}
            type="button"
            className="ui-chip"
            aria-pressed={on}
            onClick={() => toggle(option.value)}
          >
            {on && <Check />}
            <span>{option.label}</span>
            {option.count !== undefined && <span className="ui-chip-count">{option.count}</span>}
          </button>
        );
      })}
      {end}
    </fieldset>
  );
}

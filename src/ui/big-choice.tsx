import Check from "lucide-react/icons/check";
import { type ReactNode, useId } from "react";
import "./choice.css";
import { classNames } from "./class-names.tsx";

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly icon?: ReactNode;
  readonly disabled?: boolean | undefined;
}

interface Asked<V extends string> {
  /** The question. */
  readonly label: string;
  /** The question is already the title of the screen: only a screen reader needs it again. */
  readonly labelHidden?: boolean | undefined;
  readonly options: readonly Choice<V>[];
  readonly error?: string | undefined;
  /** Two or three columns where they fit; three are for words of a syllable or two. */
  readonly columns?: 1 | 2 | 3 | undefined;
}

interface One<V extends string> extends Asked<V> {
  readonly multiple?: false | undefined;
  readonly value: V | null;
  readonly onChange: (value: V) => void;
}

interface Many<V extends string> extends Asked<V> {
  readonly multiple: true;
  readonly value: readonly V[];
  readonly onChange: (value: V[]) => void;
}

/** Cards to choose from, one (radio) or several (checkbox); each at least 60 px high. */
export function BigChoice<V extends string>(props: One<V> | Many<V>) {
  const name = useId();
  const { label, labelHidden, options, error, columns = 1 } = props;
  const isOn = (value: V): boolean => (props.multiple ? props.value.includes(value) : props.value === value);
  const choose = (value: V): void => {
    if (!props.multiple) props.onChange(value);
    else if (props.value.includes(value)) props.onChange(props.value.filter((one) => one !== value));
    else props.onChange([...props.value, value]);
  };
  return (
    <fieldset aria-describedby={error ? `${name}-error` : undefined}>
      <legend className={labelHidden ? "visually-hidden" : "ui-choice-legend"}>{label}</legend>
      <div
        className={classNames("ui-choice-list", columns === 2 && "ui-choice-two", columns === 3 && "ui-choice-three")}
      >
        {options.map((option) => (
          <ChoiceCard
            key={option.value}
            option={option}
            name={name}
            on={isOn(option.value)}
            multiple={props.multiple === true}
            onChoose={() => choose(option.value)}
          />
        ))}
      </div>
      {error && (
        <p className="ui-field-error" id={`${name}-error`} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface ChoiceCardProps<V extends string> {
  readonly option: Choice<V>;
  readonly name: string;
  readonly on: boolean;
  readonly multiple: boolean;
  readonly onChoose: () => void;
}

function ChoiceCard<V extends string>({ option, name, on, multiple, onChoose }: ChoiceCardProps<V>) {
  return (
    <label
      className={classNames("ui-choice ui-choice-focus", on && "ui-choice-on", option.disabled && "ui-choice-off")}
    >
      <input
        type={multiple ? "checkbox" : "radio"}
        name={multiple ? undefined : name}
        value={option.value}
        checked={on}
        disabled={option.disabled}
        onChange={onChoose}
      />
      {option.icon}
      <span className="ui-choice-words">
        <span className="ui-choice-label">{option.label}</span>
        {option.hint && <span className="ui-choice-hint">{option.hint}</span>}
      </span>
      <span className={classNames("ui-choice-mark", multiple && "ui-choice-mark-square")}>
        <Check />
      </span>
    </label>
  );
}

import ChevronDown from "lucide-react/icons/chevron-down";
import CircleAlert from "lucide-react/icons/circle-alert";
import {
  type HTMLInputAutoCompleteAttribute,
  type HTMLInputTypeAttribute,
  type InputHTMLAttributes,
  type ReactNode,
  useId,
  useState,
} from "react";
import { classNames } from "./class-names.tsx";
import "./field.css";
import { useUnfinished } from "./unfinished.tsx";
import { useWords } from "./words.tsx";

interface FieldProps {
  readonly label: string;
  /** One sentence under the label. */
  readonly hint?: string | undefined;
  /** What is wrong and what to do; absent means nothing is wrong. */
  readonly error?: string | undefined;
  readonly optional?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly name?: string | undefined;
}

interface Wiring {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
  readonly disabled: boolean | undefined;
  readonly name: string | undefined;
  readonly className: string;
}

/** Label above, hint, the control, then the error: wired for a screen reader. */
function Field({ field, children }: { field: FieldProps; children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const words = useWords();
  const { label, hint, error, optional, disabled, name } = field;
  const described = classNames(hint && `${id}-hint`, error && `${id}-error`);
  return (
    <div className="ui-field">
      <label className="ui-field-label" htmlFor={id}>
        {label}
        {optional && <span className="ui-field-optional">{words.optional}</span>}
      </label>
      {hint && (
        <p className="ui-field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
        disabled,
        name,
        className: "ui-input",
      })}
      {error && (
        <p className="ui-field-error" id={`${id}-error`} role="alert">
          <CircleAlert />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}

interface InputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "disabled" | "name"> {
  readonly field: FieldProps;
  readonly onText: (raw: string) => void;
  /** What stands behind the control: a unit. */
  readonly suffix?: string | undefined;
}

/** A field whose control is one native input. */
function InputField({ field, onText, suffix, ...native }: InputProps) {
  return (
    <Field field={field}>
      {(wiring) => {
        const control = <input {...wiring} {...native} onChange={(event) => onText(event.target.value)} />;
        if (suffix === undefined) return control;
        return (
          <div className="ui-field-suffixed">
            {control}
            <span>{suffix}</span>
          </div>
        );
      }}
    </Field>
  );
}

interface TextProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly maxLength?: number | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly onBlur?: (() => void) | undefined;
}

/** Something else stands in the field than when it came up: a form is under way. */
function useTyped(value: string): void {
  const [before] = useState(value);
  useUnfinished(value !== before);
}

interface TextFieldProps extends TextProps {
  readonly type?: Extract<HTMLInputTypeAttribute, "text" | "tel" | "search" | "password" | "url"> | undefined;
  readonly inputMode?: InputHTMLAttributes<HTMLInputElement>["inputMode"];
  readonly autoComplete?: HTMLInputAutoCompleteAttribute | undefined;
}

export function TextField(props: TextFieldProps) {
  const { value, onChange, type = "text", inputMode, autoComplete = "off", placeholder, maxLength, onBlur } = props;
  return (
    <InputField
      field={props}
      type={type}
      value={value}
      inputMode={inputMode}
      autoComplete={autoComplete}
      placeholder={placeholder}
      maxLength={maxLength}
      // A screen with one question starts at its one field.
      autoFocus={props.autoFocus}
      onBlur={onBlur}
      onText={onChange}
    />
  );
}

export function TextArea(props: TextProps & { readonly rows?: number | undefined }) {
  const { value, onChange, placeholder, maxLength, rows = 4, onBlur } = props;
  useTyped(value);
  return (
    <Field field={props}>
      {(wiring) => (
        <textarea
          {...wiring}
          rows={rows}
          value={value}
          placeholder={placeholder}
          maxLength={maxLength}
          onBlur={onBlur}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface SelectOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly disabled?: boolean | undefined;
}

interface SelectProps<V extends string> extends FieldProps {
  readonly value: V | "";
  readonly options: readonly SelectOption<V>[];
  readonly onChange: (value: V) => void;
  /** Shown while nothing is chosen. */
  readonly placeholder?: string | undefined;
}

export function SelectField<V extends string>(props: SelectProps<V>) {
  const { value, options, onChange, placeholder } = props;
  const words = useWords();
  const choose = (chosen: string): void => {
    const option = options.find((candidate) => candidate.value === chosen);
    if (option) onChange(option.value);
  };
  return (
    <Field field={props}>
      {(wiring) => (
        <div className="ui-select">
          <select {...wiring} value={value} onChange={(event) => choose(event.target.value)}>
            {value === "" && <option value="">{placeholder ?? words.pleaseChoose}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown />
        </div>
      )}
    </Field>
  );
}

interface DateProps extends FieldProps {
  /** Local date `2026-05-01`, or `""` while unknown. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  /** `time` takes `14:02`; `datetime-local` takes `2026-05-01T14:02`. */
  readonly kind?: "date" | "time" | "datetime-local" | undefined;
}

export function DateField(props: DateProps) {
  const { value, onChange, min, max, kind = "date" } = props;
  return <InputField field={props} type={kind} value={value} min={min} max={max} onText={onChange} />;
}

interface NumberProps extends FieldProps {
  /** Null is "not known", which is not zero. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly step?: number | undefined;
  /** Unit behind the field: 人, 分钟, 米. */
  readonly suffix?: string | undefined;
}

export function NumberField(props: NumberProps) {
  const { value, onChange, min, max, step = 1, suffix } = props;
  const read = (raw: string): void => {
    const number = raw.trim() === "" ? Number.NaN : Number(raw);
    onChange(Number.isFinite(number) ? number : null);
  };
  return (
    <InputField
      field={props}
      type="number"
      inputMode={step % 1 === 0 ? "numeric" : "decimal"}
      value={value ?? ""}
      min={min}
      max={max}
      step={step}
      suffix={suffix}
      onText={read}
    />
  );
}

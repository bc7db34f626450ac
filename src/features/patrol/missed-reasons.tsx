import { useState } from "react";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { FilterChips } from "#ui/chips";
import { TextField } from "#ui/field";
import { useText } from "#ui/text";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";

interface ReasonProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** A reason by one tap, or in the person's own words. */
export function ReasonChips({ label, options, value, onChange }: ReasonProps) {
  const t = useText(zh, en);
  const known = options.includes(value);
  return (
    <div className="stack">
      <FilterChips
        single
        label={label}
        options={options.map((o) => ({ value: o, label: o }))}
        value={known ? [value] : []}
        onChange={(next) => onChange(next[0] ?? "")}
      />
      <TextField label={t.otherReason} value={known ? "" : value} maxLength={100} onChange={onChange} />
    </div>
  );
}

interface MissedProps {
  readonly missed: readonly { readonly id: string; readonly name: string }[];
  readonly reasons: Readonly<Record<string, string>>;
  readonly onChange: (reasons: Record<string, string>) => void;
}

/** Every stop nobody looked at has its reason: one for all, or one by one. */
export function MissedReasons({ missed, reasons, onChange }: MissedProps) {
  const t = useText(zh, en);
  const [each, setEach] = useState(false);
  const first = missed[0];
  const same = first === undefined ? "" : (reasons[first.id] ?? "");
  return (
    <section className="stack" aria-label={t.missedTitle(missed.length)}>
      <h2>{t.missedTitle(missed.length)}</h2>
      {!each && (
        <>
          <p className="dim">{missed.map((m) => m.name).join("、")}</p>
          <ReasonChips
            label={t.missedAll}
            options={t.reasons}
            value={same}
            onChange={(r) => onChange(Object.fromEntries(missed.map((m) => [m.id, r])))}
          />
        </>
      )}
      {each &&
        missed.map((m) => (
          <div key={m.id} className="stack">
            <h3>{m.name}</h3>
            <ReasonChips
              label={m.name}
              options={t.reasons}
              value={reasons[m.id] ?? ""}
              onChange={(r) => onChange({ ...reasons, [m.id]: r })}
            />
          </div>
        ))}
      {missed.length > 1 && (
        <Button variant="quiet" onClick={() => setEach(!each)}>
          {each ? t.missedAll : t.missedEach}
        </Button>
      )}
    </section>
  );
}

interface SeenProps {
  readonly stops: readonly { readonly id: string; readonly name: string }[];
  readonly value: string[];
  readonly onChange: (ids: string[]) => void;
}

export function SeenStops({ stops, value, onChange }: SeenProps) {
  const t = useText(zh, en);
  return (
    <div className="stack">
      <Button onClick={() => onChange(stops.map((s) => s.id))}>{t.lateAll}</Button>
      <BigChoice
        multiple
        label={t.lateSeen}
        options={stops.map((s) => ({ value: s.id, label: s.name }))}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}

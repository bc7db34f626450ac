import { MEDIATION_STATES, type MediationState } from "#domain/mediation/mediation";
import { monthOf } from "#domain/mediation/stub";
import { BASES, CATEGORIES } from "#domain/mediation/words";
import type { RegisterLine } from "#storage/mediations";
import { Button } from "#ui/button";
import { FilterChips } from "#ui/chips";
import { SelectField, TextField } from "#ui/field";
import { useTaskWords } from "#ui/quarrel-task";
import { useQuarrelWords } from "#ui/quarrel-words";
import { useNames } from "../names.ts";
import { MARKS, type RegisterFilter, registerAddressOf, WHOLE_REGISTER } from "./register-filter.ts";
import { useRegisterText } from "./register-text.ts";

interface FiltersProps {
  readonly filter: RegisterFilter;
  readonly onChange: (filter: RegisterFilter) => void;
  /** What there is to choose from. */
  readonly lines: readonly RegisterLine[];
}

const ANY = "any";

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V | null;
  readonly options: readonly V[];
  readonly say: (value: V) => string;
  readonly onChange: (value: V | null) => void;
}

/** One of several, or any. */
function Choice<V extends string>({ label, value, options, say, onChange }: ChoiceProps<V>) {
  const t = useRegisterText();
  return (
    <SelectField<string>
      label={label}
      value={value ?? ANY}
      options={[{ value: ANY, label: t.any }, ...options.map((one) => ({ value: one, label: say(one) }))]}
      onChange={(next) => onChange(options.find((one) => one === next) ?? null)}
    />
  );
}

/** Kinds, places and months that there are, each once, in order. */
const kinds = (lines: readonly RegisterLine[], of: (line: RegisterLine) => string | undefined): string[] =>
  [...new Set(lines.flatMap((line) => of(line) ?? []))].sort();

const withChosen = (there: readonly string[], chosen: string | null): readonly string[] =>
  chosen === null || there.includes(chosen) ? there : [chosen, ...there];

export function RegisterFilters({ filter, onChange, lines }: FiltersProps) {
  const t = useRegisterText();
  const words = useQuarrelWords();
  const names = useNames();
  const set = (change: Partial<RegisterFilter>): void => onChange({ ...filter, ...change });
  const months = withChosen(kinds(lines, monthOf), filter.month);
  const compounds = withChosen(
    kinds(lines, (line) => line.compoundId),
    filter.compoundId,
  );
  return (
    <search className="desk-filters">
      <div className="desk-choices">
        <TextField
          label={t.search}
          placeholder={t.searchHint}
          type="search"
          value={filter.text}
          onChange={(text) => set({ text })}
        />
        <States filter={filter} onChange={(states) => set({ states })} />
        <Choice
          label={t.category}
          value={filter.category}
          options={CATEGORIES}
          say={words.category}
          onChange={(category) => set({ category })}
        />
        <Choice
          label={t.basis}
          value={filter.basis}
          options={BASES}
          say={words.basis}
          onChange={(basis) => set({ basis })}
        />
        <Choice
          label={t.compound}
          value={filter.compoundId}
          options={compounds}
          say={names.compound}
          onChange={(compoundId) => set({ compoundId })}
        />
        <Choice
          label={t.month}
          value={filter.month}
          options={[...months].reverse()}
          say={(month) => month}
          onChange={(month) => set({ month })}
        />
      </div>
      <div className="desk-filter-line">
        <FilterChips
          label={t.marksLabel}
          options={MARKS.map((value) => ({ value, label: t.marks[value] }))}
          value={filter.marks}
          onChange={(marks) => set({ marks })}
        />
        {filter.mediatorId !== null && (
          <FilterChips
            label={t.mediator}
            options={[{ value: "mediator", label: t.ofMediator(names.person(filter.mediatorId)) }]}
            value={["mediator"]}
            onChange={() => set({ mediatorId: null })}
          />
        )}
        <DueChip filter={filter} onClear={() => set({ due: null, dueBy: null })} />
        {registerAddressOf(filter) !== "" && (
          <Button size="small" variant="quiet" onClick={() => onChange(WHOLE_REGISTER)}>
            {t.clear}
          </Button>
        )}
      </div>
    </search>
  );
}

const SEVERAL = "several";

/** One state, any, or the several that the address asks for. */
function States({
  filter: { states },
  onChange,
}: {
  readonly filter: RegisterFilter;
  readonly onChange: (states: readonly MediationState[]) => void;
}) {
  const t = useRegisterText();
  const words = useQuarrelWords();
  const [first] = states;
  const options = [
    { value: ANY, label: t.any },
    ...(states.length > 1 ? [{ value: SEVERAL, label: t.several(states.length) }] : []),
    ...MEDIATION_STATES.map((value) => ({ value, label: words.state(value) })),
  ];
  return (
    <SelectField
      label={t.state}
      value={states.length > 1 ? SEVERAL : (first ?? ANY)}
      options={options}
      onChange={(next) => onChange(next === SEVERAL ? states : MEDIATION_STATES.filter((state) => state === next))}
    />
  );
}

/** What another page asked for: something due by a day. */
function DueChip({
  filter: { due, dueBy },
  onClear,
}: {
  readonly filter: RegisterFilter;
  readonly onClear: () => void;
}) {
  const t = useRegisterText();
  const taskWords = useTaskWords();
  if (due === null && dueBy === null) return null;
  const label = t.due(due ? taskWords(due) : t.anything, dueBy ?? "");
  return (
    <FilterChips label={t.dueClear} options={[{ value: "due", label }]} value={["due"]} onChange={() => onClear()} />
  );
}

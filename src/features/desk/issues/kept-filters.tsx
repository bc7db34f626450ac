import { useState } from "react";
import { useDraft } from "#storage/drafts";
import { Button } from "#ui/button";
import { FilterChips } from "#ui/chips";
import { Dialog } from "#ui/dialog";
import { TextField } from "#ui/field";
import { useToast } from "#ui/toast";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { addressOf, filterIn, type IssueFilter, OPEN_ISSUES } from "./issue-filter.ts";

interface KeptFilter {
  readonly name: string;
  /** The filter's address, so that a kept one still reads after the filters have changed. */
  readonly address: string;
}

const MOST_KEPT = 12;

const givenFilters = (t: DeskText): readonly KeptFilter[] => [
  { name: t.issues.keptOpen, address: addressOf(OPEN_ISSUES) },
  { name: t.issues.keptUrgent, address: addressOf({ ...OPEN_ISSUES, severities: ["red", "orange"] }) },
  { name: t.issues.keptAll, address: addressOf({ ...OPEN_ISSUES, states: [] }) },
];

interface KeptFiltersProps {
  readonly filter: IssueFilter;
  readonly onChange: (filter: IssueFilter) => void;
}

/** Filters with a name: three that everybody has, and those this person kept on this computer. */
export function KeptFilters({ filter, onChange }: KeptFiltersProps) {
  const t = useDeskText();
  const show = useToast();
  const kept = useDraft<readonly KeptFilter[]>("desk.issue-filters");
  const [naming, setNaming] = useState(false);
  const own = kept.value ?? [];
  const all = [...givenFilters(t), ...own];
  const address = addressOf(filter);
  const current = all.find((one) => one.address === address);
  const isOwn = current !== undefined && own.includes(current);
  const drop = (): void => {
    kept.save(own.filter((one) => one !== current));
    show({ text: t.issues.filterDropped(current?.name ?? ""), undo: () => kept.save(own) });
  };
  return (
    <div className="row">
      <FilterChips
        label={t.issues.kept}
        single
        options={all.map((one) => ({ value: one.address, label: one.name }))}
        value={current ? [current.address] : []}
        onChange={([next]) => onChange(next === undefined ? OPEN_ISSUES : filterIn(new URLSearchParams(next)))}
      />
      {isOwn && (
        <Button size="small" variant="quiet" onClick={drop}>
          {t.issues.dropFilter}
        </Button>
      )}
      {!current && kept.ready && own.length < MOST_KEPT && (
        <Button size="small" variant="quiet" onClick={() => setNaming(true)}>
          {t.issues.keepFilter}
        </Button>
      )}
      {naming && (
        <NameFilter
          suggested={nameOf(t, filter)}
          onClose={() => setNaming(false)}
          onNamed={(name) => kept.save([...own, { name, address }])}
        />
      )}
    </div>
  );
}

/** What the filter asks for, in the words of its chips. */
function nameOf(t: DeskText, { severities, states, text }: IssueFilter): string {
  const parts = [...severities.map((one) => t.severity[one]), ...states.map((one) => t.issueState[one]), text.trim()];
  return parts.filter(Boolean).join(" · ").slice(0, 20);
}

interface NameFilterProps {
  readonly suggested: string;
  readonly onNamed: (name: string) => void;
  readonly onClose: () => void;
}

function NameFilter({ suggested, onNamed, onClose }: NameFilterProps) {
  const t = useDeskText();
  const [name, setName] = useState(suggested);
  const save = (): void => {
    onNamed(name.trim());
    onClose();
  };
  return (
    <Dialog
      open
      title={t.issues.keepFilter}
      onClose={onClose}
      actions={
        <Button variant="main" disabled={name.trim() === ""} onClick={save}>
          {t.save}
        </Button>
      }
    >
      <TextField
        label={t.issues.filterName}
        hint={t.issues.filterNameHint}
        maxLength={20}
        value={name}
        onChange={setName}
      />
    </Dialog>
  );
}

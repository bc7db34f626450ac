import { useState } from "react";
import {
  type ChecklistCategory,
  type ChecklistSection,
  type ChecklistVersion,
  SEVERITIES,
} from "#domain/checklist/checklist";
import { publishChecklist, saveChecklistDraft } from "#domain/checklist/checklist-commands";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { DateField, SelectField, TextField } from "#ui/field";
import { useLang } from "#ui/text";
import { dayLabel } from "../dates.tsx";
import { en } from "../desk.en.ts";
import { zh } from "../desk.zh.ts";
import { useDeskText } from "../desk-text.ts";
import { useAct } from "../use-act.ts";
import { ChecklistPreview } from "./checklist-preview.tsx";

/** Sections as a command takes them: lists of their own. */
export const sectionsToSend = (sections: readonly ChecklistSection[]) =>
  sections.map((section) => ({ ...section, categories: section.categories.map((category) => ({ ...category })) }));

/** A draft beside its preview: change categories, save, publish. */
export function ChecklistEditor({ version }: { version: ChecklistVersion }) {
  const t = useDeskText();
  const { lang } = useLang();
  const act = useAct();
  const [sections, setSections] = useState<readonly ChecklistSection[]>(version.sections);
  const [effectiveOn, setEffectiveOn] = useState(version.effectiveOn);
  const { id: versionId, districtCode, n, title } = version;
  const draft = saveChecklistDraft({
    versionId,
    districtCode,
    n,
    title,
    effectiveOn,
    sections: sectionsToSend(sections),
  });
  const publish = async (): Promise<void> => {
    // What is on the screen is what goes out, saved or not.
    if (await act([draft], t.checklists.saved))
      await act([publishChecklist({ versionId, effectiveOn })], t.checklists.published(dayLabel(effectiveOn, lang)));
  };
  const replace = (section: ChecklistSection) =>
    setSections(sections.map((one) => (one.id === section.id ? section : one)));
  return (
    <div className="desk-halves">
      <div className="stack">
        {sections.map((section) => (
          <SectionEditor key={section.id} section={section} onChange={replace} />
        ))}
        <DateField label={t.checklists.effectiveOn} value={effectiveOn} onChange={setEffectiveOn} />
        <p className="dim small">{t.checklists.publishHint}</p>
        <div className="row">
          <Button onClick={() => void act([draft], t.checklists.saved)}>{t.save}</Button>
          <Button variant="main" disabled={effectiveOn === ""} onClick={() => void publish()}>
            {t.checklists.publish}
          </Button>
        </div>
      </div>
      <ChecklistPreview sections={sections} />
    </div>
  );
}

interface SectionEditorProps {
  readonly section: ChecklistSection;
  readonly onChange: (section: ChecklistSection) => void;
}

function SectionEditor({ section, onChange }: SectionEditorProps) {
  const t = useDeskText();
  const { lang } = useLang();
  const { categories } = section;
  const put = (next: readonly ChecklistCategory[]) => onChange({ ...section, categories: next });
  const add = () => {
    // Both names start as something publishable; an empty one would be refused only after everything else is typed.
    const [label, labelEn] = [zh.checklists.newCategory, en.checklists.newCategory];
    put([...categories, { id: newId(), label, labelEn, severity: "yellow" }]);
  };
  return (
    <details>
      <summary>{`${lang === "zh" ? section.label : section.labelEn} · ${t.checklists.categories(categories.length)}`}</summary>
      <div className="stack">
        {categories.map((category) => (
          <CategoryEditor
            key={category.id}
            category={category}
            onChange={(next) => put(categories.map((one) => (one.id === next.id ? next : one)))}
            onRemove={() => put(categories.filter((one) => one.id !== category.id))}
          />
        ))}
        <div>
          <Button size="small" onClick={add}>
            {t.checklists.addCategory}
          </Button>
        </div>
      </div>
    </details>
  );
}

interface CategoryEditorProps {
  readonly category: ChecklistCategory;
  readonly onChange: (category: ChecklistCategory) => void;
  readonly onRemove: () => void;
}

function CategoryEditor({ category, onChange, onRemove }: CategoryEditorProps) {
  const t = useDeskText();
  const set = (fields: Partial<ChecklistCategory>) => onChange({ ...category, ...fields });
  return (
    <fieldset className="stack" aria-label={category.label}>
      <TextField
        label={t.checklists.label}
        maxLength={60}
        value={category.label}
        onChange={(label) => set({ label })}
      />
      <TextField
        label={t.checklists.labelEn}
        maxLength={60}
        value={category.labelEn}
        onChange={(labelEn) => set({ labelEn })}
      />
      <SelectField
        label={t.checklists.severity}
        value={category.severity}
        options={SEVERITIES.map((value) => ({ value, label: t.severity[value] }))}
        onChange={(severity) => set({ severity })}
      />
      <TextField
        label={t.checklists.advice}
        optional
        value={category.advice ?? ""}
        onChange={(advice) => set({ advice })}
      />
      <TextField
        label={t.checklists.adviceEn}
        optional
        value={category.adviceEn ?? ""}
        onChange={(adviceEn) => set({ adviceEn })}
      />
      <div>
        <Button size="small" variant="quiet" aria-label={t.removeOf(category.label)} onClick={onRemove}>
          {t.remove}
        </Button>
      </div>
    </fieldset>
  );
}

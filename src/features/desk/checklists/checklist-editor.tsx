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
import { LoadingState } from "#ui/empty";
import { DateField, SelectField, TextField } from "#ui/field";
import { useLang } from "#ui/text";
import { dayLabel } from "../dates.tsx";
import { en } from "../desk.en.ts";
import { zh } from "../desk.zh.ts";
import { useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";
import { useForm } from "../use-form.ts";
import { ChecklistPreview } from "./checklist-preview.tsx";

/** Sections as a command takes them: lists of their own. */
export const sectionsToSend = (sections: readonly ChecklistSection[]) =>
  sections.map((section) => ({ ...section, categories: section.categories.map((category) => ({ ...category })) }));

interface EditorProps {
  readonly version: ChecklistVersion;
  readonly onPublished: () => void;
}

/** A draft beside its preview: change categories, save, publish. Publishing is one deed with what is on the screen. */
export function ChecklistEditor({ version, onPublished }: EditorProps) {
  const t = useDeskText();
  const { lang } = useLang();
  const { act, problem, busy } = useAct();
  const form = useForm(`desk.checklist.${version.id}`, {
    title: version.title,
    effectiveOn: version.effectiveOn,
    sections: version.sections,
  });
  if (!form.ready) return <LoadingState />;
  const { sections, effectiveOn } = form.value;
  const { id: versionId, districtCode, n } = version;
  const content = { title: form.value.title.trim(), effectiveOn, sections: sectionsToSend(sections) };
  const save = async (): Promise<void> => {
    const command = saveChecklistDraft({ versionId, districtCode, n, ...content });
    if (await act([command], t.checklists.saved)) await form.clear();
  };
  const publish = async (): Promise<void> => {
    const command = publishChecklist({ versionId, ...content });
    if (!(await act([command], t.checklists.published(dayLabel(effectiveOn, lang))))) return;
    await form.clear();
    onPublished();
  };
  const replace = (section: ChecklistSection) =>
    form.set({ sections: sections.map((one) => (one.id === section.id ? section : one)) });
  return (
    <div className="desk-halves">
      <div className="stack">
        <TextField
          label={t.checklists.titleField}
          maxLength={60}
          value={form.value.title}
          onChange={(title) => form.set({ title })}
        />
        {sections.map((section) => (
          <SectionEditor key={section.id} section={section} onChange={replace} />
        ))}
        <div className="desk-narrow">
          <DateField
            label={t.checklists.effectiveOn}
            value={effectiveOn}
            onChange={(next) => form.set({ effectiveOn: next })}
          />
        </div>
        <p className="dim small">{t.checklists.publishHint}</p>
        <Problem text={problem} />
        {form.changed && <p className="dim small">{t.notSavedYet}</p>}
        <div className="row">
          <Button variant="main" busy={busy} disabled={effectiveOn === ""} onClick={() => void publish()}>
            {t.checklists.publish}
          </Button>
          <Button busy={busy} disabled={!form.changed || effectiveOn === ""} onClick={() => void save()}>
            {t.checklists.saveDraft}
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
    <details className="desk-fold">
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

/** One line that opens into its fields. */
function CategoryEditor({ category, onChange, onRemove }: CategoryEditorProps) {
  const t = useDeskText();
  const { lang } = useLang();
  const [open, setOpen] = useState(false);
  const name = lang === "zh" ? category.label : category.labelEn;
  if (!open) {
    return (
      <div className="row-apart">
        <span>{`${name} · ${t.severity[category.severity]}`}</span>
        <span className="desk-acts">
          <Button size="small" aria-label={`${t.edit} ${name}`} onClick={() => setOpen(true)}>
            {t.edit}
          </Button>
          <Button size="small" variant="quiet" aria-label={t.removeOf(name)} onClick={onRemove}>
            {t.remove}
          </Button>
        </span>
      </div>
    );
  }
  return (
    <fieldset className="stack desk-group" aria-label={name}>
      <CategoryFields category={category} onChange={onChange} />
      <div>
        <Button size="small" onClick={() => setOpen(false)}>
          {t.checklists.fold}
        </Button>
      </div>
    </fieldset>
  );
}

function CategoryFields({ category, onChange }: Omit<CategoryEditorProps, "onRemove">) {
  const t = useDeskText();
  const words = ["label", "labelEn", "advice", "adviceEn"] as const;
  return (
    <>
      <SelectField
        label={t.checklists.severity}
        value={category.severity}
        options={SEVERITIES.map((value) => ({ value, label: t.severity[value] }))}
        onChange={(severity) => onChange({ ...category, severity })}
      />
      {words.map((key) => (
        <TextField
          key={key}
          label={t.checklists[key]}
          optional={key.startsWith("advice")}
          maxLength={key.startsWith("advice") ? 200 : 60}
          value={category[key] ?? ""}
          onChange={(value) => onChange({ ...category, [key]: value })}
        />
      ))}
    </>
  );
}

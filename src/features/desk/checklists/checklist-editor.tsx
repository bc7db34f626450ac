import type { ChecklistSection, ChecklistVersion } from "#domain/checklist/checklist";
import { publishChecklist, saveChecklistDraft } from "#domain/checklist/checklist-commands";
import { Button } from "#ui/button";
import { LoadingState } from "#ui/empty";
import { DateField, TextField } from "#ui/field";
import { useLang } from "#ui/text";
import { dayLabel } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";
import { useForm } from "../use-form.ts";
import { ChecklistPreview } from "./checklist-preview.tsx";
import { SectionList } from "./section-list.tsx";

/** Nobody wrote an English name: it is called the same in both languages. */
const englishOf = ({ label, labelEn }: { readonly label: string; readonly labelEn: string }): string =>
  labelEn.trim() || label;

/** Sections as a command takes them: lists of their own. */
export const sectionsToSend = (sections: readonly ChecklistSection[]) =>
  sections.map((section) => ({
    ...{ ...section, labelEn: englishOf(section) },
    categories: section.categories.map((category) => ({ ...category, labelEn: englishOf(category) })),
  }));

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
  return (
    <div className="desk-halves">
      <div className="stack">
        <TextField
          label={t.checklists.titleField}
          maxLength={60}
          value={form.value.title}
          onChange={(title) => form.set({ title })}
        />
        <SectionList sections={sections} onChange={(next) => form.set({ sections: next })} />
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

import { useEffect, useRef, useState } from "react";
import type { ChecklistSection } from "#domain/checklist/checklist";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { TextField } from "#ui/field";
import { useLang } from "#ui/text";
import { useToast } from "#ui/toast";
import { zh } from "../desk.zh.ts";
import { useDeskText } from "../desk-text.ts";
import { OrderButtons } from "../order-buttons.tsx";
import { CategoryList } from "./category-list.tsx";

interface SectionListProps {
  readonly sections: readonly ChecklistSection[];
  readonly onChange: (sections: readonly ChecklistSection[]) => void;
}

/** The sections of a draft: add one, name it, put them in order, take one out and back again. */
export function SectionList({ sections, onChange }: SectionListProps) {
  const t = useDeskText();
  const [fresh, setFresh] = useState<string>();
  const remove = useRemoval(sections, onChange);
  const add = (): void => {
    const id = newId();
    setFresh(id);
    // Named in Chinese to begin with; without an English name it is called the same in both.
    onChange([...sections, { id, label: zh.checklists.newSection, labelEn: "", categories: [] }]);
  };
  return (
    <>
      {sections.map((section, at) => (
        <SectionEditor
          key={section.id}
          section={section}
          isFresh={section.id === fresh}
          onChange={(next) => onChange(sections.map((one) => (one.id === next.id ? next : one)))}
          acts={(name) => (
            <OrderButtons
              name={name}
              list={sections}
              at={at}
              onOrder={onChange}
              onRemove={() => remove(section, t.removed(name))}
            />
          )}
        />
      ))}
      <div>
        <Button onClick={add}>{t.checklists.addSection}</Button>
      </div>
    </>
  );
}

/** Takes a section out and offers it back for ten seconds; what was changed meanwhile in the others stays. */
function useRemoval(sections: readonly ChecklistSection[], onChange: SectionListProps["onChange"]) {
  const show = useToast();
  const latest = useRef<SectionListProps>(undefined);
  useEffect(() => {
    latest.current = { sections, onChange };
    return () => {
      latest.current = undefined;
    };
  }, [sections, onChange]);
  return (section: ChecklistSection, text: string): void => {
    const at = sections.indexOf(section);
    const undo = (): void => {
      // The draft was published or left in the meantime: there is nothing to put it back into.
      if (!latest.current) return;
      const { sections: now, onChange: change } = latest.current;
      change([...now.slice(0, at), section, ...now.slice(at)]);
    };
    onChange(sections.filter((one) => one !== section));
    show({ text, undo });
  };
}

interface SectionEditorProps {
  readonly section: ChecklistSection;
  /** It was added just now: it stands open, to be named. */
  readonly isFresh: boolean;
  readonly onChange: (section: ChecklistSection) => void;
  readonly acts: (name: string) => React.ReactNode;
}

function SectionEditor({ section, isFresh, onChange, acts }: SectionEditorProps) {
  const t = useDeskText();
  const { lang } = useLang();
  const { categories } = section;
  const name = (lang === "zh" ? section.label : section.labelEn) || section.label;
  const errorOf = (value: string) => (value.trim() === "" ? t.checklists.nameNeeded : undefined);
  return (
    <div className="desk-section">
      <details className="desk-fold" open={isFresh}>
        <summary>{`${name} · ${t.checklists.categories(categories.length)}`}</summary>
        <div className="stack">
          <TextField
            label={t.checklists.section}
            maxLength={60}
            value={section.label}
            error={errorOf(section.label)}
            onChange={(label) => onChange({ ...section, label })}
          />
          <TextField
            label={t.checklists.sectionEn}
            maxLength={60}
            optional
            hint={t.checklists.sameName}
            value={section.labelEn}
            onChange={(labelEn) => onChange({ ...section, labelEn })}
          />
          {categories.length === 0 && <p className="dim small">{t.checklists.sectionEmpty}</p>}
          <CategoryList categories={categories} onChange={(next) => onChange({ ...section, categories: next })} />
        </div>
      </details>
      <div className="desk-section-acts">{acts(name)}</div>
    </div>
  );
}

import { useState } from "react";
import { type ChecklistCategory, SEVERITIES } from "#domain/checklist/checklist";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { SelectField, TextField } from "#ui/field";
import { useLang } from "#ui/text";
import { zh } from "../desk.zh.ts";
import { useDeskText } from "../desk-text.ts";
import { OrderButtons } from "../order-buttons.tsx";

interface CategoryListProps {
  readonly categories: readonly ChecklistCategory[];
  readonly onChange: (categories: readonly ChecklistCategory[]) => void;
}

/** The categories of one section: add, change, put in order, take out. */
export function CategoryList({ categories, onChange }: CategoryListProps) {
  const t = useDeskText();
  const { lang } = useLang();
  const add = () => {
    // It starts with a name that can be published: an empty one would be refused only after everything else is typed.
    onChange([...categories, { id: newId(), label: zh.checklists.newCategory, labelEn: "", severity: "yellow" }]);
  };
  return (
    <>
      {categories.map((category, at) => {
        const name = (lang === "zh" ? category.label : category.labelEn) || category.label;
        return (
          <CategoryEditor
            key={category.id}
            name={name}
            category={category}
            onChange={(next) => onChange(categories.map((one) => (one.id === next.id ? next : one)))}
            acts={
              <OrderButtons
                name={name}
                list={categories}
                at={at}
                onOrder={onChange}
                onRemove={() => onChange(categories.filter((one) => one !== category))}
              />
            }
          />
        );
      })}
      <div>
        <Button size="small" onClick={add}>
          {t.checklists.addCategory}
        </Button>
      </div>
    </>
  );
}

interface FieldsProps {
  readonly category: ChecklistCategory;
  readonly onChange: (category: ChecklistCategory) => void;
}

interface CategoryEditorProps extends FieldsProps {
  readonly name: string;
  readonly acts: React.ReactNode;
}

/** One line that opens into its fields. */
function CategoryEditor({ name, category, onChange, acts }: CategoryEditorProps) {
  const t = useDeskText();
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <div className="row-apart">
        <span>{`${name} · ${t.severity[category.severity]}`}</span>
        <span className="desk-acts desk-order-acts">
          <Button size="small" aria-label={`${t.edit} ${name}`} onClick={() => setOpen(true)}>
            {t.edit}
          </Button>
          {acts}
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

function CategoryFields({ category, onChange }: FieldsProps) {
  const t = useDeskText();
  const words = ["label", "labelEn", "advice", "adviceEn"] as const;
  const errorOf = (key: (typeof words)[number]): string | undefined =>
    key === "label" && category[key].trim() === "" ? t.checklists.nameNeeded : undefined;
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
          optional={key !== "label"}
          hint={key === "labelEn" ? t.checklists.sameName : undefined}
          maxLength={key.startsWith("advice") ? 200 : 60}
          value={category[key] ?? ""}
          error={errorOf(key)}
          onChange={(value) => onChange({ ...category, [key]: value })}
        />
      ))}
    </>
  );
}

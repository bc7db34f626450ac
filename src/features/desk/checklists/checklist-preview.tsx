import type { ChecklistSection } from "#domain/checklist/checklist";
import { SeverityBadge } from "#ui/badge";
import { Card, ListRow } from "#ui/card";
import { useLang } from "#ui/text";
import { useDeskText } from "../desk-text.ts";

interface SectionsProps {
  readonly sections: readonly ChecklistSection[];
}

/** The categories as a volunteer is asked for them on the phone. */
export function ChecklistPreview({ sections }: SectionsProps) {
  const t = useDeskText();
  return (
    <section className="stack" aria-label={t.checklists.preview}>
      <h3>{t.checklists.preview}</h3>
      <div className="desk-phone stack">
        <p className="subtitle">{t.checklists.previewPick}</p>
        <Sections sections={sections} />
      </div>
    </section>
  );
}

/** The same to be read at the desk: section beside section. */
export function ChecklistSheet({ sections }: SectionsProps) {
  return (
    <div className="desk-sections">
      <Sections sections={sections} />
    </div>
  );
}

function Sections({ sections }: SectionsProps) {
  const t = useDeskText();
  const { lang } = useLang();
  const inLang = (thing: { label: string; labelEn: string }): string =>
    (lang === "zh" ? "" : thing.labelEn) || thing.label;
  return (
    <>
      {sections.map((section) => (
        <div key={section.id} className="stack-tight">
          <p className="dim">{inLang(section)}</p>
          <Card kind="list">
            {section.categories.map((category) => (
              <ListRow
                key={category.id}
                end={<SeverityBadge severity={category.severity} word={t.severity[category.severity]} />}
              >
                {inLang(category)}
                <span className="small dim" style={{ display: "block" }}>
                  {lang === "zh" ? category.advice : category.adviceEn}
                </span>
              </ListRow>
            ))}
          </Card>
        </div>
      ))}
    </>
  );
}

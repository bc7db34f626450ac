import { useState } from "react";
import type { ChecklistVersion, Severity } from "#domain/checklist/checklist";
import { OWNER_KINDS, suggestOwner } from "#domain/issue/issue";
import { SeverityBadge } from "#ui/badge";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { ownerText } from "#ui/owner-text";
import { useLang, useText } from "#ui/text";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import type { ReportDraft } from "./report-draft.ts";

interface WhatProps {
  readonly draft: ReportDraft;
  readonly checklist: ChecklistVersion;
  readonly hasPropertyFirm: boolean;
  readonly onChosen: (change: Partial<ReportDraft>) => void;
}

/** A group, then a category: two taps for what was seen. Severity and owner follow from it until they are changed. */
export function StepWhat({ draft, checklist, hasPropertyFirm, onChosen }: WhatProps) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const [sectionId, setSectionId] = useState<string | undefined>(draft.sectionId);
  const section = checklist.sections.find((s) => s.id === sectionId);
  const say = (x: { label: string; labelEn: string }): string => (lang === "zh" ? x.label : x.labelEn);
  if (!section) {
    return (
      <>
        <p className="dim">{t.whatSection}</p>
        <Card kind="list">
          {checklist.sections.map((s) => (
            <ListRow key={s.id} onPress={() => setSectionId(s.id)}>
              {say(s)}
            </ListRow>
          ))}
        </Card>
      </>
    );
  }
  const choose = (category: string, severity: Severity): void => {
    const ownerKind = suggestOwner(section.id, hasPropertyFirm);
    const same = draft.category === category;
    onChosen(same ? { sectionId: section.id } : { sectionId: section.id, category, severity, ownerKind });
  };
  return (
    <>
      <p className="subtitle">{say(section)}</p>
      <Card kind="list">
        {section.categories.map((c) => (
          <ListRow key={c.id} end={<SeverityBadge severity={c.severity} />} onPress={() => choose(c.id, c.severity)}>
            {say(c)}
          </ListRow>
        ))}
      </Card>
      <Button variant="quiet" onClick={() => setSectionId(undefined)}>
        {t.otherSections}
      </Button>
    </>
  );
}

/** Who looks after it; suggested from the category. */
export function StepWho({ draft, onChosen }: Pick<WhatProps, "draft" | "onChosen">) {
  const t = useText(zh, en);
  const { lang } = useLang();
  return (
    <>
      <p className="dim">{t.whoHint}</p>
      <BigChoice
        label={t.whoQ}
        labelHidden
        columns={2}
        options={OWNER_KINDS.map((value) => ({ value, label: ownerText(lang, value) }))}
        value={draft.ownerKind ?? null}
        onChange={(ownerKind) => onChosen({ ownerKind })}
      />
    </>
  );
}

import { useState } from "react";
import { type ChecklistVersion, checklistInEffect } from "#domain/checklist/checklist";
import { saveChecklistDraft } from "#domain/checklist/checklist-commands";
import { holds } from "#domain/kernel/actor";
import { addDays } from "#domain/kernel/clock";
import { useChecklists } from "#storage/checklists";
import { useMe } from "#storage/people";
import { newId } from "#storage/record";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { useDeskText } from "../desk-text.ts";
import { useAct } from "../use-act.ts";
import { ChecklistEditor, sectionsToSend } from "./checklist-editor.tsx";
import { ChecklistPreview } from "./checklist-preview.tsx";

/** Versions of the checklist: the one in effect, drafts, and what came before. */
export default function ChecklistsPage() {
  const t = useDeskText();
  const me = useMe();
  const { today } = useToday();
  const versions = useChecklists();
  const [chosen, choose] = useState<string>();
  const current = versions ? checklistInEffect(versions, today) : undefined;
  const sorted = [...(versions ?? [])].sort((a, b) => b.n - a.n);
  const version = sorted.find((v) => v.id === chosen) ?? current ?? sorted[0];
  const mayEdit = me !== undefined && version !== undefined && holds(me.actor, ["districtAdmin"], version.districtCode);
  return (
    <DeskFrame
      title={t.checklists.title}
      actions={mayEdit && current && <MakeDraft from={current} versions={sorted} onMade={choose} />}
    >
      {!versions && <LoadingState />}
      {versions && sorted.length === 0 && <EmptyState title={t.checklists.empty} text="" />}
      <div className="stack">
        {version && !mayEdit && <Banner>{t.checklists.readOnly}</Banner>}
        <div className="row">
          {sorted.map((v) => (
            <Button key={v.id} size="small" aria-pressed={v.id === version?.id} onClick={() => choose(v.id)}>
              {`${t.checklists.version(v.n)} · ${v === current ? t.checklists.inEffect : t.checklists.state[v.state]}`}
            </Button>
          ))}
        </div>
        {version && <Version key={version.id} version={version} mayEdit={mayEdit} />}
      </div>
    </DeskFrame>
  );
}

interface MakeDraftProps {
  readonly from: ChecklistVersion;
  readonly versions: readonly ChecklistVersion[];
  readonly onMade: (versionId: string) => void;
}

function MakeDraft({ from, versions, onMade }: MakeDraftProps) {
  const t = useDeskText();
  const act = useAct();
  const { today } = useToday();
  const make = async (): Promise<void> => {
    const versionId = newId();
    const n = Math.max(...versions.map((v) => v.n)) + 1;
    const { districtCode, title } = from;
    const sections = sectionsToSend(from.sections);
    const command = saveChecklistDraft({ versionId, districtCode, n, title, effectiveOn: addDays(today, 1), sections });
    if (await act([command], t.checklists.draftMade)) onMade(versionId);
  };
  return <Button onClick={() => void make()}>{t.checklists.makeDraft}</Button>;
}

function Version({ version, mayEdit }: { version: ChecklistVersion; mayEdit: boolean }) {
  const t = useDeskText();
  if (version.state === "draft" && mayEdit) return <ChecklistEditor version={version} />;
  return (
    <div className="stack">
      <div className="row">
        <h2>{version.title}</h2>
        <StateBadge>{t.checklists.from(version.effectiveOn)}</StateBadge>
      </div>
      <ChecklistPreview sections={version.sections} />
    </div>
  );
}

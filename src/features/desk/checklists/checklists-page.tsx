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
import { FilterChips } from "#ui/chips";
import { EmptyState, LoadingState } from "#ui/empty";
import { useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";
import { ChecklistEditor, sectionsToSend } from "./checklist-editor.tsx";
import { ChecklistSheet } from "./checklist-preview.tsx";

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
      {versions && sorted.length === 0 && <EmptyState title={t.checklists.empty} text={t.checklists.emptyText} />}
      <div className="stack">
        {version && !mayEdit && <Banner>{t.checklists.readOnly}</Banner>}
        <FilterChips
          label={t.checklists.title}
          single
          options={sorted.map((v) => ({
            value: v.id,
            label: `${t.checklists.version(v.n)} · ${v === current ? t.checklists.inEffect : stateOf(v, today, t)}`,
          }))}
          value={version ? [version.id] : []}
          onChange={([id]) => id && choose(id)}
        />
        {version && (
          <Version key={`${version.id}.${version.state}`} version={version} mayEdit={mayEdit} onPublished={choose} />
        )}
      </div>
    </DeskFrame>
  );
}

/** A published version waits until its day; one that a later version has followed is no longer used. */
function stateOf(version: ChecklistVersion, today: string, t: DeskText): string {
  if (version.state !== "published") return t.checklists.state[version.state];
  return version.effectiveOn > today ? t.checklists.waiting(version.effectiveOn) : t.checklists.state.retired;
}

interface MakeDraftProps {
  readonly from: ChecklistVersion;
  readonly versions: readonly ChecklistVersion[];
  readonly onMade: (versionId: string) => void;
}

function MakeDraft({ from, versions, onMade }: MakeDraftProps) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const { today } = useToday();
  const make = async (): Promise<void> => {
    const versionId = newId();
    const n = Math.max(...versions.map((v) => v.n)) + 1;
    const { districtCode, title } = from;
    const sections = sectionsToSend(from.sections);
    const command = saveChecklistDraft({ versionId, districtCode, n, title, effectiveOn: addDays(today, 1), sections });
    if (await act([command], t.checklists.draftMade)) onMade(versionId);
  };
  return (
    <>
      <Problem text={problem} />
      <Button busy={busy} onClick={() => void make()}>
        {t.checklists.makeDraft}
      </Button>
    </>
  );
}

interface VersionProps {
  readonly version: ChecklistVersion;
  readonly mayEdit: boolean;
  readonly onPublished: (versionId: string) => void;
}

function Version({ version, mayEdit, onPublished }: VersionProps) {
  const t = useDeskText();
  if (version.state === "draft" && mayEdit) {
    return <ChecklistEditor version={version} onPublished={() => onPublished(version.id)} />;
  }
  return (
    <div className="stack">
      <div className="row">
        <h2>{version.title}</h2>
        <StateBadge>{t.checklists.from(version.effectiveOn)}</StateBadge>
      </div>
      <ChecklistSheet sections={version.sections} />
    </div>
  );
}

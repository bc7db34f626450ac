import { useState } from "react";
import { findsPersonalData } from "#domain/issue/personal-data";
import { isFault } from "#domain/kernel/fault";
import { type OutboxEntry, retryQuarantined } from "#storage/outbox";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { Dialog } from "#ui/dialog";
import { TextArea } from "#ui/field";
import { refusalText } from "#ui/refusal-text";
import { useLang } from "#ui/text";
import { useToast } from "#ui/toast";
import { EntryRow } from "./entry-row.tsx";
import { type Names, useSyncText, writtenIn } from "./entry-words.ts";

/** Gives a record again; says what came of it. Answers whether it was saved. */
function useRetry(): (mid: string, changes?: Readonly<Record<string, unknown>>) => Promise<boolean> {
  const t = useSyncText();
  const { lang } = useLang();
  const world = useWorld();
  const toast = useToast();
  return async (mid, changes) => {
    try {
      const again = await retryQuarantined(world, mid, changes);
      toast(again.ok ? { tone: "good", text: t.retried } : { tone: "bad", text: refusalText(lang, again.error) });
      return again.ok;
    } catch (error) {
      if (!isFault(error)) throw error;
      toast({ tone: "bad", text: t.otherFault(error.code) });
      return false;
    }
  };
}

/** 平台没收下的: each with its reason in words, and what can be done: mend it, give it again. */
export function SetAside({ entries, names }: { readonly entries: readonly OutboxEntry[]; readonly names: Names }) {
  const t = useSyncText();
  return (
    <section className="stack" aria-label={t.quarantined}>
      <h2>{t.quarantined}</h2>
      <Banner tone="warn">{t.quarantinedText}</Banner>
      {entries.map((entry) => (
        <AsideCard key={entry.mid} entry={entry} names={names} />
      ))}
    </section>
  );
}

function AsideCard({ entry, names }: { readonly entry: OutboxEntry; readonly names: Names }) {
  const t = useSyncText();
  const retry = useRetry();
  const [editing, setEditing] = useState(false);
  const written = writtenIn(entry);
  return (
    <Card className="sync-aside">
      <ul className="sync-list">
        <EntryRow entry={entry} names={names} />
      </ul>
      <div className="row">
        {entry.cmd === "issue.report" ? (
          <LinkButton to={`/report?again=${entry.mid}`}>{t.editOne}</LinkButton>
        ) : (
          written && <Button onClick={() => setEditing(true)}>{t.editOne}</Button>
        )}
        <Button onClick={() => void retry(entry.mid)}>{t.retryOne}</Button>
      </div>
      {editing && written && (
        <EditWords
          words={written.words}
          onClose={() => setEditing(false)}
          onSave={(words) => retry(entry.mid, { [written.field]: words })}
        />
      )}
    </Card>
  );
}

interface EditProps {
  readonly words: string;
  readonly onClose: () => void;
  readonly onSave: (words: string) => Promise<boolean>;
}

function EditWords({ words, onClose, onSave }: EditProps) {
  const t = useSyncText();
  const [value, setValue] = useState(words);
  const [busy, setBusy] = useState(false);
  const personal = findsPersonalData(value);
  const save = async (): Promise<void> => {
    setBusy(true);
    if (await onSave(value)) onClose();
    else setBusy(false);
  };
  return (
    <Dialog
      open
      title={t.editOne}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} disabled={Boolean(personal)} onClick={() => void save()}>
          {t.editSave}
        </Button>
      }
    >
      <TextArea
        label={t.editWords}
        rows={5}
        maxLength={500}
        value={value}
        error={personal ? t.editPersonal : undefined}
        onChange={setValue}
      />
    </Dialog>
  );
}

import { useState } from "react";
import { buzz } from "#device/vibrate";
import { awaitsReporter, type Issue } from "#domain/issue/issue";
import { findsPersonalData } from "#domain/issue/personal-data";
import { isFault } from "#domain/kernel/fault";
import { useDraft } from "#storage/drafts";
import { newId } from "#storage/record";
import { useRecord } from "#storage/use-world";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { TextArea } from "#ui/field";
import { refusalText } from "#ui/refusal-text";
import { useLang, useText } from "#ui/text";
import { useToast } from "#ui/toast";
import { en } from "./my-issues.en.ts";
import { zh } from "./my-issues.zh.ts";

/** Saves one note; answers whether it is on the phone. */
function useNote(issueId: string) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const toast = useToast();
  const record = useRecord();
  const [busy, setBusy] = useState(false);
  const note = async (text: string): Promise<boolean> => {
    setBusy(true);
    try {
      const saved = await record([{ cmd: "issue.addNote", args: { issueId, eventId: newId(), text } }]);
      if (saved.ok) buzz("saved");
      toast(saved.ok ? { tone: "good", text: t.saved } : { tone: "bad", text: refusalText(lang, saved.error) });
      return saved.ok;
    } catch (error) {
      if (!isFault(error)) throw error;
      toast({ tone: "bad", text: t.fault(error.code) });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { note, busy };
}

/** Whether it is really done, and anything the reporter wants to add. */
export function Reply({ issue }: { issue: Issue }) {
  const t = useText(zh, en);
  const { note, busy } = useNote(issue.id);
  return (
    <>
      {awaitsReporter(issue) && (
        <Card label={t.checkTitle}>
          <h2>{t.checkTitle}</h2>
          <Button full variant="main" size="patrol" busy={busy} onClick={() => void note(zh.checkGood)}>
            {t.checkGood}
          </Button>
          <Button full size="patrol" busy={busy} onClick={() => void note(zh.checkBad)}>
            {t.checkBad}
          </Button>
        </Card>
      )}
      <AddWord issueId={issue.id} note={note} busy={busy} />
    </>
  );
}

interface AddWordProps {
  readonly issueId: string;
  readonly note: (text: string) => Promise<boolean>;
  readonly busy: boolean;
}

/** Folded away until it is wanted; what is half written stays over a reload. */
function AddWord({ issueId, note, busy }: AddWordProps) {
  const t = useText(zh, en);
  const { value, ready, save, clear } = useDraft<string>(`note:${issueId}`);
  const [opened, setOpened] = useState(false);
  const [tried, setTried] = useState(false);
  const words = value ?? "";
  if (!ready) return null;
  if (!opened && words === "") {
    return (
      <Button full onClick={() => setOpened(true)}>
        {t.noteTitle}
      </Button>
    );
  }
  const send = async (): Promise<void> => {
    setTried(true);
    if (words.trim() === "" || !(await note(words.trim()))) return;
    await clear();
    setTried(false);
    setOpened(false);
  };
  const error = findsPersonalData(words) ? t.noteHint : tried && words.trim() === "" ? t.noteEmpty : undefined;
  return (
    <Card label={t.noteTitle}>
      <TextArea
        label={t.noteTitle}
        hint={t.noteHint}
        rows={3}
        maxLength={500}
        value={words}
        error={error}
        onChange={save}
      />
      <Button full size="patrol" busy={busy} onClick={() => void send()}>
        {t.noteSave}
      </Button>
    </Card>
  );
}

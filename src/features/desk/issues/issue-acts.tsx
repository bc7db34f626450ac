import { useState } from "react";
import { ISSUE_NEXT, type Issue, type IssueState } from "#domain/issue/issue";
import { addNote, moveIssue } from "#domain/issue/issue-commands";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { TextArea } from "#ui/field";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { useAct } from "../use-act.ts";

const actLabel = (t: DeskText, from: IssueState, to: IssueState): string =>
  (from === "closed" || from === "answered") && to === "handling" ? t.issues.reopen : t.issues.act[to];

/** What an issue can become next, with words for those who read it later. */
export function IssueActs({ issue }: { issue: Issue }) {
  const t = useDeskText();
  const act = useAct();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const run = async (work: Promise<boolean>): Promise<void> => {
    setBusy(true);
    try {
      if (await work) setText("");
    } finally {
      setBusy(false);
    }
  };
  const move = (to: IssueState): void => {
    const args = { issueId: issue.id, eventId: newId(), to, text: text.trim() };
    void run(act([moveIssue(args)], t.issues.moved(t.issueState[to])));
  };
  const note = (): void => {
    const args = { issueId: issue.id, eventId: newId(), text: text.trim() };
    void run(act([addNote(args)], t.issues.noted));
  };
  return (
    <section className="stack" aria-label={t.issues.next}>
      <h3>{t.issues.next}</h3>
      <TextArea label={t.issues.say} hint={t.issues.sayHint} rows={3} maxLength={500} value={text} onChange={setText} />
      <div className="row">
        {ISSUE_NEXT[issue.state].map((to, n) => (
          <Button key={to} variant={n === 0 ? "main" : "outline"} busy={busy} onClick={() => move(to)}>
            {actLabel(t, issue.state, to)}
          </Button>
        ))}
        <Button variant="quiet" busy={busy} disabled={text.trim() === ""} onClick={note}>
          {t.issues.addNote}
        </Button>
      </div>
    </section>
  );
}

import { ISSUE_NEXT, type Issue, type IssueState } from "#domain/issue/issue";
import { addNote, mayHandle, moveIssue } from "#domain/issue/issue-commands";
import { useMe } from "#storage/people";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { TextArea } from "#ui/field";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { type NamedCommand, useAct } from "../use-act.ts";
import { useForm } from "../use-form.ts";

const actLabel = (t: DeskText, from: IssueState, to: IssueState): string =>
  (from === "closed" || from === "answered") && to === "handling" ? t.issues.reopen : t.issues.act[to];

/** What an issue can become next, with words for those who read it later. */
export function IssueActs({ issue }: { issue: Issue }) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const me = useMe();
  const form = useForm(`desk.issue-say.${issue.id}`, { text: "" });
  if (!me || !mayHandle(me.actor, issue)) return null;
  const text = form.value.text.trim();
  const run = async (command: NamedCommand, done: string): Promise<void> => {
    if (await act([command], done)) await form.clear();
  };
  const move = (to: IssueState): void =>
    void run(moveIssue({ issueId: issue.id, eventId: newId(), to, text }), t.issues.moved(t.issueState[to]));
  const note = (): void => void run(addNote({ issueId: issue.id, eventId: newId(), text }), t.issues.noted);
  return (
    <section className="stack" aria-label={t.issues.next}>
      <h3>{t.issues.next}</h3>
      <TextArea
        label={t.issues.say}
        hint={t.issues.sayHint}
        rows={3}
        maxLength={500}
        value={form.value.text}
        onChange={(next) => form.set({ text: next })}
      />
      <Problem text={problem} />
      <div className="row">
        {ISSUE_NEXT[issue.state].map((to, n) => (
          <Button key={to} variant={n === 0 ? "main" : "outline"} busy={busy} onClick={() => move(to)}>
            {actLabel(t, issue.state, to)}
          </Button>
        ))}
        <Button variant="quiet" busy={busy} disabled={text === ""} onClick={note}>
          {t.issues.addNote}
        </Button>
      </div>
    </section>
  );
}

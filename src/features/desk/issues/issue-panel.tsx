import type { Issue, IssueEvent } from "#domain/issue/issue";
import { receiptNumber } from "#domain/kernel/receipt-number";
import { useBackedUp } from "#storage/backed-up";
import { useIssue } from "#storage/my-issues";
import type { Shown } from "#storage/shown";
import { SeverityBadge, StateBadge } from "#ui/badge";
import { EmptyState, LoadingState } from "#ui/empty";
import { ownerText } from "#ui/owner-text";
import { Receipt } from "#ui/receipt";
import { useLang } from "#ui/text";
import { When } from "#ui/time";
import { useDeskText } from "../desk-text.ts";
import { Fact, Facts } from "../facts.tsx";
import { useNames } from "../names.ts";
import { Photos } from "../photos.tsx";
import { IssueActs } from "./issue-acts.tsx";

/** Everything that is known about one issue, and what can be done next. */
export function IssuePanel({ id }: { id: string }) {
  const t = useDeskText();
  const issue = useIssue(id);
  if (issue === undefined) return <LoadingState />;
  if (issue === null) return <EmptyState title={t.issues.notFound} text={t.issues.notFoundText} />;
  return (
    <div className="stack-wide">
      <IssueFacts shown={issue} />
      <Photos photos={issue.doc.photos} />
      <IssueActs issue={issue.doc} />
      <Timeline events={issue.doc.events} />
    </div>
  );
}

function IssueFacts({ shown }: { shown: Shown<Issue> }) {
  const t = useDeskText();
  const { lang } = useLang();
  const names = useNames();
  const { doc } = shown;
  const backedUp = useBackedUp("issue", doc.id);
  return (
    <div className="stack">
      <div className="row">
        <SeverityBadge severity={doc.severity} word={t.severity[doc.severity]} />
        <StateBadge>{t.issueState[doc.state]}</StateBadge>
      </div>
      <p className="subtitle">{names.category(doc)}</p>
      <p className={doc.words ? undefined : "dim"}>{doc.words || t.issues.noWords}</p>
      <Facts>
        <Fact name={t.issues.where}>{names.place(doc.place)}</Fact>
        <Fact name={t.issues.who}>{names.person(doc.reportedById)}</Fact>
        <Fact name={t.issues.when}>
          <When at={doc.reportedAt} />
        </Fact>
        <Fact name={t.issues.owner}>{ownerText(lang, doc.ownerKind)}</Fact>
        {doc.emergency && <Fact name={t.issues.emergency}>{t.issues.called[doc.emergency.called]}</Fact>}
        <Fact name={t.issues.receipt}>
          <Receipt stage={shown.stage} number={receiptNumber(doc.id)} at={shown.receivedAt} backedUp={backedUp} />
        </Fact>
      </Facts>
    </div>
  );
}

function Timeline({ events }: { events: readonly IssueEvent[] }) {
  const t = useDeskText();
  const names = useNames();
  const sorted = [...events].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <section className="stack" aria-label={t.issues.timeline}>
      <h3>{t.issues.timeline}</h3>
      <ol className="desk-timeline">
        {sorted.map((event) => (
          <li key={event.id}>
            <strong>{event.to ? t.issues.movedTo(t.issueState[event.to]) : t.issues.event[event.kind]}</strong>
            {event.text && <p>{event.text}</p>}
            <p className="dim">
              {names.person(event.byId)} · <When at={event.at} />
            </p>
            {event.photos && event.photos.length > 0 && <Photos photos={event.photos} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

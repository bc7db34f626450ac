import { type ReactNode, useState } from "react";
import { useParams } from "react-router";
import type { Issue, IssueEvent, PhotoRef } from "#domain/issue/issue";
import { receiptNumber } from "#domain/kernel/receipt-number";
import { useBackedUp } from "#storage/backed-up";
import { useCategoryName } from "#storage/checklists";
import { useIssue } from "#storage/my-issues";
import { usePeople } from "#storage/people";
import { useShownPhotos } from "#storage/photos";
import { placeLine, usePlaces } from "#storage/places";
import type { Shown } from "#storage/shown";
import { useWorld } from "#storage/use-world";
import { SeverityBadge } from "#ui/badge";
import { LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { ownerText } from "#ui/owner-text";
import { PhonePage } from "#ui/page";
import { PhotoGallery } from "#ui/photo-gallery";
import { ReadAloud } from "#ui/read-aloud";
import { Receipt } from "#ui/receipt";
import { useLang, useText } from "#ui/text";
import { WhenTap } from "#ui/time";
import { IssueStateBadge } from "./issue-state.tsx";
import "./my-issues.css";
import { en } from "./my-issues.en.ts";
import { zh } from "./my-issues.zh.ts";
import { Reply } from "./reply.tsx";

/** The life of one report: what was seen, where it stands, who answered, and the platform's receipt. */
export function IssuePage({ badge }: { badge: ReactNode }) {
  const t = useText(zh, en);
  const { issueId = "" } = useParams();
  const shown = useIssue(issueId);
  return (
    <PhonePage title={t.one} back="/issues" badge={badge}>
      {shown === undefined && <LoadingState title={t.loading} />}
      {shown === null && (
        <EmptyState
          title={t.notFound}
          text={t.notFoundText}
          action={<LinkButton to="/issues">{t.toList}</LinkButton>}
        />
      )}
      {shown && <Life shown={shown} />}
    </PhonePage>
  );
}

function Life({ shown }: { shown: Shown<Issue> }) {
  const { doc } = shown;
  const { person } = useWorld();
  return (
    <>
      <Standing shown={shown} />
      {doc.reportedById === person.personId && shown.stage !== "quarantined" && <Reply issue={doc} />}
      <What shown={shown} />
      <Events events={doc.events} />
    </>
  );
}

/** Where it stands, in one sentence, with the last word that came with it. */
function Standing({ shown }: { shown: Shown<Issue> }) {
  const t = useText(zh, en);
  const { doc } = shown;
  const standing = shown.rev === 0 && shown.stage === "onPhone" ? t.notYetSent : t.stateText[doc.state];
  const last = [...doc.events].reverse().find((e) => e.kind === "moved" && e.text);
  const category = useCategoryName(useLang().lang)(doc);
  const spoken = [category, standing, last?.text].filter(Boolean).join("。");
  return (
    <Card kind="accent" label={t.state[doc.state]}>
      <div className="row">
        <IssueStateBadge shown={shown} />
        <SeverityBadge severity={doc.severity} word={t.severity[doc.severity]} />
      </div>
      <h2>{category}</h2>
      <p>{standing}</p>
      {last?.text && <blockquote className="issue-word">{last.text}</blockquote>}
      <ReadAloud text={spoken} />
    </Card>
  );
}

function What({ shown }: { shown: Shown<Issue> }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const places = usePlaces();
  const { doc, stage, receivedAt } = shown;
  const backedUp = useBackedUp("issue", doc.id);
  return (
    <Card>
      {doc.words && <p>{doc.words}</p>}
      <Photos photos={doc.photos} />
      <dl className="issue-facts">
        <dt>{t.where}</dt>
        <dd>{placeLine(places, doc.place) ?? t.unknownPlace}</dd>
        <dt>{t.who}</dt>
        <dd>{ownerText(lang, doc.ownerKind)}</dd>
        {doc.emergency && (
          <>
            <dt>{t.called}</dt>
            <dd>{t.calledWhat[doc.emergency.called]}</dd>
          </>
        )}
        <dt>{t.receipt}</dt>
        <dd>
          <Receipt stage={stage} number={receiptNumber(doc.id)} at={receivedAt} backedUp={backedUp} />
        </dd>
      </dl>
    </Card>
  );
}

function Photos({ photos }: { photos: readonly PhotoRef[] }) {
  const [current, setCurrent] = useState<string | null>(null);
  return <PhotoGallery {...useShownPhotos(photos, current)} current={current} onCurrent={setCurrent} />;
}

function Events({ events }: { events: readonly IssueEvent[] }) {
  const t = useText(zh, en);
  const people = usePeople();
  const { person } = useWorld();
  const nameOf = (id: string): string =>
    id === person.personId ? t.byMe : (people?.get(id)?.displayName ?? t.byOffice);
  return (
    <section className="stack" aria-label={t.life}>
      <h2>{t.life}</h2>
      <ol className="issue-life">
        {[...events].reverse().map((event) => (
          <li key={event.id}>
            <strong>{event.to ? t.state[event.to] : t.event[event.kind]}</strong>
            {event.text && <p>{event.text}</p>}
            <div className="issue-by dim">
              <span>{nameOf(event.byId)}</span>
              <WhenTap at={event.at} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

import { useState } from "react";
import type { Issue, IssueEvent, PhotoRef } from "#domain/issue/issue";
import { useIssue } from "#storage/issues";
import { usePhotoUrl } from "#storage/photos";
import type { Shown } from "#storage/shown";
import { SeverityBadge, StateBadge } from "#ui/badge";
import { Dialog } from "#ui/dialog";
import { EmptyState, LoadingState } from "#ui/empty";
import { exactTime, When } from "#ui/time";
import { Fact, Facts } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { IssueActs } from "./issue-acts.tsx";

/** Everything that is known about one issue, and what can be done next. */
export function IssuePanel({ id }: { id: string }) {
  const t = useDeskText();
  const issue = useIssue(id);
  if (issue === undefined) return <LoadingState />;
  if (issue === null) return <EmptyState title={t.issues.notFound} text="" />;
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
  const names = useNames();
  const { doc } = shown;
  return (
    <div className="stack">
      <div className="row">
        <SeverityBadge severity={doc.severity} word={t.severity[doc.severity]} />
        <StateBadge>{t.issueState[doc.state]}</StateBadge>
      </div>
      <p className="subtitle">{doc.categoryLabel}</p>
      <p className={doc.words ? undefined : "dim"}>{doc.words || t.issues.noWords}</p>
      <Facts>
        <Fact name={t.issues.where}>{names.place(doc.place)}</Fact>
        <Fact name={t.issues.who}>{names.person(doc.reportedById)}</Fact>
        <Fact name={t.issues.when}>
          <When at={doc.reportedAt} />
        </Fact>
        <Fact name={t.issues.owner}>{t.owner[doc.ownerKind]}</Fact>
        {doc.emergency && <Fact name={t.issues.emergency}>{t.issues.called[doc.emergency.called]}</Fact>}
        <Fact name={t.issues.receipt}>
          {shown.receivedAt ? t.issues.received(exactTime(shown.receivedAt)) : t.stage[shown.stage]}
        </Fact>
      </Facts>
    </div>
  );
}

/** Thumbnails first; the original comes when one is opened. */
function Photos({ photos }: { photos: readonly PhotoRef[] }) {
  const t = useDeskText();
  const [open, setOpen] = useState<number>();
  const shown = open === undefined ? undefined : photos[open];
  if (photos.length === 0) return <p className="dim small">{t.issues.noPhotos}</p>;
  return (
    <section className="stack" aria-label={t.issues.photos}>
      <h3>{t.issues.photos}</h3>
      <div className="desk-photos">
        {photos.map((photo, n) => (
          <Thumb key={photo.sha256} photo={photo} label={t.issues.photo(n + 1)} onOpen={() => setOpen(n)} />
        ))}
      </div>
      {shown && open !== undefined && (
        <Dialog open title={t.issues.photo(open + 1)} onClose={() => setOpen(undefined)}>
          <Original photo={shown} label={t.issues.photo(open + 1)} />
        </Dialog>
      )}
    </section>
  );
}

function Thumb({ photo, label, onOpen }: { photo: PhotoRef; label: string; onOpen: () => void }) {
  const t = useDeskText();
  const url = usePhotoUrl(photo.thumbSha256, photo.sha256);
  return (
    <button type="button" className="desk-photo" onClick={onOpen}>
      {url ? <img src={url} alt={label} /> : <span className="small dim">{t.issues.photoWait}</span>}
    </button>
  );
}

function Original({ photo, label }: { photo: PhotoRef; label: string }) {
  const t = useDeskText();
  const url = usePhotoUrl(photo.sha256, photo.thumbSha256);
  if (!url) return <p>{t.issues.photoWait}</p>;
  return <img className="desk-photo-large" src={url} alt={label} width={photo.width} height={photo.height} />;
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

import type { ReactNode } from "react";
import { type OutboxEntry, useOutbox, useReceived, useUnsent } from "#storage/outbox";
import { useLastContact, useSyncNow, useSyncStage } from "#sync/use-sync";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { EmptyState } from "#ui/empty";
import { LongList } from "#ui/long-list";
import { PhonePage } from "#ui/page";
import { When } from "#ui/time";
import { CarryIn, CarryOut } from "./carry.tsx";
import { Cleared } from "./cleared.tsx";
import { EntryRow } from "./entry-row.tsx";
import { type Names, named, useNames, useSyncText } from "./entry-words.ts";
import { ExportUnsent } from "./export-unsent.tsx";
import { LostOfMine } from "./lost-of-mine.tsx";
import { SetAside } from "./set-aside.tsx";

/** 同步: what is not with the server yet, why, and what can be done about it; then the receipts for what is. */
export function SyncPage({ badge }: { badge: ReactNode }) {
  const t = useSyncText();
  const syncNow = useSyncNow();
  const stage = useSyncStage();
  const entries = useOutbox();
  const unsent = useUnsent();
  const names = useNames();
  const aside = entries.filter((e) => e.state === "quarantined");
  const waiting = entries.filter((e) => e.state !== "quarantined");
  const { photos = 0, draftPhotos = 0 } = unsent ?? {};
  const main = (
    <Button full variant="main" size="patrol" busy={stage.name === "sending"} onClick={() => void syncNow()}>
      {stage.name === "sending" ? t.syncing : t.syncNow}
    </Button>
  );
  return (
    <PhonePage title={t.title} back="/" badge={badge} footer={main}>
      <Contact />
      <Cleared />
      {unsent && entries.length === 0 && photos === 0 && <EmptyState title={t.allDone} text={t.allDoneText} />}
      {aside.length > 0 && <SetAside entries={aside} names={names} />}
      <LostOfMine names={names} />
      {waiting.length > 0 && (
        <Entries title={t.unsent(waiting.length)} entries={waiting} names={names} oldestAt={unsent?.oldestAt} />
      )}
      {draftPhotos > 0 && (
        <Card kind="list">
          <ListRow>
            {t.draftPhotos(draftPhotos)}
            <span className="dim small" style={{ display: "block" }}>
              {t.draftPhotosText}
            </span>
          </ListRow>
        </Card>
      )}
      <Received photosLeft={photos} names={names} />
      {(waiting.length > 0 || photos > 0) && <CarryOut />}
      {(entries.length > 0 || photos > 0) && <ExportUnsent entries={entries} names={names} />}
      <CarryIn />
    </PhonePage>
  );
}

interface EntriesProps {
  readonly title: string;
  readonly entries: readonly OutboxEntry[];
  readonly names: Names;
  readonly oldestAt?: string | undefined;
}

function Entries({ title, entries, names, oldestAt }: EntriesProps) {
  const t = useSyncText();
  return (
    <section className="stack" aria-label={title}>
      <h2>{title}</h2>
      {oldestAt !== undefined && entries.length > 1 && (
        <p className="dim">
          {t.oldest} <When at={oldestAt} />
        </p>
      )}
      <EntryList entries={entries} names={names} />
    </section>
  );
}

const EntryList = ({ entries, names }: Pick<EntriesProps, "entries" | "names">) => (
  <Card kind="list">
    <LongList items={entries} keyOf={(entry) => entry.mid} className="sync-list">
      {(entry) => <EntryRow entry={entry} names={names} />}
    </LongList>
  </Card>
);

/** Records that are received while their photos are still on their way, then the receipts of the last ones. */
function Received({ photosLeft, names }: { readonly photosLeft: number; readonly names: Names }) {
  const t = useSyncText();
  const received = useReceived() ?? [];
  const onWay = received.filter((e) => e.photosOpen);
  const done = received.filter((e) => !e.photosOpen);
  return (
    <>
      {onWay.length > 0 && <Entries title={t.photosLeft(photosLeft)} entries={onWay} names={names} />}
      {done.length > 0 && (
        <details className="sync-fold">
          <summary>{t.received}</summary>
          {done.some((entry) => entry.backedUp) && <p className="dim small sync-backed-up">{t.backedUpText}</p>}
          <EntryList entries={done} names={names} />
        </details>
      )}
    </>
  );
}

function Contact() {
  const t = useSyncText();
  const { at, fault } = useLastContact();
  return (
    <div className="stack-tight">
      <p className="dim">
        {at === undefined ? (
          t.neverContact
        ) : (
          <>
            {t.lastContact("")}
            <When at={at} />
          </>
        )}
      </p>
      {fault !== undefined && <p>{t.lastFault(named(t.faults, fault) ?? t.otherFault(fault))}</p>}
    </div>
  );
}

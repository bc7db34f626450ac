import { useState } from "react";
import type { PhotoRef } from "#domain/issue/issue";
import type { OutboxEntry } from "#storage/outbox";
import { type PhotoWay, useShownPhotos } from "#storage/photos";
import { useDeeds } from "#ui/deed-words";
import { PhotoGallery } from "#ui/photo-gallery";
import { Receipt } from "#ui/receipt";
import { When } from "#ui/time";
import { type Names, useSyncText } from "./entry-words.ts";
import "./sync-status.css";

const STAGE = {
  waiting: "onPhone",
  retry: "onPhone",
  sending: "sending",
  received: "received",
  quarantined: "quarantined",
} as const;

/** One record with its photos: what it is, when it was saved, how far it has come, and why not further. */
export function EntryRow({ entry, names }: { readonly entry: OutboxEntry; readonly names: Names }) {
  const t = useSyncText();
  const deeds = useDeeds();
  const { reason, state, photos } = entry;
  const receipt =
    state === "received" ? { number: entry.receiptNumber, at: entry.receivedAt, backedUp: entry.backedUp } : {};
  return (
    <div className="sync-entry">
      <p className="sync-entry-title">{deeds.title(entry, names)}</p>
      <p className="dim small">
        {t.savedAt} <When at={entry.at} />
      </p>
      <Receipt stage={STAGE[state]} {...receipt} />
      {state === "retry" && <p className="small">{t.retryLater}</p>}
      {reason !== undefined && <p>{t.reason(deeds.reason(reason))}</p>}
      {photos.length > 0 && <EntryPhotos photos={photos} />}
    </div>
  );
}

/** Each photo with its own way, in per cent of what the server has acknowledged; a tap shows it large. */
function EntryPhotos({ photos }: { readonly photos: readonly PhotoRef[] }) {
  const [current, setCurrent] = useState<string | null>(null);
  const shown = useShownPhotos(photos, current);
  return (
    <>
      <PhotoGallery {...shown} current={current} onCurrent={setCurrent} />
      {shown.photos.map((photo, i) => (
        <PhotoReceipt key={photo.id} way={photo.way} n={i + 1} />
      ))}
    </>
  );
}

/** Number and time of a photo the platform has whole and verified. */
function PhotoReceipt({ way, n }: { readonly way: PhotoWay | undefined; readonly n: number }) {
  const t = useSyncText();
  if (way?.name !== "received" || way.number === undefined) return null;
  return (
    <p className="sync-photo-receipt">
      <span className="small">{t.photoReceipt(n)}</span>
      <Receipt stage="received" number={way.number} at={way.at} />
    </p>
  );
}

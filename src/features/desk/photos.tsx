import { useState } from "react";
import type { PhotoRef } from "#domain/issue/issue";
import { useShownPhotos } from "#storage/photos";
import { PhotoGallery } from "#ui/photo-gallery";
import { useDeskText } from "./desk-text.ts";

/** Thumbnails first; the original comes when one is opened. */
export function Photos({ photos }: { photos: readonly PhotoRef[] }) {
  const t = useDeskText();
  const [current, setCurrent] = useState<string | null>(null);
  const shown = useShownPhotos(photos, current);
  const onTheirWay = photos.length - shown.photos.length;
  if (photos.length === 0) return <p className="dim small">{t.issues.noPhotos}</p>;
  return (
    <section className="stack" aria-label={t.issues.photos}>
      <h3>{t.issues.photos}</h3>
      <PhotoGallery {...shown} current={current} onCurrent={setCurrent} />
      {onTheirWay > 0 && <p className="dim small">{t.issues.photosWait(onTheirWay)}</p>}
    </section>
  );
}

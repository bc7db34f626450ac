import { type ChangeEvent, useRef, useState } from "react";
import { shrinkPhoto } from "#device/photo";
import type { PhotoRef } from "#domain/issue/issue";
import { MAX_PHOTOS } from "#domain/issue/issue-commands";
import { isFault } from "#domain/kernel/fault";
import { savePhoto, useShownPhotos } from "#storage/photos";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { PhotoGallery } from "#ui/photo-gallery";
import { useText } from "#ui/text";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import type { ReportDraft } from "./report-draft.ts";
import type { Patch } from "./use-report-draft.ts";

interface PhotosProps {
  readonly draft: ReportDraft;
  readonly patch: Patch;
}

type Failure = "none" | "full" | "unreadable";

/** Each photo is made small and stored at once; only then does the draft know it, by its hash. */
function usePhotoIntake(patch: Patch) {
  const world = useWorld();
  const [busy, setBusy] = useState(0);
  const [failure, setFailure] = useState<Failure>("none");
  const takeOne = async (file: File): Promise<void> => {
    setBusy((n) => n + 1);
    try {
      const ref = await savePhoto(world, await shrinkPhoto(file));
      patch((d) =>
        d.photos.length >= MAX_PHOTOS || d.photos.some((p) => p.sha256 === ref.sha256)
          ? {}
          : { photos: [...d.photos, ref] },
      );
    } catch (error) {
      if (!isFault(error)) throw error;
      setFailure(error.code === "storage-full" ? "full" : "unreadable");
    } finally {
      setBusy((n) => n - 1);
    }
  };
  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const files = [...(event.target.files ?? [])].slice(0, MAX_PHOTOS);
    event.target.value = "";
    setFailure("none");
    // One after the other: a 2019 phone has no memory for nine pictures at once.
    for (const file of files) await takeOne(file);
  };
  return { take, busy, failure };
}

/** By the camera or from the album, up to nine; none is fine too. */
export function StepPhotos({ draft, patch }: PhotosProps) {
  const t = useText(zh, en);
  const camera = useRef<HTMLInputElement>(null);
  const album = useRef<HTMLInputElement>(null);
  const { take, busy, failure } = usePhotoIntake(patch);
  const full = draft.photos.length >= MAX_PHOTOS;
  return (
    <>
      <p className="dim">{t.photoHint}</p>
      <DraftPhotos photos={draft.photos} patch={patch} />
      <input
        ref={camera}
        className="visually-hidden"
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={t.photoAdd}
        tabIndex={-1}
        onChange={(event) => void take(event)}
      />
      <input
        ref={album}
        className="visually-hidden"
        type="file"
        accept="image/*"
        multiple
        aria-label={t.photoPick}
        tabIndex={-1}
        onChange={(event) => void take(event)}
      />
      {busy > 0 && <p role="status">{t.photoBusy}</p>}
      {failure !== "none" && <Banner tone="warn">{failure === "full" ? t.photoFull : t.photoFailed}</Banner>}
      {full ? (
        <p className="dim">{t.photoMax}</p>
      ) : (
        <div className="row">
          <Button size="patrol" onClick={() => camera.current?.click()}>
            {t.photoAdd}
          </Button>
          <Button size="patrol" onClick={() => album.current?.click()}>
            {t.photoPick}
          </Button>
        </div>
      )}
    </>
  );
}

function DraftPhotos({ photos, patch }: { photos: readonly PhotoRef[]; patch: Patch }) {
  const [current, setCurrent] = useState<string | null>(null);
  const shown = useShownPhotos(photos, current);
  const remove = (sha256: string): void => patch((d) => ({ photos: d.photos.filter((p) => p.sha256 !== sha256) }));
  return <PhotoGallery {...shown} current={current} onCurrent={setCurrent} onRemove={remove} />;
}

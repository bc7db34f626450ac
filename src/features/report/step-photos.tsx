import { useState } from "react";
import { isFault } from "#domain/kernel/fault";
import { MAX_PHOTOS } from "#domain/issue/issue-commands";
import type { PhotoRef } from "#domain/issue/issue";
import { shrinkPhoto } from "#device/photo";
import { savePhoto, usePhotoStages, usePhotoUrl } from "#storage/photos";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { PhotoStrip } from "#ui/photo-strip";
import { useText } from "#ui/text";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import type { ReportDraft } from "./report-draft.ts";
import type { Patch } from "./use-report-draft.ts";

interface PhotosProps {
  readonly draft: ReportDraft;
  readonly patch: Patch;
}

/** Each photo is shrunk and stored before anything else happens; the draft then knows it by its hash. */
export function StepPhotos({ draft, patch }: PhotosProps) {
  const t = useText(zh, en);
  const { add, busy, failure } = usePhotoIntake(draft, patch);
  return (
    <>
      <p className="dim">{t.photoHint}</p>
      <PhotosOfDraft photos={draft.photos} busy={busy} onAdd={add} patch={patch} />
      {busy > 0 && <p role="status">{t.photoBusy}</p>}
      {failure && <Banner tone="warn">{failure === "full" ? t.photoFull : t.photoFailed}</Banner>}
      {draft.photos.length >= MAX_PHOTOS && <p className="dim">{t.photoMax}</p>}
    </>
  );
}

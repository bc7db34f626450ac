import { useState } from "react";
import type { SealedFile } from "#storage/sealed-files";
import { useSealedPhotos } from "#storage/sealed-photos";
import { PhotoGallery } from "#ui/photo-gallery";
import { useMediationText } from "./use-mediation-act.ts";

interface SealedPhotosProps {
  readonly files: readonly SealedFile[];
  readonly onRemove?: (sha256: string) => void;
}

/** Photos of the file as squares; a tap shows one large. Those out of reach are counted in words. */
export function SealedPhotos({ files, onRemove }: SealedPhotosProps) {
  const t = useMediationText();
  const [current, setCurrent] = useState<string | null>(null);
  const { photos, missing } = useSealedPhotos(files);
  return (
    <>
      <PhotoGallery photos={photos} current={current} large={undefined} onCurrent={setCurrent} onRemove={onRemove} />
      {missing > 0 && <p className="dim small">{t.photosWait(missing)}</p>}
    </>
  );
}

import { useRef, useState } from "react";
import { shrinkPhoto } from "#device/photo";
import { isFault } from "#domain/kernel/fault";
import { type SealedFile, storeSealedFile } from "#storage/sealed-files";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { SealedPhotos } from "./sealed-photos.tsx";
import { useMediationText } from "./use-mediation-act.ts";

interface PhotoTakerProps {
  readonly label: string;
  readonly photos: readonly SealedFile[];
  readonly onChange: (photos: SealedFile[]) => void;
}

const MOST = 9;

/** Photos for the file: made small, sealed, and only then kept. */
export function PhotoTaker({ label, photos, onChange }: PhotoTakerProps) {
  const t = useMediationText();
  const world = useWorld();
  const camera = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState(false);
  const take = async (chosen: FileList | null): Promise<void> => {
    const file = chosen?.[0];
    if (!file) return;
    setFailed(false);
    try {
      const { original } = await shrinkPhoto(file);
      onChange([...photos, await storeSealedFile(world, original)]);
    } catch (error) {
      if (!isFault(error)) throw error;
      setFailed(true);
    }
  };
  return (
    <>
      {photos.length > 0 && <p role="status">{t.photoCount(photos.length)}</p>}
      <SealedPhotos files={photos} onRemove={(sha256) => onChange(photos.filter((photo) => photo.sha256 !== sha256))} />
      {failed && <Banner tone="warn">{t.photoFailed}</Banner>}
      <input
        ref={camera}
        className="visually-hidden"
        type="file"
        accept="image/*"
        aria-label={label}
        tabIndex={-1}
        onChange={(event) => void take(event.target.files)}
      />
      {photos.length < MOST && (
        <Button full onClick={() => camera.current?.click()}>
          {label}
        </Button>
      )}
    </>
  );
}

/** What announces the files to the server, in clear. */
export const announced = (photos: readonly SealedFile[]) => photos.map(({ sha256, bytes }) => ({ sha256, bytes }));

import { type PhotoState, PhotoStrip, type StripPhoto } from "./photo-strip.tsx";
import { PhotoViewer } from "./photo-viewer.tsx";

/** A photo with how far it has come; no way known yet means that it lies on this phone. */
export interface GalleryPhoto {
  readonly id: string;
  readonly url: string;
  readonly way: PhotoState | undefined;
}

interface GalleryProps {
  readonly photos: readonly GalleryPhoto[];
  /** Id of the one that is shown large. */
  readonly current: string | null;
  readonly onCurrent: (id: string | null) => void;
  /** The large one at full size, once it is there; the thumbnail stands in for it. */
  readonly large: string | undefined;
  readonly onRemove?: ((id: string) => void) | undefined;
}

const stripPhoto = ({ id, url, way }: GalleryPhoto): StripPhoto => ({ id, url, state: way ?? { name: "stored" } });

/** Squares with their own state; a tap shows one large. */
export function PhotoGallery({ photos, current, onCurrent, large, onRemove }: GalleryProps) {
  if (photos.length === 0) return null;
  const strip = photos.map(stripPhoto);
  return (
    <>
      <PhotoStrip
        photos={strip}
        onOpen={(photo) => onCurrent(photo.id)}
        onRemove={onRemove && ((photo) => onRemove(photo.id))}
      />
      <PhotoViewer
        photos={strip.map((p) => (p.id === current && large ? { ...p, url: large } : p))}
        current={current}
        onChange={onCurrent}
      />
    </>
  );
}

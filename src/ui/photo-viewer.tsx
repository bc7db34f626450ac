import ChevronLeft from "lucide-react/icons/chevron-left";
import ChevronRight from "lucide-react/icons/chevron-right";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import "./photo-strip.css";
import type { StripPhoto } from "./photo-strip.tsx";
import { useWords } from "./words.tsx";

interface PhotoViewerProps {
  readonly photos: readonly StripPhoto[];
  /** Id of the photo in view; null is closed. */
  readonly current: string | null;
  readonly onChange: (id: string | null) => void;
}

/** One photo large, the others by buttons or ← →. */
export function PhotoViewer({ photos, current, onChange }: PhotoViewerProps) {
  const words = useWords();
  const at = photos.findIndex((photo) => photo.id === current);
  const photo = photos[at];
  const move = (step: number): void => {
    const next = photos[at + step];
    if (next) onChange(next.id);
  };
  const onKey = (key: string): void => {
    if (key === "ArrowLeft") move(-1);
    if (key === "ArrowRight") move(1);
  };
  return (
    <Dialog
      open={photo !== undefined}
      title={words.photoOf(at + 1, photos.length)}
      className="ui-viewer"
      onKey={onKey}
      onClose={() => onChange(null)}
      actions={
        photos.length > 1 && (
          <>
            <Button icon={<ChevronLeft />} disabled={at <= 0} onClick={() => move(-1)}>
              {words.previousPhoto}
            </Button>
            <Button icon={<ChevronRight />} disabled={at >= photos.length - 1} onClick={() => move(1)}>
              {words.nextPhoto}
            </Button>
          </>
        )
      }
    >
      {photo && (
        <img className="ui-viewer-image" src={photo.url} alt={photo.alt ?? words.photoOf(at + 1, photos.length)} />
      )}
    </Dialog>
  );
}

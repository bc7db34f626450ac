import Camera from "lucide-react/icons/camera";
import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import CloudUpload from "lucide-react/icons/cloud-upload";
import Smartphone from "lucide-react/icons/smartphone";
import X from "lucide-react/icons/x";
import { unreachable } from "#domain/kernel/assert";
import { classNames } from "./class-names.tsx";
import "./photo-strip.css";
import { useWords } from "./words.tsx";

/** Where one photo is on its way. */
export type PhotoState =
  | { readonly name: "stored" }
  /** Whole per cent, 0–100. */
  | { readonly name: "sending"; readonly percent: number }
  | { readonly name: "received" }
  | { readonly name: "failed" };

export interface StripPhoto {
  readonly id: string;
  /** An object URL or an address of our own server. */
  readonly url: string;
  /** What it shows, if someone said so. */
  readonly alt?: string | undefined;
  /** Absent where the way no longer matters (a coordinator looks at it). */
  readonly state?: PhotoState | undefined;
}

interface PhotoStripProps {
  readonly photos: readonly StripPhoto[];
  readonly onOpen?: ((photo: StripPhoto) => void) | undefined;
  readonly onRemove?: ((photo: StripPhoto) => void) | undefined;
  /** Draws the square that adds one; leave out at nine. */
  readonly onAdd?: (() => void) | undefined;
}

/** Squares, each with its own state in words. */
export function PhotoStrip({ photos, onOpen, onRemove, onAdd }: PhotoStripProps) {
  const words = useWords();
  return (
    <ul className="ui-photos" aria-label={words.photos}>
      {photos.map((photo, index) => (
        <PhotoSquare key={photo.id} photo={photo} n={index + 1} onOpen={onOpen} onRemove={onRemove} />
      ))}
      {onAdd && (
        <li className="ui-photo">
          <button type="button" className="ui-photo-add" onClick={onAdd}>
            <Camera />
            {words.addPhoto}
          </button>
        </li>
      )}
    </ul>
  );
}

type Words = ReturnType<typeof useWords>;

function drawState(state: PhotoState, words: Words) {
  switch (state.name) {
    case "stored":
      return { Icon: Smartphone, text: words.photoStored };
    case "sending":
      return { Icon: CloudUpload, text: words.photoSending(state.percent) };
    case "received":
      return { Icon: CircleCheck, text: words.photoReceived };
    case "failed":
      return { Icon: CircleAlert, text: words.photoFailed };
    default:
      return unreachable(state);
  }
}

interface SquareProps extends Pick<PhotoStripProps, "onOpen" | "onRemove"> {
  readonly photo: StripPhoto;
  readonly n: number;
}

function PhotoSquare({ photo, n, onOpen, onRemove }: SquareProps) {
  const words = useWords();
  const state = photo.state && drawState(photo.state, words);
  return (
    <li className="ui-photo">
      <button
        type="button"
        className="ui-photo-square"
        aria-label={words.openPhoto(n, state?.text ?? photo.alt ?? "")}
        onClick={() => onOpen?.(photo)}
      >
        <img src={photo.url} alt={photo.alt ?? ""} decoding="async" />
      </button>
      {photo.state && state && (
        <span className={classNames("ui-photo-state", `ui-photo-${photo.state.name}`)}>
          <state.Icon />
          {state.text}
        </span>
      )}
      {onRemove && (
        <button
          type="button"
          className="ui-photo-remove"
          aria-label={words.removePhoto(n)}
          onClick={() => onRemove(photo)}
        >
          <span>
            <X />
          </span>
        </button>
      )}
    </li>
  );
}

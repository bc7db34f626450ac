/** Scans a code with the camera, or from a picture already taken. */
import { isFault } from "#domain/kernel/fault";
import { err, ok, type Result } from "#domain/kernel/result";
import { loadImage } from "./photo.ts";
import { fitInto } from "./photo-size.ts";
import { openQrReader, type QrReader } from "./qr-reader.ts";

/** `camera-off`: the person or the phone does not allow it. `camera-busy`: another app holds it. */
export interface CameraRefusal {
  readonly kind: "camera-off" | "camera-busy" | "camera-missing";
}

export interface PictureRefusal {
  readonly kind: "no-code" | "photo-unreadable";
}

export interface QrScan {
  /** Lets go of the camera; nothing is reported after that. */
  stop(): void;
  /** Whether this camera has a lamp. */
  readonly hasTorch: boolean;
  /** Answers whether the lamp obeyed. */
  setTorch(on: boolean): Promise<boolean>;
}

/** Side of the square in the middle of the picture that is read, px; and how often. */
const CROP_PX = 640;
const FRAME_EVERY_MS = 200;
const FRAME_PATIENCE_MS = 150;
/** Of a still picture: read larger and with more patience. */
const STILL_PX = 1600;
const STILL_PATIENCE_MS = 3_000;

/** Torch is not in the libraries of TypeScript. */
type LampTrack = Omit<MediaStreamTrack, "getCapabilities"> & { getCapabilities?(): { readonly torch?: boolean } };

/**
 * Shows the camera in `video` and calls `onText` for every frame in which a code is read, at most 5 times a second,
 * until stopped: the caller stops when the text is one of ours.
 */
export async function startQrScan(
  video: HTMLVideoElement,
  onText: (text: string) => void,
): Promise<Result<QrScan, CameraRefusal>> {
  const opened = await openCamera();
  if (!opened.ok) return opened;
  const stream = opened.value;
  video.srcObject = stream;
  video.muted = true;
  video.playsInline = true;
  // iOS may refuse to play until the next tap; the frames come as soon as it does.
  await video.play().catch(() => undefined);
  const reader = await openQrReader();
  const stopReading = readFrames({ video, reader, onText });
  const track = stream.getVideoTracks()[0] as LampTrack | undefined;
  return ok({
    hasTorch: track?.getCapabilities?.().torch === true,
    setTorch: (on) => setTorch(track, on),
    stop: () => {
      stopReading();
      reader.close();
      for (const running of stream.getTracks()) running.stop();
      video.srcObject = null;
    },
  });
}

/** The text of a code in a picture file: for phones whose browser has no camera for pages. */
export async function readQrFromPicture(file: Blob): Promise<Result<string, PictureRefusal>> {
  const reader = await openQrReader();
  try {
    const image = await loadImage(file);
    const size = fitInto({ width: image.naturalWidth, height: image.naturalHeight }, STILL_PX);
    const text = await reader.read(
      cut(image, { x: 0, y: 0, ...size, scale: size.width / image.naturalWidth }),
      STILL_PATIENCE_MS,
    );
    return text === null ? err({ kind: "no-code" }) : ok(text);
  } catch (cause) {
    if (isFault(cause) && cause.code === "photo-unreadable") return err({ kind: "photo-unreadable" });
    throw cause;
  } finally {
    reader.close();
  }
}

async function openCamera(): Promise<Result<MediaStream, CameraRefusal>> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) return err({ kind: "camera-missing" });
  try {
    const video = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    return ok(await devices.getUserMedia({ video, audio: false }));
  } catch (cause) {
    return err({ kind: REFUSAL_OF_NAME[(cause as DOMException).name] ?? "camera-missing" });
  }
}

const REFUSAL_OF_NAME: Readonly<Record<string, CameraRefusal["kind"]>> = {
  NotAllowedError: "camera-off",
  SecurityError: "camera-off",
  NotReadableError: "camera-busy",
  AbortError: "camera-busy",
};

interface Reading {
  readonly video: HTMLVideoElement;
  readonly reader: QrReader;
  readonly onText: (text: string) => void;
}

/** Reads frame after frame; the next waits for the one before, so that a slow phone is not buried. */
function readFrames({ video, reader, onText }: Reading): () => void {
  let stopped = false;
  const next = async (): Promise<void> => {
    const startedMs = performance.now();
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0) {
      const text = await reader.read(cut(video, middleOf(video.videoWidth, video.videoHeight)), FRAME_PATIENCE_MS);
      if (stopped) return;
      if (text !== null) onText(text);
    }
    if (!stopped) setTimeout(() => void next(), Math.max(0, FRAME_EVERY_MS - (performance.now() - startedMs)));
  };
  void next();
  return () => {
    stopped = true;
  };
}

/** Part of a picture: its corner and size after scaling by `scale`, px. */
export interface Cut {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** The largest square in the middle, scaled down to the side that is read; never scaled up. */
export function middleOf(width: number, height: number): Cut {
  const side = Math.min(width, height);
  const scale = Math.min(1, CROP_PX / side);
  const drawn = Math.round(side * scale);
  return { x: ((width - side) / 2) * scale, y: ((height - side) / 2) * scale, width: drawn, height: drawn, scale };
}

function cut(source: HTMLVideoElement | HTMLImageElement, part: Cut): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = part.width;
  canvas.height = part.height;
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  const full =
    source instanceof HTMLVideoElement
      ? [source.videoWidth, source.videoHeight]
      : [source.naturalWidth, source.naturalHeight];
  pen.drawImage(source, -part.x, -part.y, full[0]! * part.scale, full[1]! * part.scale);
  return pen.getImageData(0, 0, part.width, part.height);
}

async function setTorch(track: LampTrack | undefined, on: boolean): Promise<boolean> {
  if (track?.getCapabilities?.().torch !== true) return false;
  try {
    await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
    return true;
  } catch {
    // Low battery or a hot phone: the scan goes on without the lamp.
    return false;
  }
}

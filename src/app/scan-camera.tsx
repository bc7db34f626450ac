import { type ChangeEvent, useEffect, useRef, useState } from "react";
import { type CameraRefusal, type QrScan, readQrFromPicture, startQrScan } from "#device/qr-scan";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { useText } from "#ui/text";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";
import type { ScanDialogProps } from "./scan-dialog.tsx";

type Camera = { readonly scan?: QrScan; readonly refusal?: CameraRefusal["kind"] };

/** Runs the camera while the dialog is open; says each text once until it changes. */
function useCamera(onText: (text: string) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<Camera>({});
  const told = useRef(onText);
  told.current = onText;
  useEffect(() => {
    const shown = video.current;
    if (!shown) return undefined;
    let gone = false;
    let last = "";
    let stop = (): void => undefined;
    const onRead = (text: string): void => {
      if (text === last) return;
      last = text;
      told.current(text);
    };
    void startQrScan(shown, onRead).then((started) => {
      if (!started.ok) {
        if (!gone) setCamera({ refusal: started.error.kind });
        return;
      }
      if (gone) return started.value.stop();
      stop = () => started.value.stop();
      setCamera({ scan: started.value });
    });
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return { video, camera };
}

export default function ScanCamera({ open, title, onText, onClose }: ScanDialogProps) {
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <Viewfinder onText={onText} />
    </Dialog>
  );
}

function Viewfinder({ onText }: Pick<ScanDialogProps, "onText">) {
  const t = useText(zh, en);
  const { video, camera } = useCamera(onText);
  const { scan, refusal } = camera;
  const words = { "camera-off": t.cameraOff, "camera-busy": t.cameraBusy, "camera-missing": t.cameraMissing };
  return (
    <div className="stack">
      {refusal ? (
        <Banner tone="warn">{words[refusal]}</Banner>
      ) : (
        <p role="status">{scan ? t.point : t.cameraStarting}</p>
      )}
      {/* biome-ignore lint/a11y/useMediaCaption: a live view of the camera has no words */}
      <video ref={video} hidden={refusal !== undefined} style={{ width: "100%", borderRadius: "var(--radius)" }} />
      {scan?.hasTorch && <Torch scan={scan} />}
      <FromPicture onText={onText} />
    </div>
  );
}

function Torch({ scan }: { scan: QrScan }) {
  const t = useText(zh, en);
  const [on, setOn] = useState(false);
  const toggle = async (): Promise<void> => {
    if (await scan.setTorch(!on)) setOn(!on);
  };
  return (
    <Button size="patrol" aria-pressed={on} onClick={() => void toggle()}>
      {on ? t.torchOff : t.torchOn}
    </Button>
  );
}

function FromPicture({ onText }: Pick<ScanDialogProps, "onText">) {
  const t = useText(zh, en);
  const input = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState(false);
  const read = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    const found = await readQrFromPicture(file);
    setFailed(!found.ok);
    if (found.ok) onText(found.value);
  };
  return (
    <>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={t.pickPicture}
        tabIndex={-1}
        onChange={(event) => void read(event)}
      />
      <Button size="patrol" onClick={() => input.current?.click()}>
        {t.pickPicture}
      </Button>
      {failed && <Banner tone="warn">{t.noCode}</Banner>}
    </>
  );
}

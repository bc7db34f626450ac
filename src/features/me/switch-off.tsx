import { useState } from "react";
import { isFault } from "#domain/kernel/fault";
import { useWorld } from "#storage/use-world";
import { type OwnDevice, revokeDevice } from "#sync/online";
import { Banner } from "#ui/banner";
import { ConfirmDialog } from "#ui/dialog";
import { useText } from "#ui/text";
import { useToast } from "#ui/toast";
import { phoneKind } from "./phone-kind.ts";
import { en } from "./phones.en.ts";
import { zh } from "./phones.zh.ts";

interface SwitchOffProps {
  readonly phone: OwnDevice;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** Asks before a phone is stopped, since that cannot be taken back. Not kept for later: a lost phone is stopped now or not. */
export function SwitchOff({ phone, onClose, onDone }: SwitchOffProps) {
  const t = useText(zh, en);
  const world = useWorld();
  const show = useToast();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const records = phone.told?.outbox;
  const known = records === 0 ? t.askEmpty : t.askCount(records ?? 0);
  const inside = records === undefined ? t.askInside : known;
  const switchOff = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await revokeDevice(world, phone.id);
      show({ text: t.done, tone: "good" });
      onClose();
      await onDone();
    } catch (failure) {
      if (!isFault(failure)) throw failure;
      setProblem(failure.code === "offline" ? t.failedOffline : t.failed(failure.code));
      setBusy(false);
    }
  };
  return (
    <ConfirmDialog
      open
      title={t.askTitle(phoneKind(t, phone.name))}
      confirmLabel={t.yes}
      cancelLabel={t.no}
      busy={busy}
      onConfirm={() => void switchOff()}
      onClose={onClose}
    >
      <p>{t.askReads}</p>
      <p>{inside}</p>
      <p>{t.askForGood}</p>
      {problem && <Banner tone="bad">{problem}</Banner>}
    </ConfirmDialog>
  );
}

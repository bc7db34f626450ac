import { useQueryClient } from "@tanstack/react-query";
import { useWorld } from "#storage/use-world";
import { type DeviceInfo, revokeDevice } from "#sync/online";
import { ConfirmDialog } from "#ui/dialog";
import { useToast } from "#ui/toast";
import { useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useAsk } from "../use-act.ts";

/** Asks before a phone is stopped: that cannot be taken back, the phone has to be enrolled again. */
export function RevokeDialog({ device, onClose }: { device: DeviceInfo; onClose: () => void }) {
  const t = useDeskText();
  const world = useWorld();
  const { ask, problem, busy } = useAsk();
  const show = useToast();
  const queries = useQueryClient();
  const owner = device.displayName ?? t.unknown;
  const revoke = async (): Promise<void> => {
    const done = await ask(() => revokeDevice(world, device.id).then(() => true));
    if (!done) return;
    show({ text: t.devices.revokedDone(owner), tone: "good" });
    await queries.invalidateQueries({ queryKey: ["devices"] });
    await queries.invalidateQueries({ queryKey: ["hand-overs"] });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      title={t.devices.revokeOf(owner)}
      confirmLabel={t.devices.revokeYes}
      cancelLabel={t.devices.revokeNo}
      busy={busy}
      onConfirm={() => void revoke()}
      onClose={onClose}
    >
      {t.devices.revokeAsk(owner)}
      <Problem text={problem} />
    </ConfirmDialog>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isFault } from "#domain/kernel/fault";
import { useWorld } from "#storage/use-world";
import { type DeviceInfo, fetchDevices, revokeDevice } from "#sync/online";
import { Button } from "#ui/button";
import { ConfirmDialog } from "#ui/dialog";
import { EmptyState, FailedState, LoadingState, OfflineState } from "#ui/empty";
import { When } from "#ui/time";
import { useToast } from "#ui/toast";
import { DeskFrame } from "../desk-frame.tsx";
import { DeskTable } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { faultText, useOnline } from "../use-act.ts";

const ownerOf = (device: DeviceInfo, unknown: string): string => device.displayName ?? unknown;

/** Enrolled phones: when they last sent, what they still hold, and the way to revoke one. */
export default function DevicesPage() {
  const t = useDeskText();
  const [asked, ask] = useState<DeviceInfo>();
  return (
    <DeskFrame title={t.devices.title} lead={t.devices.text}>
      <DeviceTable onRevoke={ask} />
      {asked && <Revoke device={asked} onClose={() => ask(undefined)} />}
    </DeskFrame>
  );
}

function DeviceTable({ onRevoke }: { onRevoke: (device: DeviceInfo) => void }) {
  const t = useDeskText();
  const world = useWorld();
  const query = useQuery({ queryKey: ["devices"], queryFn: () => fetchDevices(world), refetchInterval: 60_000 });
  if (query.isPending) return <LoadingState />;
  if (query.isError) {
    const fault = isFault(query.error) ? query.error : undefined;
    if (fault?.code === "offline") return <OfflineState />;
    return <FailedState text={fault && faultText(t, fault)} code={fault?.code} onRetry={() => void query.refetch()} />;
  }
  if (query.data.length === 0) return <EmptyState title={t.devices.empty} text="" />;
  const { person, device, lastPush, unsent, oldest, revoke } = t.devices;
  return (
    <DeskTable label={t.devices.title} heads={[person, device, lastPush, unsent, oldest, revoke]}>
      {query.data.map((row) => (
        <DeviceRow key={row.id} device={row} onRevoke={() => onRevoke(row)} />
      ))}
    </DeskTable>
  );
}

function DeviceRow({ device, onRevoke }: { device: DeviceInfo; onRevoke: () => void }) {
  const t = useDeskText();
  const { unsent } = device;
  return (
    <tr>
      <th scope="row">{ownerOf(device, t.unknown)}</th>
      <td>{device.name}</td>
      <td>{device.seenAt ? <When at={device.seenAt} /> : t.devices.never}</td>
      <td className={unsent === undefined || unsent === null ? "unknown" : undefined}>{unsent ?? t.unknown}</td>
      <td>{device.oldestUnsentAt ? <When at={device.oldestUnsentAt} /> : "—"}</td>
      <td>
        {device.revokedAt ? (
          t.devices.revoked
        ) : (
          <Button size="small" aria-label={t.devices.revokeOf(ownerOf(device, t.unknown))} onClick={onRevoke}>
            {t.devices.revoke}
          </Button>
        )}
      </td>
    </tr>
  );
}

function Revoke({ device, onClose }: { device: DeviceInfo; onClose: () => void }) {
  const t = useDeskText();
  const world = useWorld();
  const online = useOnline();
  const show = useToast();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const revoke = async (): Promise<void> => {
    setBusy(true);
    const done = await online(() => revokeDevice(world, device.id).then(() => true));
    setBusy(false);
    if (!done) return;
    show({ text: t.devices.revokedDone(ownerOf(device, t.unknown)), tone: "good" });
    await queries.invalidateQueries({ queryKey: ["devices"] });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      title={t.devices.revokeOf(ownerOf(device, t.unknown))}
      confirmLabel={t.devices.revokeYes}
      cancelLabel={t.devices.revokeNo}
      busy={busy}
      onConfirm={() => void revoke()}
      onClose={onClose}
    >
      {t.devices.revokeAsk(ownerOf(device, t.unknown))}
    </ConfirmDialog>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorld } from "#storage/use-world";
import { type DeviceInfo, fetchDevices } from "#sync/online";
import { Button } from "#ui/button";
import { When } from "#ui/time";
import { useDeskText } from "../desk-text.ts";
import { useDeviceText } from "../devices/device-text.ts";
import { unsentText } from "../devices/phone-state.ts";
import { RevokeDialog } from "../devices/revoke-dialog.tsx";

/** The phones of one person: what they still hold, and the way to stop one. */
export function PersonPhones({ personId }: { personId: string }) {
  const t = useDeskText();
  const world = useWorld();
  const query = useQuery({ queryKey: ["devices"], queryFn: () => fetchDevices(world) });
  const [asked, ask] = useState<DeviceInfo>();
  const own = query.data?.filter((device) => device.personId === personId);
  return (
    <section className="stack" aria-label={t.people.phones}>
      <h3>{t.people.phones}</h3>
      {query.isError && <p className="dim">{t.people.onlineOnly}</p>}
      {own?.length === 0 && <p className="dim">{t.people.noPhones}</p>}
      <ul className="stack">
        {own?.map((device) => (
          <PhoneLine key={device.id} device={device} onRevoke={() => ask(device)} />
        ))}
      </ul>
      {asked && <RevokeDialog device={asked} onClose={() => ask(undefined)} />}
    </section>
  );
}

function PhoneLine({ device, onRevoke }: { device: DeviceInfo; onRevoke: () => void }) {
  const t = useDeskText();
  const w = useDeviceText();
  const left = device.told ? unsentText(w, device.told) : t.unknown;
  return (
    <li className="row-apart">
      <span>
        {device.name}
        <span className="desk-words">
          {device.seenAt ? <When at={device.seenAt} /> : t.unknown} · {left}
        </span>
      </span>
      {device.revokedAt ? (
        <span className="dim">{t.devices.revoked}</span>
      ) : (
        <Button size="small" onClick={onRevoke}>
          {t.devices.revoke}
        </Button>
      )}
    </li>
  );
}

import type { Fault } from "#domain/kernel/fault";
import { useWorld } from "#storage/use-world";
import { handInParcel } from "#sync/parcel";
import { Card } from "#ui/card";
import { ParcelIn } from "#ui/parcel-in";
import { useDeskText } from "../desk-text.ts";
import { faultText } from "../use-act.ts";
import { useDeviceText } from "./device-text.ts";

/** 收封好的文件: somebody brought what a phone without signal sealed. */
export function ParcelCard() {
  const t = useDeskText();
  const w = useDeviceText();
  const world = useWorld();
  const why = (fault: Fault): string => (fault.code === "parcel-unreadable" ? w.parcelUnreadable : faultText(t, fault));
  return (
    <Card label={w.parcelTitle}>
      <h2>{w.parcelTitle}</h2>
      <p>{w.parcelText}</p>
      <ParcelIn handIn={(file) => handInParcel(world, file)} why={why} />
    </Card>
  );
}

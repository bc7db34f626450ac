import { isFault } from "#domain/kernel/fault";
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
  const handIn = async (file: File) => {
    try {
      return await handInParcel(world, file);
    } catch (error) {
      if (!isFault(error)) throw error;
      return error.code === "parcel-unreadable" ? w.parcelUnreadable : faultText(t, error);
    }
  };
  return (
    <Card label={w.parcelTitle}>
      <h2>{w.parcelTitle}</h2>
      <p>{w.parcelText}</p>
      <ParcelIn handIn={handIn} />
    </Card>
  );
}

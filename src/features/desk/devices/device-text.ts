import { useText } from "#ui/text";
import { en } from "./devices.en.ts";
import { zh } from "./devices.zh.ts";

/** The words of this page in the language of this browser. */
export const useDeviceText = () => useText(zh, en);
export type DeviceText = ReturnType<typeof useDeviceText>;

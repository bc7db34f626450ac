import { useText } from "#ui/text";
import { en } from "./desk.en.ts";
import { zh } from "./desk.zh.ts";

/** The desk's words in the language of this browser. */
export const useDeskText = () => useText(zh, en);
export type DeskText = ReturnType<typeof useDeskText>;

import { useText } from "./text.tsx";
import { en } from "./ui.en.ts";
import { zh } from "./ui.zh.ts";

/** The kit's own words in the language of this phone. */
export const useWords = () => useText(zh, en);

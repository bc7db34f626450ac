import { useText } from "../text.tsx";
import { en } from "./map.en.ts";
import { zh } from "./map.zh.ts";

/** The map's own words in the language of this phone. */
export const useMapWords = () => useText(zh, en);

import { useText } from "#ui/text";
import { en } from "./register.en.ts";
import { zh } from "./register.zh.ts";

/** Words of the register in the language of this browser. */
export const useRegisterText = () => useText(zh, en);
export type RegisterText = ReturnType<typeof useRegisterText>;

/** What a person calls the phone that a browser named: 安卓手机 · Chrome. Pure. */
import type { zh } from "./phones.zh.ts";

const wordOf = (words: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(words).find(([key]) => key === name)?.[1];

/** `name` is what the phone was enrolled with: its system, then its browser; either may be missing. */
export function phoneKind(t: Pick<typeof zh, "kinds" | "browsers" | "otherKind">, name: string): string {
  const parts = name.split(" ").filter((part) => part !== "");
  const kind = parts.map((part) => wordOf(t.kinds, part)).find((word) => word !== undefined);
  const rest = parts.filter((part) => wordOf(t.kinds, part) === undefined);
  const browser = rest.map((part) => wordOf(t.browsers, part) ?? part).join(" ");
  if (kind === undefined && browser === "") return t.otherKind;
  return [kind, browser].filter((part) => part).join(" · ");
}

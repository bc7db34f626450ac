import type { ComponentType } from "react";

/** The camera's dialog, lent by the app and loaded only when somebody scans. */
export type ScanDialog = ComponentType<{
  readonly open: boolean;
  readonly title: string;
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}>;

/** What the consent says; a new wording gets a new version and is asked again. */
export const CONSENT_VERSION = "2026-05";

/** The eight digits of a code that was typed, scanned or stands in an address. */
export function codeIn(text: string): string | undefined {
  const spaced = text.trim().replace(/^(\d{4})\s?(\d{4})$/, "$1$2");
  return /(?:^|\D)(\d{8})(?:\D|$)/.exec(spaced)?.[1];
}

/** Enough for a coordinator to tell two phones apart; nothing more. */
export function deviceNameOf(agent: string): string {
  const system = /HarmonyOS|Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "";
  const browser =
    /MicroMessenger|HuaweiBrowser|MiuiBrowser|UCBrowser|QQBrowser|Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? "";
  return `${system} ${browser}`.trim();
}

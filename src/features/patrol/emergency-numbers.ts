import type { EmergencyPhone } from "#domain/place/place";
import type { PhoneNumber } from "#ui/phone-card";
import { type Lang, textIn } from "#ui/text";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";

/** 110, 119, 120, 122 and what the community typed in. */
export function emergencyNumbers(lang: Lang, own: readonly EmergencyPhone[]): PhoneNumber[] {
  const t = textIn(lang, zh, en);
  return [
    { name: t.callPolice, number: "110", urgent: true },
    { name: t.callFire, number: "119", urgent: true },
    { name: t.callAid, number: "120", urgent: true },
    { name: t.callTraffic, number: "122" },
    ...own.map((p) => ({ name: lang === "en" && p.labelEn ? p.labelEn : p.label, number: p.number })),
  ];
}

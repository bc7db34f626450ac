import type { OwnerKind } from "#domain/issue/issue";
import type { Lang } from "./text.tsx";

const ZH: Readonly<Record<OwnerKind, string>> = {
  branch: "小区支部",
  property: "物业",
  community: "社区",
  police: "派出所",
  fire: "消防",
  urbanManagement: "城管",
  sanitation: "环卫",
  utilities: "水电气",
  civilAffairs: "民政",
};

const EN: Readonly<Record<OwnerKind, string>> = {
  branch: "compound branch",
  property: "property firm",
  community: "community",
  police: "police station",
  fire: "fire service",
  urbanManagement: "urban management",
  sanitation: "sanitation",
  utilities: "water, power, gas",
  civilAffairs: "civil affairs",
};

/** Who looks after an issue, in the language of the phone. */
export const ownerText = (lang: Lang, kind: OwnerKind): string => (lang === "zh" ? ZH : EN)[kind];

/** The kinds a mediation is told apart by. Labels stand in the message files. */
export const BASES = ["informal", "formal"] as const;
/** 劝和 by neighbours and volunteers, or 人民调解 by a mediator of a committee; never counted together. */
export type Basis = (typeof BASES)[number];

export const CATEGORIES = [
  "family",
  "neighbours",
  "housing",
  "contract",
  "business",
  "damages",
  "labour",
  "property",
  "resettlement",
  "traffic",
  "medical",
  "consumer",
  "tourism",
  "ecommerce",
  "pollution",
  "land",
  "other",
] as const;
/** 纠纷类型, in the order of the statistics form. */
export type Category = (typeof CATEGORIES)[number];

export const TAGS = [
  "leak",
  "noise",
  "parking",
  "pets",
  "clutter",
  "elevator",
  "daylight",
  "throwing",
  "decoration",
  "sharedBills",
  "squareDance",
] as const;
/** What old compounds quarrel about. */
export type Tag = (typeof TAGS)[number];

export const SOURCES = ["application", "initiative", "police", "court", "government"] as const;
/** 案件来源. */
export type Source = (typeof SOURCES)[number];

export const RISKS = ["red", "orange", "yellow"] as const;
export type Risk = (typeof RISKS)[number];

export const INVOLVED = ["minor", "elderly", "disabled", "migrantWorker", "women"] as const;
/** Whom it touches: yes or no, nothing more about anybody. */
export type Involved = (typeof INVOLVED)[number];

/** Letter of a party: 甲 is A, 乙 is B, and so on. */
export type PartyKey = string;

export const FORMS = ["oral", "written"] as const;
export type AgreementForm = (typeof FORMS)[number];

/** The published checklist: what may be reported at a stop. A round keeps the version it was started under. */
import type { Instant, LocalDate, OrgCode, PersonId } from "../kernel/ids.ts";

export const SEVERITIES = ["red", "orange", "yellow", "blue"] as const;
/** 红 at once, danger to people · 橙 same day · 黄 normal · 蓝 for information. */
export type Severity = (typeof SEVERITIES)[number];

export interface ChecklistCategory {
  /** Stable id of domain reference §4.3, or one the district added. */
  readonly id: string;
  readonly label: string;
  readonly labelEn: string;
  readonly severity: Severity;
  /** What to do first, in one sentence. */
  readonly advice?: string | undefined;
  readonly adviceEn?: string | undefined;
}

export interface ChecklistSection {
  readonly id: string;
  readonly label: string;
  readonly labelEn: string;
  readonly categories: readonly ChecklistCategory[];
}

export interface ChecklistVersion {
  readonly id: string;
  readonly districtCode: OrgCode;
  readonly n: number;
  readonly title: string;
  readonly state: "draft" | "published" | "retired";
  readonly effectiveOn: LocalDate;
  readonly sections: readonly ChecklistSection[];
  readonly publishedAt?: Instant | undefined;
  readonly publishedBy?: PersonId | undefined;
}

/** The version a round that starts on `on` is pinned to: the newest one in effect. */
export function checklistInEffect(versions: readonly ChecklistVersion[], on: LocalDate): ChecklistVersion | undefined {
  return versions
    .filter((c) => c.state === "published" && c.effectiveOn <= on)
    .sort((a, b) => b.effectiveOn.localeCompare(a.effectiveOn) || b.n - a.n)[0];
}

/** The versions that a category of an issue is looked up in; what the issue says of it. */
interface Categorised {
  readonly checklistVersionId: string;
  readonly category: string;
  readonly categoryLabel: string;
}

/** The name of an issue's category in both languages, from the version it was reported under; else as it was written. */
export function categoryOf(
  versions: readonly ChecklistVersion[],
  issue: Categorised,
): Pick<ChecklistCategory, "label" | "labelEn"> {
  const version = versions.find((one) => one.id === issue.checklistVersionId);
  const found = version && findCategory(version, issue.category);
  return { label: issue.categoryLabel, labelEn: found?.labelEn ?? issue.categoryLabel };
}

export function findCategory(version: ChecklistVersion, id: string): ChecklistCategory | undefined {
  for (const section of version.sections) {
    const hit = section.categories.find((c) => c.id === id);
    if (hit) return hit;
  }
  return undefined;
}

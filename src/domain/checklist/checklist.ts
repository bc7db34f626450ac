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

export function findCategory(version: ChecklistVersion, id: string): ChecklistCategory | undefined {
  for (const section of version.sections) {
    const hit = section.categories.find((c) => c.id === id);
    if (hit) return hit;
  }
  return undefined;
}

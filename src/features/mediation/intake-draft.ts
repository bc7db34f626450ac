/** What is entered before a file is opened; sealed on the phone at every change. */
import type { Matter, Party } from "#domain/mediation/confidential";
import type { Exclusion, Mediation } from "#domain/mediation/mediation";
import type { Category, Involved, Risk, Source, Tag } from "#domain/mediation/words";

export interface IntakeDraft {
  readonly caseId: string;
  readonly step: number;
  readonly exclusions: readonly Exclusion[];
  readonly emergency: "110" | "other" | "notNeeded" | null;
  readonly source: Source;
  readonly category: Category;
  readonly tags: readonly Tag[];
  readonly compoundId: string;
  readonly involves: readonly Involved[];
  readonly risk: Risk | null;
  readonly personalStatus: boolean;
  readonly amountYuan: number | null;
  readonly matter: Matter;
  readonly parties: readonly Party[];
}

export const anEmptyParty = (index: number): Party => ({
  key: String.fromCharCode(65 + index),
  side: index === 0 ? "applicant" : "respondent",
  kind: "person",
  name: "",
  sex: "",
  ethnicity: "",
  age: null,
  ageBand: "adult",
  occupation: "",
  phone: "",
  address: "",
  identitySeen: false,
  representative: null,
});

/** A form for a new file; what was known of a 劝和 stands in it already. */
export function emptyIntake(caseId: string, before?: Mediation): IntakeDraft {
  return {
    ...{ caseId, step: 0, exclusions: [], emergency: null, source: "application" },
    category: before?.category ?? "neighbours",
    tags: before?.tags ?? [],
    compoundId: before?.compoundId ?? "",
    ...{ involves: [], risk: null, personalStatus: false, amountYuan: null },
    matter: { where: "", facts: "", claims: [], remarks: "" },
    parties: (before?.partyKeys ?? ["A", "B"]).map((_key, i) => anEmptyParty(i)),
  };
}

/** Parties lettered by their place, so that none is missing between two. */
export const lettered = (parties: readonly Party[]): Party[] =>
  parties.map((p, i) => ({ ...p, key: String.fromCharCode(65 + i) }));

export const hasParties = ({ parties }: Pick<IntakeDraft, "parties">): boolean =>
  parties.length >= 2 && parties.every((p) => p.name.trim() !== "");

/** The arguments that opening and changing a file share. */
export function matterArgs(draft: IntakeDraft) {
  const parties = lettered(draft.parties);
  const { category, source, risk, personalStatus, matter } = draft;
  return {
    ...{ category, tags: [...draft.tags], source, involves: [...draft.involves], risk, personalStatus, parties },
    partyKeys: parties.map((p) => p.key),
    amountFen: draft.amountYuan === null ? null : Math.round(draft.amountYuan * 100),
    matter: { ...matter, claims: matter.claims.map((c) => c.trim()).filter(Boolean) },
  };
}

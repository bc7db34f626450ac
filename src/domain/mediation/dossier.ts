/**
 * The opened file of one mediation as the paper needs it: plain words, no ids to look up, no clock, no rule.
 * Composed on the phone of whoever may read the file; it is never stored and never sent.
 * A private note of the mediator has no field here.
 */
import type { LocalDate } from "../kernel/ids.ts";
import type { Advice, Exclusion, Receiver, RetentionClass } from "./mediation.ts";
import type { AgreementForm, Category, Involved, PartyKey, Risk, Source, Tag } from "./words.ts";

/** A photo: its bytes are fetched by whoever draws the page. */
export interface DossierPhoto {
  readonly sha256: string;
  readonly caption: string;
}

/** One line of a pen, points in 0…1000 of the pad's width; the pad is 1000 × 400. */
export type Stroke = readonly (readonly [x: number, y: number, pressure: number])[];

export const SIGNED_TEXTS = [
  "application",
  "register",
  "rights",
  "investigation",
  "record",
  "agreement",
  "oral",
  "followUp",
] as const;
/** Which paper a signature stands under. */
export type SignedText = (typeof SIGNED_TEXTS)[number];

export interface DossierSignature {
  readonly under: SignedText;
  /** The session or investigation it stands under; null where there is one such paper only. */
  readonly entryId: string | null;
  readonly role: "party" | "representative" | "mediator" | "recorder" | "questioned" | "visited";
  /** null for mediator and recorder. */
  readonly partyKey: PartyKey | null;
  readonly name: string;
  readonly signedOn: LocalDate;
  /** Drawn on the screen, or on the paper, whose photo lies in the file. */
  readonly how: { readonly kind: "drawn"; readonly strokes: readonly Stroke[] } | { readonly kind: "paper" };
  /** First 12 figures of the SHA-256 of the text that was signed. */
  readonly textHash: string;
  /** The text was changed after it was signed: the signature no longer holds and is not drawn. */
  readonly fallen: boolean;
}

export interface DossierRepresentative {
  readonly name: string;
  readonly relation: string;
  readonly phone: string;
  /** 授权委托书 seen and put into the paper file. */
  readonly hasAuthority: boolean;
}

export interface DossierParty {
  readonly key: PartyKey;
  /** On which side: the applicant's, or the other's. */
  readonly side: "applicant" | "respondent";
  readonly kind: "person" | "organisation";
  readonly name: string;
  /** As the statutory form asks; "" where the person did not say. */
  readonly sex: "male" | "female" | "";
  readonly ethnicity: string;
  /** Years; null: not said. Of a minor only the band is kept. */
  readonly age: number | null;
  readonly ageBand: "minor" | "adult" | "elderly" | "";
  readonly occupation: string;
  readonly phone: string;
  readonly address: string;
  /** Seen by the mediator; the number is never taken down. */
  readonly identitySeen: boolean;
  readonly representative: DossierRepresentative | null;
  /** null: not asked yet. */
  readonly consent: { readonly given: boolean; readonly on: LocalDate } | null;
}

export interface DossierInvestigation {
  readonly id: string;
  readonly on: LocalDate;
  /** HH:MM; "" where it is written by hand. */
  readonly from: string;
  readonly place: string;
  readonly present: string;
  readonly questioned: string;
  readonly investigators: readonly string[];
  readonly account: string;
}

export interface DossierEvidence {
  readonly id: string;
  readonly name: string;
  readonly origin: string;
  readonly broughtBy: string;
  readonly on: LocalDate;
  readonly photos: readonly DossierPhoto[];
}

/** 调解记录: its seven points, each in words. */
export interface DossierSession {
  readonly id: string;
  /** 1, 2, 3 … by time. */
  readonly ordinal: number;
  readonly on: LocalDate;
  /** HH:MM; "" where it is written by hand. */
  readonly from: string;
  readonly to: string;
  readonly place: string;
  readonly open: boolean;
  readonly partiesPresent: readonly PartyKey[];
  /** Invited with the parties' consent; "" for nobody. */
  readonly invited: string;
  readonly mediators: readonly string[];
  readonly recorder: string;
  readonly rightsTold: string;
  readonly principlesTold: string;
  readonly statements: readonly { readonly partyKey: PartyKey; readonly words: string }[];
  readonly checked: string;
  readonly risksTold: string;
  /** What was agreed, or why not and which other ways were told. */
  readonly result: string;
  readonly others: string;
}

export interface DossierObligation {
  readonly id: string;
  /** 1, 2, 3 … */
  readonly ordinal: number;
  readonly who: PartyKey;
  readonly toWhom: PartyKey | null;
  readonly what: string;
  readonly dueOn: LocalDate;
  readonly where: string;
  /** How it is done: 现金, 转账, 自行拆除 … */
  readonly manner: string;
  readonly amountFen: number | null;
  readonly performed: "open" | "performed" | "partly" | "not";
}

export interface DossierAgreement {
  readonly form: AgreementForm;
  readonly composedOn: LocalDate;
  /** Main facts, the dispute, and who is responsible (art. 29). */
  readonly facts: string;
  readonly responsibility: string;
  /** One clause each, in order. */
  readonly terms: readonly string[];
  readonly obligations: readonly DossierObligation[];
  /** Each party one, the committee one. */
  readonly copies: number;
  /** The exact text that is signed: what `textHash` is taken of. */
  readonly text: string;
  readonly textHash: string;
  /** null: 待盖章. */
  readonly sealedOn: LocalDate | null;
  /** null: not in force yet. */
  readonly effectiveOn: LocalDate | null;
  /** Last day to ask the court together; null where the law gives none. */
  readonly judicialUntil: LocalDate | null;
}

export interface DossierFollowUp {
  readonly id: string;
  readonly on: LocalDate;
  readonly visitor: string;
  readonly reason: string;
  readonly performance: string;
  readonly satisfaction: string;
  readonly lawsuit: string;
  readonly mistakes: string;
  readonly escalation: string;
  readonly measures: string;
}

export interface DossierReferral {
  readonly to: Receiver;
  readonly reason: Exclusion | "other";
  readonly on: LocalDate;
  /** HH:MM; null where only the day is known. */
  readonly at: string | null;
  readonly receiver: string;
  /** "" until the receiver has given one. */
  readonly receipt: string;
}

export interface Dossier {
  readonly caseId: string;
  /** 编号, given by the server; null: 待编号. */
  readonly number: string | null;
  readonly committee: { readonly name: string; readonly community: string };
  /** The day this copy was made. */
  readonly composedOn: LocalDate;
  readonly parties: readonly DossierParty[];
  readonly category: Category;
  readonly tags: readonly Tag[];
  readonly source: Source;
  readonly involves: readonly Involved[];
  readonly risk: Risk | null;
  /** 何处: "3栋2单元楼道". */
  readonly where: string;
  readonly registeredOn: LocalDate;
  readonly acceptedOn: LocalDate | null;
  readonly closedOn: LocalDate | null;
  readonly filedOn: LocalDate | null;
  readonly registrar: string;
  /** The first is in charge. */
  readonly mediators: readonly string[];
  readonly facts: string;
  readonly claims: readonly string[];
  readonly amountFen: number | null;
  readonly remarks: string;
  /** The day the rights and duties were read out; null until they were. */
  readonly rightsToldOn: LocalDate | null;
  /** The latest day that all parties agreed on where the month was not enough. */
  readonly extendedTo: LocalDate | null;
  readonly investigations: readonly DossierInvestigation[];
  readonly evidence: readonly DossierEvidence[];
  readonly sessions: readonly DossierSession[];
  readonly agreement: DossierAgreement | null;
  /** No agreement: why, and the other ways that were told (art. 26). */
  readonly failure: { readonly on: LocalDate; readonly reason: string; readonly advice: readonly Advice[] } | null;
  /** A party did not want it (art. 17). */
  readonly refusal: { readonly on: LocalDate; readonly partyKey: PartyKey } | null;
  readonly referral: DossierReferral | null;
  readonly followUps: readonly DossierFollowUp[];
  readonly judicial: {
    readonly askedOn: LocalDate;
    readonly decided: "confirmed" | "rejected" | null;
    readonly decidedOn: LocalDate | null;
  } | null;
  readonly signatures: readonly DossierSignature[];
  /** Photos of papers that were signed by hand, which are the originals in law. */
  readonly signedPapers: readonly DossierPhoto[];
  /** 结案: what became of it, in words. */
  readonly closing: { readonly outcome: string } | null;
  /** Chosen by the 司法所; null until it is. */
  readonly retentionClass: RetentionClass | null;
  readonly filedBy: string;
}

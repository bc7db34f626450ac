/**
 * One quarrel and what is done about it. Dates, states, letters and amounts stand in clear, because the rules need them;
 * who the parties are and what anybody said is sealed. Lists are only added to: two mediators of one file lose nothing.
 */
import type { CompoundId, Instant, LocalDate, OrgCode, PersonId } from "../kernel/ids.ts";
import type { RecordSeal, SealedBox } from "../kernel/sealed.ts";
import type {
  AgreementWords,
  EvidenceWords,
  FollowUpWords,
  FormSignatureWords,
  InquiryWords,
  Matter,
  Party,
  SessionWords,
  SignatureWords,
} from "./confidential.ts";
import type { AgreementForm, Basis, Category, Involved, PartyKey, Risk, Source, Tag } from "./words.ts";

export const MEDIATION_STATES = [
  "settled",
  "unsettled",
  "registered",
  "refused",
  "accepted",
  "inquiring",
  "mediating",
  "toSign",
  "toSeal",
  "performing",
  "performed",
  "unperformed",
  "failed",
  "referred",
  "paused",
  "closed",
  "filed",
] as const;
/** The first two are ends of a 劝和; the others are steps of a file. */
export type MediationState = (typeof MEDIATION_STATES)[number];

const BEFORE_AGREEMENT = ["refused", "referred", "paused"] as const;

/**
 * Where a file may go from where it stands; the same on phone and server, and nothing else is offered.
 * @rule MED-17 a party that does not want it ends it: from there it can only be closed and filed.
 */
export const NEXT: Readonly<Record<MediationState, readonly MediationState[]>> = {
  settled: ["registered"],
  unsettled: ["registered"],
  registered: ["accepted", ...BEFORE_AGREEMENT],
  accepted: ["inquiring", "mediating", "failed", ...BEFORE_AGREEMENT],
  inquiring: ["mediating", "failed", ...BEFORE_AGREEMENT],
  mediating: ["toSign", "performing", "failed", ...BEFORE_AGREEMENT],
  // A new text takes the place of the one that lay there; the signatures of the old one fall away.
  toSign: ["toSign", "toSeal", "performing", "failed", "refused", "referred"],
  toSeal: ["toSign", "performing"],
  performing: ["performed", "unperformed"],
  unperformed: ["performed", "unperformed", "closed"],
  performed: ["closed"],
  refused: ["closed"],
  failed: ["closed"],
  referred: ["closed"],
  paused: ["registered", "accepted", "inquiring", "mediating", "refused", "referred", "failed"],
  closed: ["filed"],
  filed: [],
};

export const canGo = (from: MediationState, to: MediationState): boolean => NEXT[from].includes(to);

/** Must be asked before anything else; one yes, and it is not mediated here. */
export const EXCLUSIONS = [
  "crime",
  "policeMatter",
  "minorHarmed",
  "domesticViolence",
  "personalStatus",
  "arbitrationFirst",
  "administrative",
  "petition",
  "takenElsewhere",
] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

/** Somebody may be in danger: the numbers come first, and the duty to report. */
export const URGENT: readonly Exclusion[] = ["crime", "minorHarmed", "domesticViolence"];

/** The law keeps it for another organ: it can only be handed on. */
export const isExcluded = ({ exclusions }: Pick<Mediation, "exclusions">): boolean => (exclusions ?? []).length > 0;

export const ADVICE = ["arbitration", "administrative", "court"] as const;
/** Other ways to settle it, told to the parties when mediation fails. */
export type Advice = (typeof ADVICE)[number];

export const RETENTION_CLASSES = ["permanent", "long", "short"] as const;
/** How long the paper is kept, as the 司法所 chose. */
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

export const RECEIVERS = [
  "emergency110",
  "policeStation",
  "justiceOffice",
  "court",
  "arbitration",
  "womensFederation",
  "civilAffairs",
  "petitions",
  "hotline12345",
] as const;
export type Receiver = (typeof RECEIVERS)[number];

export interface ConsentEntry {
  readonly id: string;
  readonly partyKey: PartyKey;
  readonly given: boolean;
  readonly at: Instant;
  readonly byId: PersonId;
}

interface Deed {
  readonly id: string;
  readonly at: Instant;
  readonly byId: PersonId;
}

export interface SessionEntry extends Deed {
  readonly on: LocalDate;
  readonly open: boolean;
  readonly partiesPresent: readonly PartyKey[];
  readonly mediatorIds: readonly PersonId[];
  readonly words: SealedBox<SessionWords>;
}
export interface InquiryEntry extends Deed {
  readonly on: LocalDate;
  readonly words: SealedBox<InquiryWords>;
}
export interface EvidenceEntry extends Deed {
  readonly on: LocalDate;
  readonly words: SealedBox<EvidenceWords>;
}

/** More time than the month, agreed by every party. The last one counts. */
export interface ExtensionEntry extends Deed {
  readonly until: LocalDate;
}

/** Who owes what to whom until when. What exactly, where and how stands in the sealed words, under the same id. */
export interface Obligation {
  readonly id: string;
  readonly who: PartyKey;
  readonly toWhom: PartyKey | null;
  readonly dueOn: LocalDate;
  readonly amountFen: number | null;
}

/** One version of the text. The last one counts. */
export interface AgreementEntry extends Deed {
  readonly form: AgreementForm;
  readonly on: LocalDate;
  readonly obligations: readonly Obligation[];
  readonly textHash: string;
  readonly words: SealedBox<AgreementWords>;
}

export interface SignatureEntry extends Deed {
  readonly agreementId: string;
  /** Of the text that lay before the person who signed. */
  readonly textHash: string;
  readonly role: "party" | "mediator";
  /** null for the mediator. */
  readonly partyKey: PartyKey | null;
  readonly how: "drawn" | "paper";
  readonly words: SealedBox<SignatureWords>;
}

export const SIGNED_FORMS = ["application", "rights", "investigation", "record", "followUp"] as const;
/** Papers beside the agreement that can be signed on the screen, too. */
export type SignedForm = (typeof SIGNED_FORMS)[number];

export const FORM_ROLES = ["party", "mediator", "recorder", "questioned", "visited"] as const;
export interface FormSigner {
  readonly role: (typeof FORM_ROLES)[number];
  /** null for everybody but a party. */
  readonly partyKey: PartyKey | null;
}

/** A signature under another paper than the agreement. It holds while that paper reads as it did. */
export interface FormSignatureEntry extends Deed, FormSigner {
  readonly under: SignedForm;
  /** The session, inquiry or visit; null where there is one such paper only. */
  readonly entryId: string | null;
  /** Of the salted text that lay before the person who signed. */
  readonly textHash: string;
  readonly how: "drawn" | "paper";
  readonly words: SealedBox<FormSignatureWords>;
}

export const PERFORMANCES = ["performed", "partly", "not"] as const;
export type Performance = (typeof PERFORMANCES)[number];

export interface FollowUpEntry extends Deed {
  readonly on: LocalDate;
  readonly performed: readonly { readonly obligationId: string; readonly performance: Performance }[];
  readonly words: SealedBox<FollowUpWords>;
}

export interface StepEntry extends Deed {
  readonly from: MediationState;
  readonly to: MediationState;
}

/** One mediator gave his place to another; `byId` may be a third. */
export interface HandOverEntry extends Deed {
  readonly fromId: PersonId;
  readonly toId: PersonId;
}

export interface Mediation {
  readonly id: string;
  readonly communityCode: OrgCode;
  readonly compoundId?: CompoundId | undefined;
  readonly basis: Basis;
  readonly state: MediationState;
  /** Given by the server; until then the screen and the paper say 待编号. */
  readonly number?: string | undefined;
  readonly category: Category;
  readonly tags: readonly Tag[];
  readonly source?: Source | undefined;
  readonly involves: readonly Involved[];
  readonly risk?: Risk | null | undefined;
  readonly partyKeys: readonly PartyKey[];
  readonly amountFen?: number | null | undefined;
  /** About marriage, identity or adoption themselves: the court confirms none of it. */
  readonly personalStatus?: boolean | undefined;
  readonly exclusions?: readonly Exclusion[] | undefined;
  readonly registeredAt: Instant;
  readonly registeredById: PersonId;
  /** The first is in charge. */
  readonly mediatorIds: readonly PersonId[];
  /** It began as a 劝和 and what was known of it then. */
  readonly settledBefore?:
    | { readonly state: MediationState; readonly byId: PersonId; readonly at: Instant; readonly number: string | null }
    | undefined;
  readonly parties?: SealedBox<Party[]> | undefined;
  readonly matter?: SealedBox<Matter> | undefined;
  readonly seal?: RecordSeal | undefined;
  readonly consents?: readonly ConsentEntry[] | undefined;
  readonly rightsToldAt?: Instant | undefined;
  readonly acceptedAt?: Instant | undefined;
  readonly extensions?: readonly ExtensionEntry[] | undefined;
  readonly inquiries?: readonly InquiryEntry[] | undefined;
  readonly evidence?: readonly EvidenceEntry[] | undefined;
  readonly sessions?: readonly SessionEntry[] | undefined;
  readonly agreements?: readonly AgreementEntry[] | undefined;
  readonly signatures?: readonly SignatureEntry[] | undefined;
  readonly formSignatures?: readonly FormSignatureEntry[] | undefined;
  readonly sealedOn?: LocalDate | undefined;
  readonly effectiveOn?: LocalDate | undefined;
  readonly failure?:
    | { readonly on: LocalDate; readonly advice: readonly Advice[]; readonly words: SealedBox<string> }
    | undefined;
  readonly referral?:
    | {
        readonly to: Receiver;
        readonly reason: Exclusion | "other";
        readonly on: LocalDate;
        /** Missing in a referral of before. */
        readonly at?: Instant | undefined;
        /** Which post took it. */
        readonly words: SealedBox<string>;
      }
    | undefined;
  /** What the receiver gave back; waited for until then. */
  readonly receipt?: (Deed & { readonly on: LocalDate; readonly words: SealedBox<string> }) | undefined;
  readonly followUps?: readonly FollowUpEntry[] | undefined;
  readonly judicial?:
    | {
        readonly askedOn: LocalDate;
        readonly decided: "confirmed" | "rejected" | null;
        readonly decidedOn: LocalDate | null;
      }
    | undefined;
  readonly pausedFrom?: MediationState | undefined;
  readonly steps: readonly StepEntry[];
  readonly handOvers?: readonly HandOverEntry[] | undefined;
  readonly closing?: SealedBox<string> | undefined;
  readonly closedAt?: Instant | undefined;
  readonly filedAt?: Instant | undefined;
  readonly retentionClass?: RetentionClass | undefined;
}

/** Handed on, and the receiver has not answered yet. */
export const mayNoteReceipt = (file: Pick<Mediation, "state" | "referral" | "receipt">): boolean =>
  Boolean(file.referral) && !file.receipt && (file.state === "referred" || file.state === "closed");

/** The text that counts; undefined while there is none. */
export const currentAgreement = ({ agreements }: Pick<Mediation, "agreements">): AgreementEntry | undefined =>
  agreements?.[agreements.length - 1];

/**
 * Signatures that stand: made under the very text that counts now. Those of another text are kept and void.
 * @rule MED-SIGN a signature holds only for the text it was made under.
 */
export function standingSignatures(file: Pick<Mediation, "agreements" | "signatures">): SignatureEntry[] {
  const text = currentAgreement(file);
  return (file.signatures ?? []).filter((s) => text?.id === s.agreementId && text.textHash === s.textHash);
}

/** Parties and mediator who have not signed the text that counts; "mediator" stands for himself. */
export function unsigned(file: Pick<Mediation, "agreements" | "signatures" | "partyKeys">): string[] {
  const signed = standingSignatures(file);
  const parties = file.partyKeys.filter((key) => !signed.some((s) => s.partyKey === key));
  return signed.some((s) => s.role === "mediator") ? parties : [...parties, "mediator"];
}

/** What each party said last: yes, no, or nothing yet (null). */
export function consentOf(file: Pick<Mediation, "consents">, partyKey: PartyKey): ConsentEntry | null {
  const of = (file.consents ?? []).filter((c) => c.partyKey === partyKey);
  return of[of.length - 1] ?? null;
}

/** How an obligation stands: what the last follow-up that looked at it says. */
export function performanceOf({ followUps }: Pick<Mediation, "followUps">, obligationId: string): Performance | null {
  const said = (followUps ?? []).flatMap((f) => f.performed.filter((p) => p.obligationId === obligationId));
  return said[said.length - 1]?.performance ?? null;
}

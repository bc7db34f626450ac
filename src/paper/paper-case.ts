/**
 * What the statutory forms need of one mediation, in words ready to print. Everything may be missing: a form is printed
 * at any stage, and a blank one for writing by hand has nothing at all. Dates are local, times `YYYY-MM-DDTHH:MM`.
 */
import type { Stroke } from "#domain/mediation/dossier";
import type { PaperPhoto, Pictures } from "./sheet.ts";

export interface PaperParty {
  /** Asked for the mediation. */
  readonly applied: boolean;
  readonly name: string;
  readonly gender?: string;
  readonly ethnicity?: string;
  readonly age?: string;
  readonly occupation?: string;
  readonly contact?: string;
  readonly address?: string;
  /** 代理人 and what gives the right: 委托, 法定. */
  readonly representative?: string;
}

export interface PaperSignature {
  /** 甲方, 调解员, 记录人 … */
  readonly role: string;
  readonly name?: string;
  readonly drawn?: readonly Stroke[];
  /** Signed on another paper, of which there is a photo. */
  readonly onPaper?: boolean;
  readonly on?: string;
}

export interface PaperInvestigation {
  readonly at?: string;
  readonly place?: string;
  readonly present?: string;
  readonly asked?: string;
  readonly text?: string;
  readonly signatures: readonly PaperSignature[];
}

export interface PaperEvidence {
  readonly name: string;
  readonly photos?: readonly PaperPhoto[];
  readonly source?: string;
  readonly by?: string;
  readonly on?: string;
}

export interface PaperSession {
  /** A time, or the day alone. */
  readonly from?: string;
  /** HH:MM of the same day. */
  readonly to?: string;
  readonly place?: string;
  /** Each with whether it was there. */
  readonly parties?: string;
  readonly matter?: string;
  /** Invited helpers, with the parties' consent. */
  readonly present?: string;
  readonly recorder?: string;
  readonly open?: boolean;
  /** The seven points of the record, in their order; "" where nothing was written. */
  readonly points: readonly string[];
  readonly signatures: readonly PaperSignature[];
}

export interface PaperTerm {
  readonly who: string;
  readonly what: string;
  readonly dueOn?: string;
  readonly where?: string;
}

export interface PaperAgreement {
  readonly facts?: string;
  readonly content: readonly string[];
  readonly terms: readonly PaperTerm[];
  readonly copies?: number;
  readonly reachedOn?: string;
  /** Undefined: 待盖章. */
  readonly sealedOn?: string;
  readonly signatures: readonly PaperSignature[];
}

export interface PaperFollowUp {
  readonly on?: string;
  readonly reason?: string;
  readonly text?: string;
  /** 已全部履行, 部分履行, 未履行 */
  readonly performed?: string;
  readonly by?: string;
  readonly signatures?: readonly PaperSignature[];
}

export interface PaperClosing {
  readonly filledOn?: string;
  readonly unit?: string;
  readonly officer?: string;
  readonly acceptedOn?: string;
  readonly closedOn?: string;
  readonly result?: string;
  readonly facts?: string;
}

export interface PaperCase {
  /** A form to write by hand: nothing is filled in and nothing is waited for. */
  readonly blank: boolean;
  /** Full name of the people's mediation committee. */
  readonly committee: string;
  /** Given by the server; undefined: 待编号. */
  readonly number?: string;
  /** 卷名: the parties and their dispute. */
  readonly title?: string;
  readonly category?: string;
  /** One of SOURCES. */
  readonly source?: string;
  readonly parties: readonly PaperParty[];
  readonly facts?: string;
  readonly claims: readonly string[];
  readonly appliedOn?: string;
  readonly acceptedOn?: string;
  readonly registrar?: string;
  readonly mediators: readonly string[];
  readonly toldOn?: string;
  /** Of application, intake and rights, in this order of forms. */
  readonly applicationSignatures: readonly PaperSignature[];
  readonly intakeSignatures: readonly PaperSignature[];
  readonly rightsSignatures: readonly PaperSignature[];
  readonly intakeSealedOn?: string;
  readonly remarks?: string;
  readonly investigations: readonly PaperInvestigation[];
  readonly evidence: readonly PaperEvidence[];
  readonly sessions: readonly PaperSession[];
  readonly agreement?: PaperAgreement;
  readonly oral?: PaperAgreement;
  readonly followUps: readonly PaperFollowUp[];
  /** Photos of papers that were signed by hand. */
  readonly signedPapers?: readonly PaperPhoto[];
  /** What a dossier has to explain: why it ended without agreement, to whom it was handed on, what the court said. */
  readonly statement?: { readonly lines: readonly (readonly [label: string, text: string])[] };
  readonly closing?: PaperClosing;
  readonly file?: { readonly by?: string; readonly on?: string; readonly retention?: string; readonly remark?: string };
}

/** Nothing filled in, for the paper that is written by hand. */
export const blankCase = (committee: string): PaperCase => ({
  blank: true,
  committee,
  parties: [],
  claims: [],
  mediators: [],
  applicationSignatures: [],
  intakeSignatures: [],
  rightsSignatures: [],
  investigations: [],
  evidence: [],
  sessions: [],
  followUps: [],
});

/** The case with its photos as they are there to be printed. */
export function withPictures(paper: PaperCase, pictures: Pictures): PaperCase {
  const sized = (photos: readonly PaperPhoto[] | undefined): PaperPhoto[] =>
    (photos ?? []).map((photo) => {
      const picture = pictures[photo.sha256];
      return picture ? { ...photo, size: { width: picture.width, height: picture.height } } : photo;
    });
  return {
    ...paper,
    evidence: paper.evidence.map((one) => ({ ...one, photos: sized(one.photos) })),
    signedPapers: sized(paper.signedPapers),
  };
}

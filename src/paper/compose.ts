/** Which papers a case has, and the sheets of those that are asked for. */
import { contentsForm, coverForm } from "./forms/file.ts";
import { evidenceForm, evidencePhotosForm, investigationForms, recordForms } from "./forms/mediating.ts";
import { applicationForm, intakeForm, rightsForm } from "./forms/opening.ts";
import {
  agreementForm,
  closingForm,
  followUpForms,
  oralForm,
  signedPaperForm,
  statementForm,
} from "./forms/outcome.ts";
import { FORM_NAMES } from "./forms/parts.ts";
import type { PaperCase } from "./paper-case.ts";
import { FORM_KINDS, type FormKind, type Sheet } from "./sheet.ts";

const FORMS: Readonly<Record<Exclude<FormKind, "contents">, (paper: PaperCase) => Sheet | Sheet[]>> = {
  cover: coverForm,
  application: applicationForm,
  intake: intakeForm,
  rights: rightsForm,
  investigation: investigationForms,
  evidence: evidenceForm,
  evidencePhotos: evidencePhotosForm,
  record: recordForms,
  agreement: agreementForm,
  oralAgreement: oralForm,
  signedPaper: signedPaperForm,
  followUp: followUpForms,
  statement: statementForm,
  closing: closingForm,
};

/** In the order of the file. The contents page is made last, when the pages are known. */
export const composeSheets = (paper: PaperCase, kinds: readonly FormKind[]): Sheet[] =>
  FORM_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) => (kind === "contents" ? [] : FORMS[kind](paper)));

/** The papers for which the case has something to print. */
export function formsOf(paper: PaperCase): FormKind[] {
  const has: Readonly<Record<FormKind, boolean>> = {
    cover: true,
    contents: true,
    application: paper.source === "当事人申请",
    intake: true,
    rights: true,
    investigation: paper.investigations.length > 0,
    evidence: paper.evidence.length > 0,
    evidencePhotos: paper.evidence.some(({ photos = [] }) => photos.length > 0),
    record: paper.sessions.length > 0,
    agreement: paper.agreement !== undefined,
    oralAgreement: paper.oral !== undefined,
    signedPaper: (paper.signedPapers ?? []).length > 0,
    followUp: paper.followUps.length > 0,
    statement: paper.statement !== undefined,
    closing: paper.closing !== undefined,
  };
  return FORM_KINDS.filter((kind) => has[kind]);
}

/** One paper of a file. */
export interface OnePaper {
  readonly kind: FormKind;
  /** Which of several of its kind; 0 for the only one. */
  readonly at: number;
  /** As the contents page names it: 人民调解记录（二）. */
  readonly name: string;
}

/** Every paper of the file that can be printed alone, in the order of the file. */
export const papersOf = (paper: PaperCase): OnePaper[] =>
  formsOf(paper).flatMap((kind): OnePaper[] =>
    kind === "contents"
      ? [{ kind, at: 0, name: FORM_NAMES.contents }]
      : composeSheets(paper, [kind]).map(({ name }, at) => ({ kind, at, name })),
  );

const LISTED = { investigation: "investigations", record: "sessions", followUp: "followUps" } as const;

/** The case with one of the papers of a kind only, where there are several. */
export function alone(paper: PaperCase, { kind, at }: OnePaper): PaperCase {
  const list = kind in LISTED ? LISTED[kind as keyof typeof LISTED] : undefined;
  return list ? { ...paper, [list]: paper[list].slice(at, at + 1) } : paper;
}

/** The same for a browser that breaks the pages itself: the contents name the papers, their pages are written by hand. */
export function sheetsWithoutPages(paper: PaperCase, kinds: readonly FormKind[]): Sheet[] {
  const sheets = composeSheets(paper, kinds);
  if (!kinds.includes("contents")) return sheets;
  const listed = sheets.filter(({ kind }) => kind !== "cover");
  const papers = listed.length > 0 || paper.blank ? listed : composeSheets(paper, formsOf(paper)).slice(1);
  const contents = contentsForm(
    paper,
    papers.map(({ name }) => ({ name, from: null, to: null })),
  );
  const cover = sheets.filter(({ kind }) => kind === "cover");
  return [...cover, contents, ...listed];
}

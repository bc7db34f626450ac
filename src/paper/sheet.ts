/**
 * One statutory form as it lies on A4, before anybody decides whether it becomes a PDF, a Word file or a page to print.
 * Plain values only: a sheet travels to the worker as it is. Sizes on paper are millimetres.
 */
import type { Stroke } from "#domain/mediation/dossier";

export const FORM_KINDS = [
  "cover",
  "contents",
  "application",
  "intake",
  "rights",
  "investigation",
  "evidence",
  "evidencePhotos",
  "record",
  "agreement",
  "oralAgreement",
  "signedPaper",
  "followUp",
  "statement",
  "closing",
] as const;
export type FormKind = (typeof FORM_KINDS)[number];

/** Pages of photos: they stand in the file, and nobody fills one in. */
const PHOTO_KINDS = ["evidencePhotos", "signedPaper"] as const;
/** The forms that can be printed with nothing in them. */
export const BLANK_KINDS = FORM_KINDS.filter(
  (kind): kind is Exclude<FormKind, (typeof PHOTO_KINDS)[number]> => !(PHOTO_KINDS as readonly string[]).includes(kind),
);

export interface Cell {
  readonly text: string;
  /** Columns it covers; one where nothing is said. */
  readonly span?: number;
  /** The printed word of a box, not what was filled in. */
  readonly label?: boolean;
  readonly align?: "left" | "centre";
}

export interface Row {
  readonly cells: readonly Cell[];
  /** Room to write by hand, at least. */
  readonly minMm?: number;
}

export interface Signer {
  /** 甲方（签名） … */
  readonly label: string;
  readonly drawn?: readonly Stroke[];
  /** The name where it is signed on another paper, or typed by an officer. */
  readonly typed?: string;
  /** 2026年11月24日; blank where it is not signed yet. */
  readonly on?: string;
  /** Leaves a place for the thumb on the printed paper; nothing is ever put there by the app. */
  readonly thumb?: boolean;
}

export type Block =
  | { readonly kind: "over"; readonly text: string }
  | { readonly kind: "title"; readonly text: string; readonly big?: boolean }
  | { readonly kind: "serial"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  /** `flush`: without the two characters that begin a Chinese paragraph. */
  | { readonly kind: "text"; readonly text: string; readonly flush?: boolean; readonly small?: boolean }
  | {
      readonly kind: "table";
      /** Width of each column as a share of all. */
      readonly shares: readonly number[];
      /** Printed again at the top of every page. */
      readonly head?: Row;
      readonly rows: readonly Row[];
    }
  | { readonly kind: "signatures"; readonly signers: readonly Signer[] }
  | {
      readonly kind: "seal";
      readonly committee: string;
      /** 待盖章, until somebody entitled entered the day; undefined on a blank form. */
      readonly waiting?: string;
      readonly date: string;
    }
  /** One or two beside each other. */
  | { readonly kind: "photos"; readonly photos: readonly PaperPhoto[]; readonly columns: 1 | 2 }
  | { readonly kind: "gap"; readonly mm: number };

/** A photo on paper. Its bytes travel beside the sheets, under the hash. */
export interface PaperPhoto {
  readonly sha256: string;
  readonly caption: string;
  /** Pixels of the picture that is printed; undefined: not to be had now, its place says so. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
}

/** Pictures as JPEG by the hash of the photo they were made of. */
export type Pictures = Readonly<Record<string, Picture>>;
export interface Picture {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Sheet {
  readonly kind: FormKind;
  /** As the contents page names it. */
  readonly name: string;
  /** Left at the foot of each page: which file, which number. */
  readonly foot: string;
  readonly blocks: readonly Block[];
}

/** A sheet whose pages nobody here counts. */
export interface UnpagedSpan {
  readonly name: string;
  readonly from: null;
  readonly to: null;
}

/** Where a sheet of a dossier begins and ends. Pages of the cover and of the contents are not counted. */
export interface PageSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What several forms share: the head, the parties, signatures, the seal. */
import type { PaperCase, PaperParty, PaperSignature } from "../paper-case.ts";
import type { Block, FormKind, Row, Sheet, Signer } from "../sheet.ts";
import { dateInWords, NUMBER_WAITING, SEAL_WAITING } from "../words.ts";

export const FORM_NAMES: Readonly<Record<FormKind, string>> = {
  cover: "人民调解卷宗",
  contents: "卷内目录",
  application: "人民调解申请书",
  intake: "人民调解受理登记表",
  rights: "人民调解当事人权利义务告知书",
  investigation: "人民调解调查记录",
  evidence: "人民调解证据材料清单",
  evidencePhotos: "人民调解证据照片",
  record: "人民调解记录",
  agreement: "人民调解协议书",
  oralAgreement: "人民调解口头协议登记表",
  signedPaper: "签名原件照片",
  followUp: "人民调解回访记录",
  statement: "人民调解卷宗情况说明",
  closing: "人民调解结案报告表",
};

/** Where a case comes from, in the words of the form. */
export const SOURCES = ["当事人申请", "调委会主动调解", "公安机关移交", "法院委托", "政府指定"] as const;

/** Parties on a blank form: two, with room for a third. */
const BLANK_PARTIES = 3;

export const numberOf = ({ blank, number }: PaperCase): string =>
  number ?? (blank ? "（　　　　）　　人调字第　　　号" : NUMBER_WAITING);

/** The sheet of a form with the committee above its title and the number at the right. */
export function formSheet(kind: FormKind, paper: PaperCase, blocks: readonly Block[], which = ""): Sheet {
  const name = FORM_NAMES[kind];
  return {
    kind,
    name: `${name}${which}`,
    foot: paper.blank ? name : `${name}　${numberOf(paper)}`,
    blocks: [
      { kind: "over", text: paper.committee || "　" },
      { kind: "title", text: name },
      { kind: "serial", text: `编号：${numberOf(paper)}` },
      ...blocks,
    ],
  };
}

/** 甲, 乙, 丙 …, as agreements call them. */
export const sideOf = (index: number): string => "甲乙丙丁戊己庚辛壬癸"[index] ?? String(index + 1);

const PARTY_HEAD = ["", "姓名", "性别", "民族", "年龄", "职业\n或职务", "联系方式", "单位或住址"];
const PARTY_SHARES = [12, 14, 7, 9, 7, 13, 18, 20];

/** Every party with all that the form asks about one. */
export function partyTable(paper: PaperCase, labelOf: (party: PaperParty, index: number) => string): Block {
  const filled = paper.parties.flatMap((party, i) => [
    partyRow(labelOf(party, i), party),
    ...(party.representative ? [representativeRow(party.representative)] : []),
  ]);
  const blank = Array.from({ length: BLANK_PARTIES }, () => partyRow("", undefined));
  return {
    kind: "table",
    shares: PARTY_SHARES,
    head: { cells: PARTY_HEAD.map((text) => ({ text, label: true })) },
    rows: paper.blank ? blank : filled,
  };
}

function partyRow(label: string, party: PaperParty | undefined): Row {
  const { name = "", gender = "", ethnicity = "", age = "", occupation = "", contact = "", address = "" } = party ?? {};
  return {
    minMm: 12,
    cells: [
      { text: label, label: true },
      ...[name, gender, ethnicity, age, occupation, contact].map((text) => ({ text, align: "centre" as const })),
      { text: address },
    ],
  };
}

const representativeRow = (text: string): Row => ({
  cells: [
    { text: "代理人", label: true },
    { text, span: PARTY_HEAD.length - 1 },
  ],
});

export const roleOfParty = (party: PaperParty): string => (party.applied ? "申请人" : "被申请人");
export const partySide = (_party: PaperParty, index: number): string => `${sideOf(index)}方`;
export const partiesInWords = ({ parties }: PaperCase): string => parties.map((party) => party.name).join("、");

/** One line a signer in the order of the roles; who has not signed yet keeps the place. */
export function signatures(paper: PaperCase, signed: readonly PaperSignature[], roles: readonly string[]): Block {
  const asked = roles.flatMap((role) => {
    const found = paper.blank ? [] : signed.filter((one) => one.role === role);
    return found.length > 0 ? found : [{ role }];
  });
  const others = paper.blank ? [] : signed.filter((one) => !roles.includes(one.role));
  return { kind: "signatures", signers: [...asked, ...others].map(signerOf) };
}

/** Somebody signs beside his printed name, where it is known. */
export const besideName = (role: string, name: string | undefined): string => (name ? `${role} ${name}` : role);

const OFFICERS = /调解员|记录人|登记人|调查人|回访人|承办人|提供人/;

function signerOf({ role, name, drawn, onPaper, on }: PaperSignature): Signer {
  const typed = onPaper ? `${name ?? ""}（签在纸上）` : undefined;
  return {
    label: `${role}（签名）`,
    ...(drawn && { drawn }),
    ...(typed !== undefined && { typed }),
    ...(on && { on: dateInWords(on) }),
    thumb: !OFFICERS.test(role),
  };
}

/** The places where the parties sign: two on a blank form. */
export const partyRoles = (paper: PaperCase): string[] =>
  paper.blank ? ["甲方", "乙方"] : paper.parties.map(partySide);

export const seal = (paper: PaperCase, sealedOn: string | undefined): Block => ({
  kind: "seal",
  committee: paper.committee || "人民调解委员会",
  ...(!paper.blank && !sealedOn && { waiting: SEAL_WAITING }),
  date: dateInWords(sealedOn),
});

/** Two columns of printed word and value. */
export const pair = (label: string, text: string | undefined, minMm = 10): Row => ({
  minMm,
  cells: [
    { text: label, label: true },
    { text: text ?? "", span: 3 },
  ],
});

/** Four columns: two printed words with their values. */
export const pairs = (
  [label, text]: readonly [string, string | undefined],
  [label2, text2]: readonly [string, string | undefined],
): Row => ({
  minMm: 10,
  cells: [{ text: label, label: true }, { text: text ?? "" }, { text: label2, label: true }, { text: text2 ?? "" }],
});

export const FOUR_COLUMNS = [16, 34, 16, 34];

/** Numbered as 1. 2. 3.; blank lines to write on where there are none. */
export const numbered = (texts: readonly string[]): string => texts.map((text, i) => `${i + 1}. ${text}`).join("\n");

/** The forms of the mediation itself: investigation, evidence, record. */
import type { PaperCase, PaperInvestigation, PaperSession } from "../paper-case.ts";
import type { Block, Row, Sheet } from "../sheet.ts";
import { choice, dateInWords, hourInWords, ordinal, timeInWords } from "../words.ts";
import { besideName, FOUR_COLUMNS, formSheet, pair, pairs, partiesInWords, partyRoles, signatures } from "./parts.ts";

/** Number of a paper among several of its kind: （二）; nothing where it is the only one. */
const which = (index: number, all: number): string => (all > 1 ? `（${ordinal(index + 1)}）` : "");

/** 调查记录, one a conversation. */
export function investigationForms(paper: PaperCase): Sheet[] {
  const all: readonly PaperInvestigation[] = paper.blank ? [{ signatures: [] }] : paper.investigations;
  return all.map(({ at, place, present, asked, text, signatures: signed }, i) => {
    const rows: Row[] = [
      pairs(["时间", timeInWords(at)], ["地点", place]),
      pairs(["被调查人", asked], ["参加人", present]),
      pair("记录", text, 128),
    ];
    return formSheet(
      "investigation",
      paper,
      [
        { kind: "table", shares: FOUR_COLUMNS, rows },
        { kind: "gap", mm: 2 },
        { kind: "text", text: "以上记录已经被调查人看过（或者向其宣读），与所说相符。", flush: true },
        signatures(paper, signed, ["被调查人", "调查人", "记录人"]),
      ],
      which(i, all.length),
    );
  });
}

const EVIDENCE_HEAD = ["序号", "名称", "来源", "提供人", "日期", "备注"];
const BLANK_EVIDENCE = 15;

/** 证据材料清单 */
export function evidenceForm(paper: PaperCase): Sheet {
  const rows = paper.evidence.map(
    ({ name, source = "", by = "", on, photos = [] }, i): Row => ({
      cells: [
        { text: String(i + 1), align: "centre" },
        { text: name },
        { text: source },
        { text: by, align: "centre" },
        { text: on ? dateInWords(on) : "", align: "centre" },
        { text: photos.length > 0 ? `照片${photos.length}张` : "" },
      ],
    }),
  );
  const blank = Array.from({ length: BLANK_EVIDENCE }, (): Row => ({ cells: EVIDENCE_HEAD.map(() => ({ text: "" })) }));
  return formSheet("evidence", paper, [
    {
      kind: "table",
      shares: [8, 25, 16, 14, 23, 14],
      head: { cells: EVIDENCE_HEAD.map((text) => ({ text, label: true })) },
      rows: rows.length > 0 ? rows : blank,
    },
    { kind: "gap", mm: 2 },
    signatures(paper, [], ["提供人", "人民调解员"]),
  ]);
}

/** Each named after the line of the list that it belongs to. */
export function evidencePhotosForm(paper: PaperCase): Sheet {
  const photos = paper.evidence.flatMap(({ photos: of = [], name }, i) =>
    of.map((photo, n) => ({ ...photo, caption: `证据${i + 1}－${n + 1}　${name}` })),
  );
  return formSheet("evidencePhotos", paper, [{ kind: "photos", photos, columns: 2 }]);
}

/** The seven points of the record, with the words of the form. */
export const RECORD_POINTS = [
  "告知当事人在调解活动中的权利和义务",
  "告知调解原则、调解方式和参加人员身份",
  "双方当事人陈述",
  "核实情况、质证",
  "风险告知",
  "达成协议的内容，或者未达成协议的原因和救济途径",
  "其他需要记明的事项",
] as const;

/** 调解记录, one a session. */
export function recordForms(paper: PaperCase): Sheet[] {
  const all: readonly PaperSession[] = paper.blank ? [{ points: [], signatures: [] }] : paper.sessions;
  return all.map((session, i) => recordForm(paper, session, which(i, all.length)));
}

function recordForm(paper: PaperCase, session: PaperSession, name: string): Sheet {
  const { from, to, place, matter, parties, present, recorder, open, points, signatures: signed } = session;
  const way = open === undefined ? undefined : open ? "公开" : "不公开";
  const rows = [
    pair("时间", `${timeInWords(from)}　至　${hourInWords(to)}`),
    pairs(["地点", place], ["调解方式", choice(["公开", "不公开"], way)]),
    pair("事由", matter),
    pair("当事人", parties ?? partiesInWords(paper)),
    pair("参加人", present),
  ];
  const parts = RECORD_POINTS.flatMap((point, i): Block[] => [
    { kind: "heading", text: `${ordinal(i + 1)}、${point}` },
    ...(paper.blank ? [{ kind: "gap", mm: 15 } as const] : [{ kind: "text", text: points[i] || "（无）" } as const]),
  ]);
  return formSheet(
    "record",
    paper,
    [
      { kind: "table", shares: FOUR_COLUMNS, rows },
      ...parts,
      { kind: "gap", mm: 2 },
      { kind: "text", text: "以上记录已经当事人看过（或者向其宣读），确认无误。", flush: true },
      signatures(paper, signed, [...partyRoles(paper), "人民调解员", besideName("记录人", recorder)]),
    ],
    name,
  );
}

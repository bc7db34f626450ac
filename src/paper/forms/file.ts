/** The file as a whole: cover and contents. */
import type { PaperCase } from "../paper-case.ts";
import type { PageSpan, Row, Sheet, UnpagedSpan } from "../sheet.ts";
import { dateInWords } from "../words.ts";
import { FORM_NAMES, numberOf } from "./parts.ts";

const wide = (label: string, text: string, minMm = 13): Row => ({
  minMm,
  cells: [
    { text: label, label: true },
    { text, align: "centre" },
  ],
});

/** 卷宗封面 */
export function coverForm(paper: PaperCase): Sheet {
  const { acceptedOn, closedOn } = paper.closing ?? {};
  const begun = acceptedOn ?? paper.acceptedOn;
  const span = begun || closedOn ? `${dateInWords(begun)} 至 ${dateInWords(closedOn)}` : "";
  return {
    kind: "cover",
    name: "卷宗封面",
    foot: "",
    blocks: [
      { kind: "gap", mm: 34 },
      { kind: "over", text: paper.committee || "　" },
      { kind: "gap", mm: 6 },
      { kind: "title", text: FORM_NAMES.cover, big: true },
      { kind: "gap", mm: 34 },
      {
        kind: "table",
        shares: [26, 74],
        rows: [
          wide("卷名", paper.title ?? "", 18),
          wide("卷号", numberOf(paper)),
          wide("人民调解员", paper.mediators.join("、")),
          wide("调解日期", span),
          wide("立卷人", paper.file?.by ?? ""),
          wide("立卷日期", dateInWords(paper.file?.on)),
          wide("保管期限", paper.file?.retention ?? ""),
          wide("备注", paper.file?.remark ?? "", 18),
        ],
      },
    ],
  };
}

const HEAD = ["序号", "文书名称", "页号", "备注"];
const BLANK_LINES = 20;

/** 卷内目录; the pages are those of the same dossier. */
export function contentsForm(paper: PaperCase, spans: readonly (PageSpan | UnpagedSpan)[]): Sheet {
  const lines = spans.map(
    ({ name, from, to }, i): Row => ({
      cells: [
        { text: String(i + 1), align: "centre" },
        { text: name },
        { text: from === null ? "" : from === to ? String(from) : `${from}－${to}`, align: "centre" },
        { text: "" },
      ],
    }),
  );
  const blank = Array.from({ length: BLANK_LINES }, (): Row => ({ cells: HEAD.map(() => ({ text: "" })), minMm: 10 }));
  return {
    kind: "contents",
    name: FORM_NAMES.contents,
    foot: "",
    blocks: [
      { kind: "title", text: FORM_NAMES.contents },
      { kind: "serial", text: `卷号：${numberOf(paper)}` },
      {
        kind: "table",
        shares: [11, 59, 14, 16],
        head: { cells: HEAD.map((text) => ({ text, label: true })), minMm: 10 },
        rows: paper.blank ? blank : lines,
      },
    ],
  };
}

/** The forms of the outcome: agreement, oral agreement, follow-up, closing. */
import type { PaperAgreement, PaperCase, PaperFollowUp } from "../paper-case.ts";
import type { Block, Row, Sheet } from "../sheet.ts";
import { BLANK_DATE, choice, dateInWords, ordinal } from "../words.ts";
import {
  FOUR_COLUMNS,
  formSheet,
  pair,
  pairs,
  partiesInWords,
  partyRoles,
  partySide,
  partyTable,
  SOURCES,
  seal,
  signatures,
} from "./parts.ts";

const NOTHING: PaperAgreement = { content: [], terms: [], signatures: [] };

/** Room for a few lines by hand. */
const room = (paper: PaperCase, mm: number): Block[] => (paper.blank ? [{ kind: "gap", mm }] : []);

/** The legal parts of article 29: parties; facts, dispute, responsibility; content, manner and time of performance. */
export function agreementForm(paper: PaperCase): Sheet {
  const { facts, content, terms, copies, reachedOn, sealedOn, signatures: signed } = paper.agreement ?? NOTHING;
  const how = copies === undefined ? "　　" : ordinal(copies);
  return formSheet("agreement", paper, [
    ...(reachedOn ? [{ kind: "serial", text: `协议日期：${dateInWords(reachedOn)}` } as const] : []),
    partyTable(paper, partySide),
    { kind: "heading", text: "一、纠纷的主要事实、争议事项和各方责任" },
    ...room(paper, 34),
    ...(facts ? [{ kind: "text", text: facts } as const] : []),
    { kind: "heading", text: "二、经调解，当事人自愿达成如下协议" },
    ...room(paper, 44),
    ...content.map(
      (text, i): Block => ({ kind: "text", text: `${ordinal(i + 1)}、${text}`.replace(/^(.+?)、/, "（$1）") }),
    ),
    { kind: "heading", text: "三、履行的方式、地点和期限" },
    ...(terms.length > 0 ? [termTable(paper.agreement ?? NOTHING)] : room(paper, 30)),
    {
      kind: "text",
      text: `本协议一式${how}份，当事人各执一份，人民调解委员会存档一份。本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效。`,
    },
    { kind: "gap", mm: 2 },
    signatures(paper, signed, [...partyRoles(paper), "人民调解员", "记录人"]),
    seal(paper, sealedOn),
  ]);
}

function termTable({ terms }: PaperAgreement): Block {
  return {
    kind: "table",
    shares: [16, 44, 20, 20],
    head: { cells: ["履行人", "履行什么、怎样履行", "期限", "地点"].map((text) => ({ text, label: true })) },
    rows: terms.map(
      ({ who, what, dueOn, where = "" }): Row => ({
        cells: [
          { text: who, align: "centre" },
          { text: what },
          { text: dueOn ? dateInWords(dueOn) : "", align: "centre" },
          { text: where },
        ],
      }),
    ),
  };
}

/** 口头协议登记表: takes effect the day it is reached; only the mediator has to sign. */
export function oralForm(paper: PaperCase): Sheet {
  const { facts, content, terms, reachedOn, signatures: signed } = paper.oral ?? NOTHING;
  const numberedContent = content.map((text, i) => `${i + 1}. ${text}`).join("\n");
  const how = terms
    .map(({ who, what, dueOn, where }) =>
      [who, what, dueOn && `${dateInWords(dueOn)}前`, where].filter(Boolean).join("，"),
    )
    .join("；\n");
  return formSheet("oralAgreement", paper, [
    partyTable(paper, partySide),
    {
      kind: "table",
      shares: FOUR_COLUMNS,
      rows: [
        pair("主要事实\n争议事项", facts, 46),
        pair("口头协议\n内容", numberedContent, 46),
        pair("履行方式\n地点、期限", how, 26),
        pair("达成日期", reachedOn ? dateInWords(reachedOn) : BLANK_DATE),
      ],
    },
    { kind: "gap", mm: 2 },
    signatures(paper, signed, ["人民调解员"]),
    seal(paper, paper.oral?.sealedOn),
  ]);
}

/** 签名原件: the paper that the parties signed by hand, as it was photographed. */
export const signedPaperForm = (paper: PaperCase): Sheet =>
  formSheet("signedPaper", paper, [{ kind: "photos", photos: paper.signedPapers ?? [], columns: 1 }]);

export const PERFORMED = ["已全部履行", "部分履行", "未履行"] as const;

/** 回访记录, one a visit. */
export function followUpForms(paper: PaperCase): Sheet[] {
  const all: readonly PaperFollowUp[] = paper.blank ? [{}] : paper.followUps;
  return all.map(({ on, reason, text, performed, by, signatures: signed = [] }, i) =>
    formSheet(
      "followUp",
      paper,
      [
        {
          kind: "table",
          shares: FOUR_COLUMNS,
          rows: [
            pair("当事人", partiesInWords(paper)),
            pair("调解协议编号", paper.blank ? "" : (paper.number ?? "待编号")),
            pair("回访事由", reason, 16),
            pair("履行情况", choice(PERFORMED, performed)),
            pair("回访情况", text, 110),
            pairs(["回访人", by], ["回访时间", dateInWords(on)]),
          ],
        },
        {
          kind: "text",
          text: "回访情况记：协议履行、当事人满意程度、是否起诉及判决、协议有无错误、有无激化苗头、采取的措施。",
          flush: true,
          small: true,
        },
        signatures(paper, signed, ["被回访人", "回访人"]),
      ],
      all.length > 1 ? `（${ordinal(i + 1)}）` : "",
    ),
  );
}

/** 卷宗情况说明: why there is no agreement, to whom it was handed on, what the court said. */
export const statementForm = (paper: PaperCase): Sheet =>
  formSheet("statement", paper, [
    {
      kind: "table",
      shares: FOUR_COLUMNS,
      rows: [
        pair("当事人", partiesInWords(paper)),
        pair("纠纷类型", paper.category),
        ...(paper.blank
          ? [pair("情况说明", "", 150)]
          : (paper.statement?.lines ?? []).map(([label, text]) => pair(label, text, 14))),
      ],
    },
    { kind: "gap", mm: 2 },
    signatures(paper, [], ["人民调解员"]),
    seal(paper, undefined),
  ]);

/** 结案报告表 */
export function closingForm(paper: PaperCase): Sheet {
  const { filledOn, unit, officer, acceptedOn, closedOn, result, facts } = paper.closing ?? {};
  return formSheet("closing", paper, [
    {
      kind: "table",
      shares: FOUR_COLUMNS,
      rows: [
        pairs(["卷号", paper.blank ? "" : (paper.number ?? "待编号")], ["填表时间", dateInWords(filledOn)]),
        pairs(["承办单位", unit ?? paper.committee], ["承办人", officer]),
        pairs(["受案时间", dateInWords(acceptedOn)], ["结案时间", dateInWords(closedOn)]),
        pair("当事人", partiesInWords(paper), 14),
        pair("案件来源", choice(SOURCES, paper.source), 14),
        pair("纠纷类型", paper.category),
        pair("简要事实", facts, 70),
        pair("处理结果", result, 40),
      ],
    },
    { kind: "gap", mm: 2 },
    signatures(paper, [], ["承办人"]),
    seal(paper, undefined),
  ]);
}

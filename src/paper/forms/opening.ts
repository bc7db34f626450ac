/** The forms before mediation begins: application, intake, rights and duties. */
import type { PaperCase } from "../paper-case.ts";
import type { Block, Sheet } from "../sheet.ts";
import { choice, dateInWords } from "../words.ts";
import {
  besideName,
  FOUR_COLUMNS,
  formSheet,
  numbered,
  pair,
  pairs,
  partiesInWords,
  partyRoles,
  partyTable,
  roleOfParty,
  SOURCES,
  seal,
  signatures,
} from "./parts.ts";

/** 人民调解申请书 */
export function applicationForm(paper: PaperCase): Sheet {
  const applicants = paper.blank
    ? ["申请人"]
    : paper.parties.filter((party) => party.applied).map((party) => `申请人 ${party.name}`);
  return formSheet("application", paper, [
    partyTable(paper, roleOfParty),
    {
      kind: "table",
      shares: FOUR_COLUMNS,
      rows: [pair("纠纷\n简要情况", paper.facts, 62), pair("当事人\n申请事项", numbered(paper.claims), 40)],
    },
    { kind: "gap", mm: 3 },
    { kind: "text", text: "特申请人民调解委员会予以调解。申请人自愿申请，保证所述属实。" },
    signatures(paper, paper.applicationSignatures, applicants),
    ...(paper.appliedOn ? [{ kind: "serial", text: `申请日期：${dateInWords(paper.appliedOn)}` } as const] : []),
  ]);
}

/** 人民调解受理登记表 */
export function intakeForm(paper: PaperCase): Sheet {
  return formSheet("intake", paper, [
    partyTable(paper, roleOfParty),
    {
      kind: "table",
      shares: FOUR_COLUMNS,
      rows: [
        pairs(["登记日期", dateInWords(paper.acceptedOn)], ["纠纷类型", paper.category]),
        pair("案件来源", choice(SOURCES, paper.source)),
        pair("纠纷\n简要情况", paper.facts, 62),
        pair("备注", paper.remarks, 14),
      ],
    },
    { kind: "gap", mm: 2 },
    signatures(paper, paper.intakeSignatures, [...partyRoles(paper), besideName("登记人", paper.registrar)]),
    seal(paper, paper.intakeSealedOn),
  ]);
}

/** Articles 3, 4, 23, 24, 31 and 33 of 人民调解法 in its own words; nothing is added to them. */
const RIGHTS: readonly Block[] = [
  { kind: "heading", text: "一、人民调解委员会调解民间纠纷，应当遵循下列原则" },
  { kind: "text", text: "（一）在当事人自愿、平等的基础上进行调解；" },
  { kind: "text", text: "（二）不违背法律、法规和国家政策；" },
  {
    kind: "text",
    text: "（三）尊重当事人的权利，不得因调解而阻止当事人依法通过仲裁、行政、司法等途径维护自己的权利。",
  },
  { kind: "heading", text: "二、当事人在人民调解活动中享有下列权利" },
  { kind: "text", text: "（一）选择或者接受人民调解员；" },
  { kind: "text", text: "（二）接受调解、拒绝调解或者要求终止调解；" },
  { kind: "text", text: "（三）要求调解公开进行或者不公开进行；" },
  { kind: "text", text: "（四）自主表达意愿、自愿达成调解协议。" },
  { kind: "heading", text: "三、当事人在人民调解活动中履行下列义务" },
  { kind: "text", text: "（一）如实陈述纠纷事实；" },
  { kind: "text", text: "（二）遵守调解现场秩序，尊重人民调解员；" },
  { kind: "text", text: "（三）尊重对方当事人行使权利。" },
  { kind: "heading", text: "四、调解协议的效力和司法确认" },
  {
    kind: "text",
    text: "经人民调解委员会调解达成的调解协议，具有法律约束力，当事人应当按照约定履行。双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向人民法院申请司法确认。",
  },
  { kind: "heading", text: "五、收费" },
  { kind: "text", text: "人民调解委员会调解民间纠纷，不收取任何费用。" },
];

/** 权利义务告知书 */
export function rightsForm(paper: PaperCase): Sheet {
  const to = paper.blank ? "＿＿＿＿＿＿＿＿＿＿：" : `${partiesInWords(paper)}：`;
  return formSheet("rights", paper, [
    ...(paper.toldOn ? [{ kind: "serial", text: `告知日期：${dateInWords(paper.toldOn)}` } as const] : []),
    { kind: "text", text: to, flush: true },
    { kind: "text", text: "依照《中华人民共和国人民调解法》，现将人民调解的原则和当事人的权利义务告知如下：" },
    ...RIGHTS,
    { kind: "gap", mm: 2 },
    { kind: "text", text: "以上内容已经向我宣读并说明，我已清楚，自愿接受人民调解。" },
    signatures(paper, paper.rightsSignatures, [...partyRoles(paper), "人民调解员"]),
  ]);
}

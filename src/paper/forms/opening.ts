/** The forms before mediation begins: application, intake, rights and duties. */
import { RIGHTS_PARTS } from "#domain/mediation/rights";
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

/** The words of the law, each article under its heading. */
const RIGHTS: readonly Block[] = RIGHTS_PARTS.flatMap(({ heading, points }): Block[] => [
  { kind: "heading", text: heading },
  ...points.map((text): Block => ({ kind: "text", text })),
]);

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

/** How a file ended other than by its agreement alone, and what the court said, in the words of the forms. */
import type { Dossier } from "#domain/mediation/dossier";
import type { Advice, Exclusion, Receiver } from "#domain/mediation/mediation";
import { sideOf } from "./forms/parts.ts";
import type { PaperCase } from "./paper-case.ts";
import { dateInWords, hourInWords } from "./words.ts";

const ADVICE_WORDS: Readonly<Record<Advice, string>> = {
  arbitration: "申请仲裁",
  administrative: "请求行政机关处理",
  court: "向人民法院起诉",
};
const RECEIVER_WORDS: Readonly<Record<Receiver, string>> = {
  emergency110: "公安机关（110）",
  policeStation: "公安派出所",
  justiceOffice: "司法所",
  court: "人民法院",
  arbitration: "仲裁委员会",
  womensFederation: "妇女联合会",
  civilAffairs: "民政部门",
  petitions: "信访部门",
  hotline12345: "12345政务服务便民热线",
};
/** With the letter of the reason, as statistics ask for it. */
const REASON_WORDS: Readonly<Record<Exclusion | "other", string>> = {
  crime: "A　涉嫌犯罪",
  policeMatter: "B　属于治安案件",
  minorHarmed: "C　侵害未成年人",
  domesticViolence: "D　家庭暴力",
  personalStatus: "E　婚姻、收养、身份关系的效力",
  arbitrationFirst: "F　劳动争议依法先行仲裁",
  administrative: "G　行政争议",
  petition: "H　信访事项",
  takenElsewhere: "J　人民法院、公安机关或者其他机关已经受理或者解决",
  other: "K　其他",
};
const DECIDED_WORDS = { confirmed: "确认有效", rejected: "驳回申请" } as const;

type Line = readonly [label: string, text: string];

function failureLines({ failure }: Dossier): Line[] {
  if (!failure) return [];
  return [
    ["终止调解", `${dateInWords(failure.on)}，调解不成，终止调解。`],
    ["未达成协议\n的原因", failure.reason],
    ["已告知的\n救济途径", `当事人可以依法${failure.advice.map((one) => ADVICE_WORDS[one]).join("、")}。`],
  ];
}

function refusalLines({ refusal }: Dossier): Line[] {
  if (!refusal) return [];
  const side = sideOf(refusal.partyKey.charCodeAt(0) - 65);
  return [["拒绝调解", `${dateInWords(refusal.on)}，${side}方明确拒绝调解，依法终止。`]];
}

function referralLines({ referral }: Dossier): Line[] {
  if (!referral) return [];
  return [
    [
      "移送",
      `${dateInWords(referral.on)}${referral.at ? ` ${hourInWords(referral.at)}` : ""}，移送${RECEIVER_WORDS[referral.to]}。`,
    ],
    ["移送事由", REASON_WORDS[referral.reason]],
    ["接收人岗位", referral.receiver],
    ["回执", referral.receipt || "尚未收到"],
  ];
}

function judicialLines({ judicial }: Dossier): Line[] {
  if (!judicial) return [];
  const decided = judicial.decided ? `，${dateInWords(judicial.decidedOn)}${DECIDED_WORDS[judicial.decided]}` : "";
  return [["司法确认", `${dateInWords(judicial.askedOn)}双方共同向人民法院申请司法确认${decided}。`]];
}

const extensionLines = ({ extendedTo }: Dossier): Line[] =>
  extendedTo ? [["延长期限", `经各方当事人同意，调解期限延长至${dateInWords(extendedTo)}。`]] : [];

const linesOf = (file: Dossier): Line[] => [
  ...extensionLines(file),
  ...refusalLines(file),
  ...failureLines(file),
  ...referralLines(file),
  ...judicialLines(file),
];

/** For the closing report: one line each. */
export const endsInWords = (file: Dossier): string[] =>
  linesOf(file).flatMap(([label, text]) => (text ? [`${label.replace("\n", "")}：${text}`] : []));

/** 卷宗情况说明, where there is something to explain. */
export function statementOf(file: Dossier): Pick<PaperCase, "statement"> {
  const lines = linesOf(file);
  return lines.length > 0 ? { statement: { lines } } : {};
}

/**
 * The exact words under which the papers beside the agreement are signed on the screen: what the person reads is what the
 * hash is taken of. Chinese whatever the phone speaks. Without the number, which the server gives later.
 */
import type { FollowUpWords, InquiryWords, Party, SessionWords } from "./confidential.ts";
import type { FormSigner, SignedForm } from "./mediation.ts";
import type { OpenedMediation } from "./opened.ts";
import { RIGHTS_PARTS } from "./rights.ts";
import type { PartyKey } from "./words.ts";

/** One paper of a file that can be signed. */
export interface FormToSign {
  readonly under: SignedForm;
  /** Session, inquiry or visit; null where there is one such paper only. */
  readonly entryId: string | null;
  /** Day of the entry. */
  readonly on: string | null;
  readonly text: string;
  readonly signers: readonly FormSigner[];
}

const letterOf = (key: PartyKey): string => `${"甲乙丙丁戊己庚辛壬癸".charAt(key.charCodeAt(0) - 65) || key}方`;
const party = (key: PartyKey): FormSigner => ({ role: "party", partyKey: key });
const officer = (role: "mediator" | "recorder" | "questioned" | "visited"): FormSigner => ({ role, partyKey: null });

const SEX = { male: "男", female: "女", "": "" } as const;

const whoIs = ({ name, sex, ethnicity, age, occupation, phone, address }: Party): string =>
  [name, SEX[sex], ethnicity, age === null ? "" : `${age}岁`, occupation, phone, address].filter(Boolean).join("，");

const lines = (...parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join("\n");

function application({ parties, matter, source }: OpenedMediation): FormToSign | undefined {
  if (!parties || !matter || source !== "application") return undefined;
  const side = (one: Party): string => (one.side === "applicant" ? "申请人" : "被申请人");
  const text = lines(
    "人民调解申请书",
    ...parties.map((one) => `${side(one)}：${whoIs(one)}`),
    `纠纷简要情况：${matter.facts}`,
    matter.where && `发生地点：${matter.where}`,
    ...matter.claims.map((claim, i) => `申请事项${i + 1}：${claim}`),
    "特申请人民调解委员会予以调解。申请人自愿申请，保证所述属实。",
  );
  const signers = parties.filter((one) => one.side === "applicant").map(({ key }) => party(key));
  return { under: "application", entryId: null, on: null, text, signers };
}

function rights({ parties }: OpenedMediation): FormToSign | undefined {
  if (!parties) return undefined;
  const text = lines(
    "人民调解当事人权利义务告知书",
    `${parties.map(({ name }) => name).join("、")}：`,
    ...RIGHTS_PARTS.flatMap(({ heading, points }) => [heading, ...points]),
    "以上内容已经向我宣读并说明，我已清楚，自愿接受人民调解。",
  );
  return {
    ...{ under: "rights", entryId: null, on: null, text },
    signers: [...parties.map(({ key }) => party(key)), officer("mediator")],
  };
}

const investigation = (id: string, on: string, words: InquiryWords): FormToSign => ({
  ...{ under: "investigation", entryId: id, on },
  text: lines(
    "人民调解调查记录",
    `时间：${on} ${words.from ?? ""}`,
    `地点：${words.place}`,
    `被调查人：${words.questioned}`,
    `参加人：${words.present}`,
    `记录：${words.account}`,
    "以上记录已经被调查人看过（或者向其宣读），与所说相符。",
  ),
  signers: [officer("questioned"), officer("mediator")],
});

const record = (id: string, on: string, words: SessionWords, present: readonly PartyKey[]): FormToSign => ({
  ...{ under: "record", entryId: id, on },
  text: lines(
    "人民调解记录",
    `时间：${on} ${words.from ?? ""}至${words.to ?? ""}`,
    `地点：${words.place}`,
    `到场当事人：${present.map(letterOf).join("、")}`,
    words.invited && `参加人：${words.invited}`,
    words.principlesTold,
    ...words.statements.map((one) => `${letterOf(one.partyKey)}：${one.words}`),
    `核实：${words.checked}`,
    `风险告知：${words.risksTold}`,
    `结果：${words.result}`,
    words.others,
    "以上记录已经当事人看过（或者向其宣读），确认无误。",
  ),
  signers: [...present.map(party), officer("mediator"), ...(words.recorder ? [officer("recorder")] : [])],
});

const followUp = (id: string, on: string, words: FollowUpWords): FormToSign => ({
  ...{ under: "followUp", entryId: id, on },
  text: lines(
    "人民调解回访记录",
    `回访时间：${on}`,
    `回访事由：${words.reason}`,
    `协议履行：${words.performance}`,
    `满意程度：${words.satisfaction}`,
    `起诉及判决：${words.lawsuit}`,
    `协议有无错误：${words.mistakes}`,
    `激化苗头：${words.escalation}`,
    `采取的措施：${words.measures}`,
  ),
  signers: [officer("visited"), officer("mediator")],
});

/** Every paper of the opened file that can be signed on the screen, in the order of the file. */
export function formsToSign(plain: OpenedMediation): FormToSign[] {
  return [
    application(plain),
    rights(plain),
    ...(plain.inquiries ?? []).map(({ id, on, words }) => words && investigation(id, on, words)),
    ...(plain.sessions ?? []).map(
      ({ id, on, words, partiesPresent }) => words && record(id, on, words, [...partiesPresent]),
    ),
    ...(plain.followUps ?? []).map(({ id, on, words }) => words && followUp(id, on, words)),
  ].filter((form): form is FormToSign => Boolean(form));
}

export const isSameSigner = (a: FormSigner, b: FormSigner): boolean => a.role === b.role && a.partyKey === b.partyKey;

/** What the hash of a signature is taken of: the salt, which stands in the sealed words only, keeps it from being guessed. */
export const saltedText = (salt: string, text: string): string => `${salt}\n${text}`;

/** The opened file of a mediation in the words of the forms. Dates and times are the phone's local ones. */
import type { Dossier, DossierParty, DossierSession, DossierSignature, SignedText } from "#domain/mediation/dossier";
import type { RetentionClass } from "#domain/mediation/mediation";
import type { Category, Source, Tag } from "#domain/mediation/words";
import { besideName, sideOf } from "./forms/parts.ts";
import { endsInWords, statementOf } from "./from-end.ts";
import type { PaperAgreement, PaperCase, PaperParty, PaperSession, PaperSignature } from "./paper-case.ts";

/** As the statutory form prints them, in whatever language the phone speaks. */
const CATEGORY_WORDS: Readonly<Record<Category, string>> = {
  family: "婚姻家庭纠纷",
  neighbours: "邻里纠纷",
  housing: "房屋宅基地纠纷",
  contract: "合同纠纷",
  business: "生产经营纠纷",
  damages: "损害赔偿纠纷",
  labour: "劳动争议纠纷",
  property: "物业纠纷",
  resettlement: "征地拆迁纠纷",
  traffic: "道路交通事故纠纷",
  medical: "医疗纠纷",
  consumer: "消费纠纷",
  tourism: "旅游纠纷",
  ecommerce: "电子商务纠纷",
  pollution: "环境污染纠纷",
  land: "山林土地纠纷",
  other: "其他纠纷",
};
const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  application: "当事人申请",
  initiative: "调委会主动调解",
  police: "公安机关移交",
  court: "法院委托",
  government: "政府指定",
};
const SEX_WORDS = { male: "男", female: "女", "": "" } as const;
const AGE_BANDS = { minor: "未成年", adult: "成年", elderly: "老年", "": "" } as const;
const TAG_WORDS: Readonly<Record<Tag, string>> = {
  leak: "漏水",
  noise: "噪音",
  parking: "停车",
  pets: "宠物",
  clutter: "楼道堆物",
  elevator: "加装电梯",
  daylight: "采光",
  throwing: "高空抛物",
  decoration: "装修",
  sharedBills: "公摊水电",
  squareDance: "广场舞",
};
const RETENTION_WORDS: Readonly<Record<RetentionClass, string>> = { permanent: "永久", long: "长期", short: "短期" };
const PERFORMED_WORDS = { open: undefined, performed: "已全部履行", partly: "部分履行", not: "未履行" } as const;

const kindOf = ({ category, tags }: Dossier): string =>
  `${CATEGORY_WORDS[category]}${tags.length > 0 ? `（${tags.map((tag) => TAG_WORDS[tag]).join("、")}）` : ""}`;

/** `YYYY-MM-DDTHH:MM`, or the day alone. */
const timeOn = (on: string, hour: string): string => (hour ? `${on}T${hour}` : on);

/** What the mediator noted, and which papers he has seen: their numbers are never taken down. */
function remarksOf({ remarks, parties }: Dossier): string {
  const sides = (found: readonly DossierParty[]): string => found.map(({ key }) => nameIn(parties, key)).join("、");
  const seen = parties.filter((party) => party.identitySeen);
  const authorised = parties.filter(({ representative }) => representative?.hasAuthority);
  return [
    remarks,
    seen.length > 0 && `已核验身份证明：${sides(seen)}`,
    authorised.length > 0 && `已收授权委托书：${sides(authorised)}`,
  ]
    .filter(Boolean)
    .join("；");
}

/** Every paper of the file, in words. */
export function paperCaseOf(file: Dossier): PaperCase {
  const parties = file.parties.map(partyOf);
  const mine = (under: SignedText, entryId: string | null = null): PaperSignature[] =>
    file.signatures
      .filter((one) => one.under === under && one.entryId === entryId && !one.fallen)
      .map((one) => signatureOf(one, file.parties));
  const agreement = file.agreement && agreementOf(file, mine(file.agreement.form === "oral" ? "oral" : "agreement"));
  return {
    blank: false,
    committee: file.committee.name,
    ...(file.number !== null && { number: file.number }),
    title: `${file.parties.map((party) => party.name).join("与")}${CATEGORY_WORDS[file.category]}`,
    category: kindOf(file),
    source: SOURCE_WORDS[file.source],
    parties,
    facts: file.where ? `${file.facts}\n发生地点：${file.where}` : file.facts,
    claims: file.claims,
    appliedOn: file.registeredOn,
    acceptedOn: file.acceptedOn ?? file.registeredOn,
    registrar: file.registrar,
    mediators: file.mediators,
    remarks: remarksOf(file),
    ...(file.rightsToldOn && { toldOn: file.rightsToldOn }),
    applicationSignatures: mine("application").map((one) => ({ ...one, role: `申请人 ${one.name ?? ""}` })),
    intakeSignatures: mine("register").map((one) =>
      one.role === "人民调解员" ? { ...one, role: besideName("登记人", file.registrar) } : one,
    ),
    rightsSignatures: mine("rights"),
    investigations: file.investigations.map((one) => ({
      at: timeOn(one.on, one.from),
      place: one.place,
      present: [...one.investigators, one.present].filter(Boolean).join("、"),
      asked: one.questioned,
      text: one.account,
      signatures: mine("investigation", one.id).map((signed) => asOfficer(signed, "调查人")),
    })),
    evidence: file.evidence.map(({ name, origin, broughtBy, on, photos }) => ({
      ...{ name, source: origin, by: broughtBy, on, photos },
    })),
    sessions: file.sessions.map((one) => sessionOf(file, one, mine("record", one.id))),
    ...(agreement && (file.agreement?.form === "oral" ? { oral: agreement } : { agreement })),
    followUps: file.followUps.map((one) => ({
      on: one.on,
      reason: one.reason,
      by: one.visitor,
      ...performedOf(file),
      text: followUpText(one),
      signatures: mine("followUp", one.id).map((signed) => asOfficer(signed, "回访人")),
    })),
    signedPapers: file.signedPapers,
    ...statementOf(file),
    ...(file.closing && { closing: closingOf(file, file.closing) }),
    file: {
      by: file.filedBy,
      retention: file.retentionClass ? RETENTION_WORDS[file.retentionClass] : "",
      ...(file.filedOn && { on: file.filedOn }),
    },
  };
}

function partyOf(party: DossierParty): PaperParty {
  const { representative } = party;
  return {
    applied: party.side === "applicant",
    name: party.name,
    gender: SEX_WORDS[party.sex],
    ethnicity: party.ethnicity,
    age: party.age === null ? AGE_BANDS[party.ageBand] : String(party.age),
    occupation: party.occupation,
    contact: party.phone,
    address: party.address,
    ...(representative && {
      representative: [representative.name, representative.relation, representative.phone].filter(Boolean).join("，"),
    }),
  };
}

function signatureOf(one: DossierSignature, parties: readonly DossierParty[]): PaperSignature {
  const side = sideOf(parties.findIndex((party) => party.key === one.partyKey));
  const role = {
    party: `${side}方`,
    representative: `${side}方代理人`,
    mediator: "人民调解员",
    recorder: "记录人",
    questioned: "被调查人",
    visited: "被回访人",
  }[one.role];
  return {
    role,
    name: one.name,
    on: one.signedOn,
    ...(one.how.kind === "drawn" ? { drawn: one.how.strokes } : { onPaper: true }),
  };
}

/** The mediator signs by what he did. */
const asOfficer = (signed: PaperSignature, role: string): PaperSignature =>
  signed.role === "人民调解员" ? { ...signed, role } : signed;

const nameIn = (parties: readonly DossierParty[], key: string): string => {
  const index = parties.findIndex((party) => party.key === key);
  return index < 0 ? key : `${sideOf(index)}方`;
};
const nameOf = ({ parties }: Dossier, key: string): string => nameIn(parties, key);

function sessionOf(file: Dossier, one: DossierSession, signatures: PaperSignature[]): PaperSession {
  const said = one.statements.map(({ partyKey, words }) => `${nameOf(file, partyKey)}：${words}`).join("\n");
  return {
    from: timeOn(one.on, one.from),
    ...(one.to && { to: one.to }),
    place: one.place,
    matter: kindOf(file),
    parties: file.parties
      .map(({ key, name }) => `${nameOf(file, key)}${name}${one.partiesPresent.includes(key) ? "" : "（未到场）"}`)
      .join("、"),
    present: [...one.mediators, one.invited].filter(Boolean).join("、"),
    recorder: one.recorder,
    open: one.open,
    points: [one.rightsTold, one.principlesTold, said, one.checked, one.risksTold, one.result, one.others],
    signatures: signatures.map((signed) =>
      signed.role === "记录人" ? { ...signed, role: besideName("记录人", one.recorder) } : signed,
    ),
  };
}

function agreementOf(file: Dossier, signatures: PaperSignature[]): PaperAgreement | null {
  const { agreement } = file;
  if (!agreement) return null;
  return {
    facts: [agreement.facts, agreement.responsibility].filter(Boolean).join("\n"),
    content: agreement.terms,
    terms: agreement.obligations.map((one) => ({
      who: nameOf(file, one.who),
      what: [
        one.toWhom ? `向${nameOf(file, one.toWhom)}：${one.what}` : one.what,
        one.amountFen === null ? "" : `人民币 ${(one.amountFen / 100).toFixed(2)} 元`,
        one.manner,
      ]
        .filter(Boolean)
        .join("，"),
      dueOn: one.dueOn,
      where: one.where,
    })),
    copies: agreement.copies,
    reachedOn: agreement.composedOn,
    ...(agreement.sealedOn && { sealedOn: agreement.sealedOn }),
    signatures,
  };
}

function performedOf({ agreement }: Dossier): { readonly performed?: string } {
  const states = agreement?.obligations.map((one) => one.performed) ?? [];
  const state = states.length === 0 ? "open" : states.every((s) => s === states[0]) ? (states[0] ?? "open") : "partly";
  const performed = PERFORMED_WORDS[state];
  return performed === undefined ? {} : { performed };
}

const followUpText = (one: Dossier["followUps"][number]): string =>
  [
    ["协议履行", one.performance],
    ["满意程度", one.satisfaction],
    ["起诉及判决", one.lawsuit],
    ["协议有无错误", one.mistakes],
    ["激化苗头", one.escalation],
    ["采取的措施", one.measures],
  ]
    .map(([label, text]) => `${label}：${text || "无"}`)
    .join("\n");

function closingOf(file: Dossier, closing: NonNullable<Dossier["closing"]>): NonNullable<PaperCase["closing"]> {
  return {
    filledOn: file.closedOn ?? file.composedOn,
    unit: file.committee.name,
    officer: file.mediators[0] ?? "",
    acceptedOn: file.acceptedOn ?? file.registeredOn,
    ...(file.closedOn && { closedOn: file.closedOn }),
    result: [closing.outcome, ...endsInWords(file)].filter(Boolean).join("\n"),
    facts: file.facts,
  };
}

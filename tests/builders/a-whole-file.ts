/** A file of 人民调解 as the rules see it and as its key opens it, with every field that a form can print. */
import type { Mediation } from "#domain/mediation/mediation";
import type { OpenedMediation } from "#domain/mediation/opened";

const deed = (id: string, on: string) => ({ id, at: `${on}T02:00:00.000Z`, byId: "zhou", on });
const HASH = "3f9ab2c4d5e6".repeat(5).concat("3f9a");
const PEN = [[[100, 100, 0.5] as const, [400, 200, 0.6] as const]];
const photo = (sha256: string) => ({ sha256, bytes: 1, alg: "", key: "", iv: "", type: "image/jpeg" });

const signature = (id: string, partyKey: string | null, how: "drawn" | "paper") => ({
  ...deed(id, "2026-11-20"),
  ...{ agreementId: "g1", textHash: HASH, role: partyKey ? "party" : "mediator", partyKey, how, words: null },
});

const formSignature = (id: string, under: string, entryId: string | null, who: object) => ({
  ...deed(id, "2026-11-04"),
  ...{ under, entryId, textHash: HASH, how: "drawn", words: null, ...who },
});

/** What the rules see. `otherwise` says it differently. */
export const aWholeFile = (otherwise: Partial<Mediation> = {}): Mediation =>
  ({
    id: "c1",
    communityCode: "450303001010",
    ...{ basis: "formal", state: "filed", number: "DS001010-2026-0042", category: "neighbours", tags: ["leak"] },
    ...{ source: "application", involves: ["elderly"], risk: "yellow", amountFen: 150_000 },
    ...{ partyKeys: ["A", "B"], mediatorIds: ["zhou", "mo"], registeredById: "zhou", steps: [] },
    registeredAt: "2026-11-01T02:00:00.000Z",
    rightsToldAt: "2026-11-02T02:00:00.000Z",
    acceptedAt: "2026-11-03T02:00:00.000Z",
    consents: [
      { id: "k1", partyKey: "A", given: true, at: "2026-11-02T02:00:00.000Z", byId: "zhou" },
      { id: "k2", partyKey: "B", given: true, at: "2026-11-02T02:00:00.000Z", byId: "zhou" },
    ],
    extensions: [{ ...deed("t1", "2026-11-25"), until: "2027-01-05" }],
    inquiries: [{ ...deed("i1", "2026-11-05"), byId: "mo", words: null }],
    evidence: [{ ...deed("e1", "2026-10-12"), words: null }],
    sessions: [{ ...deed("s1", "2026-11-18"), open: false, partiesPresent: ["A"], mediatorIds: ["zhou"], words: null }],
    agreements: [
      {
        ...deed("g1", "2026-11-19"),
        ...{ form: "written", textHash: HASH, words: null },
        obligations: [{ id: "o1", who: "B", toWhom: "A", dueOn: "2026-12-15", amountFen: 150_000 }],
      },
    ],
    signatures: [signature("x1", "A", "drawn"), signature("x2", "B", "paper"), signature("x3", null, "drawn")],
    formSignatures: [
      formSignature("y1", "application", null, { role: "party", partyKey: "A" }),
      formSignature("y2", "rights", null, { role: "party", partyKey: "B" }),
      formSignature("y3", "record", "s1", { role: "recorder", partyKey: null }),
      formSignature("y4", "followUp", "f1", { role: "visited", partyKey: null }),
      formSignature("fallen", "investigation", "i1", { role: "questioned", partyKey: null }),
    ],
    ...{ sealedOn: "2026-11-21", effectiveOn: "2026-11-21" },
    followUps: [
      { ...deed("f1", "2026-12-18"), performed: [{ obligationId: "o1", performance: "performed" }], words: null },
    ],
    judicial: { askedOn: "2026-12-01", decided: "confirmed", decidedOn: "2026-12-04" },
    closedAt: "2026-12-20T02:00:00.000Z",
    filedAt: "2026-12-22T02:00:00.000Z",
    retentionClass: "long",
    ...otherwise,
  }) as unknown as Mediation;

const person = { kind: "person", ageBand: "adult", representative: null };

/** The same with its words. */
export const aWholeFileOpened = (file: Mediation = aWholeFile()): OpenedMediation =>
  ({
    ...file,
    parties: [
      {
        ...{ ...person, key: "A", side: "applicant", name: "李䶮", sex: "male", ethnicity: "汉族", age: 62 },
        ...{ occupation: "退休工人", phone: "138****0001", address: "3栋2单元401室", identitySeen: true },
        representative: { name: "李喆", relation: "儿子", phone: "138****0003", hasAuthority: true },
      },
      {
        ...{ ...person, key: "B", side: "respondent", name: "欧阳秀英", sex: "female", ethnicity: "壮族", age: 45 },
        ...{ occupation: "开早餐店", phone: "138****0002", address: "3栋2单元501室", identitySeen: false },
      },
    ],
    matter: { where: "401室卫生间", facts: "顶部滴水发霉", claims: ["修好防水", "赔偿墙面"], remarks: "此前没有纠纷" },
    inquiries: [
      {
        ...file.inquiries?.[0],
        words: {
          place: "401室门口",
          from: "10:05",
          present: "水电工覃师傅",
          questioned: "韦大姐",
          account: "国庆后听到",
        },
      },
    ],
    evidence: [
      {
        ...file.evidence?.[0],
        words: { name: "滴水照片", origin: "当事人拍摄", broughtBy: "李喆", photos: [photo("p1")] },
      },
    ],
    sessions: [
      {
        ...file.sessions?.[0],
        words: {
          ...{ place: "议事厅", from: "19:30", to: "21:05", invited: "楼栋长", recorder: "覃记录" },
          ...{
            principlesTold: "原则已讲明",
            checked: "关水后不滴",
            risksTold: "可以起诉",
            result: "见协议书",
            others: "下次带发票",
          },
          statements: [{ partyKey: "A", words: "只想修好" }],
        },
      },
    ],
    agreements: [
      {
        ...file.agreements?.[0],
        words: {
          ...{ facts: "防水层破损", responsibility: "乙方有责", terms: ["重做防水"], text: "全文", salt: "" },
          duties: [{ id: "o1", what: "支付补偿", where: "居委会", manner: "转账" }],
        },
      },
    ],
    signatures: [
      { id: "x1", words: { name: "李䶮", strokes: PEN, photos: [] } },
      { id: "x2", words: { name: "欧阳秀英", strokes: [], photos: [photo("p2")] } },
      { id: "x3", words: { name: "周桂兰", strokes: PEN, photos: [] } },
    ],
    formSignatures: (file.formSignatures ?? []).map((one) => ({
      ...one,
      words: { name: `签名${one.id}`, strokes: PEN, photos: [], salt: "" },
    })),
    followUps: [
      {
        ...file.followUps?.[0],
        words: {
          ...{ reason: "了解履行", performance: "补偿已转账", satisfaction: "都满意", lawsuit: "没有起诉" },
          ...{ mistakes: "没有错误", escalation: "没有苗头", measures: "提醒验收" },
        },
      },
    ],
    failure: file.failure && { ...file.failure, words: "价钱谈不拢" },
    referral: file.referral && { ...file.referral, words: "值班民警" },
    receipt: file.receipt && { ...file.receipt, words: "回执第7号" },
    closing: "全部履行，结案",
  }) as unknown as OpenedMediation;

/** Who stands behind the ids, and which days they are. */
export const WHOLE_FILE_NAMES = {
  committee: "演示社区人民调解委员会",
  nameOf: (id: string) => ({ zhou: "周桂兰", mo: "莫建国" })[id] ?? "",
  standing: new Set(["y1", "y2", "y3", "y4"]),
  dayOf: (at: string) => at.slice(0, 10),
  timeOf: (at: string) => at.slice(11, 16),
  today: "2026-12-24",
};

import { expect, test } from "vitest";
import type { Mediation } from "#domain/mediation/mediation";
import type { OpenedMediation } from "#domain/mediation/opened";
import { composeSheets, formsOf } from "./compose.ts";
import { paperCaseOf } from "./from-dossier.ts";
import { dossierOf } from "./from-mediation.ts";

const deed = (id: string) => ({ id, at: "2026-11-20T02:00:00.000Z", byId: "zhang", on: "2026-11-20" });
const AGREEMENT = {
  ...deed("g2"),
  form: "written" as const,
  obligations: [{ id: "o1", who: "B", toWhom: "A", dueOn: "2026-12-15", amountFen: 150_000 }],
  textHash: "new",
};
const signature = (id: string, partyKey: string, textHash: string) => ({
  ...deed(id),
  ...{ agreementId: "g2", textHash, role: "party" as const, partyKey, how: "drawn" as const },
});

/** What the rules see, and what the key opened; only the parts that a paper reads. */
const file = {
  id: "c1",
  communityCode: "450303001010",
  ...{ basis: "formal", state: "toSeal", category: "neighbours", tags: ["leak"], source: "application", involves: [] },
  ...{ partyKeys: ["A", "B"], mediatorIds: ["zhang"], registeredById: "zhang", steps: [] },
  registeredAt: "2026-11-01T02:00:00.000Z",
  sessions: [{ ...deed("t1"), open: true, partiesPresent: ["A", "B"], mediatorIds: ["zhang"] }],
  agreements: [AGREEMENT],
  signatures: [signature("x1", "A", "new"), signature("x2", "B", "old")],
} as unknown as Mediation;
const person = { side: "applicant", kind: "person", sex: "", ethnicity: "", age: null, ageBand: "", occupation: "" };
const plain = {
  ...file,
  parties: [
    { ...person, key: "A", name: "李䶮", phone: "", address: "401室", identitySeen: true, representative: null },
    { ...person, key: "B", side: "respondent", name: "欧阳秀英", phone: "", address: "501室", representative: null },
  ],
  matter: { where: "卫生间", facts: "顶部滴水", claims: ["修好"], remarks: "" },
  sessions: [{ id: "t1", words: { place: "议事厅", statements: [{ partyKey: "B", words: "不是不修" }] } }],
  agreements: [
    {
      id: "g2",
      words: {
        facts: "防水破损",
        responsibility: "乙方维修",
        terms: ["重做防水"],
        text: "",
        salt: "",
        duties: [{ id: "o1", what: "支付补偿", where: "居委会", manner: "转账" }],
      },
    },
  ],
  signatures: [
    { id: "x1", words: { name: "李䶮", strokes: [[[1, 1, 1]]] } },
    { id: "x2", words: { name: "欧阳秀英", strokes: [] } },
  ],
} as unknown as OpenedMediation;

const names = {
  committee: "演示人民调解委员会",
  nameOf: (id: string) => (id === "zhang" ? "张调解" : ""),
  standing: new Set<string>(),
  dayOf: (at: string) => at.slice(0, 10),
  timeOf: (at: string) => at.slice(11, 16),
  today: "2026-11-24",
};

test("Zhang's opened file prints its own words, 待编号 and 待盖章, and a signature under an older text is not on it", () => {
  const paper = paperCaseOf(dossierOf(file, plain, names));
  const kinds = formsOf(paper);
  expect(kinds).toEqual(["cover", "contents", "application", "intake", "rights", "record", "agreement"]);
  const words = JSON.stringify(composeSheets(paper, kinds));
  const wanted = ["李䶮", "501室", "顶部滴水", "不是不修", "议事厅", "重做防水", "支付补偿", "1500.00", "张调解"];
  expect([...wanted, "待编号", "待盖章"].filter((word) => !words.includes(word))).toEqual([]);
  expect(paper.agreement?.signatures.map(({ role }) => role)).toEqual(["甲方"]);
});

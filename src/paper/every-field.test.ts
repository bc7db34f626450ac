/** Form by form and field by field: what a whole file prints, and that docs/MEDIATION-FORMS.md names every field of it. */
import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { describe, expect, test } from "vitest";
import type { Mediation } from "#domain/mediation/mediation";
import { TINY_JPEG } from "../../tests/builders/a-dossier.ts";
import { aWholeFile, aWholeFileOpened, WHOLE_FILE_NAMES } from "../../tests/builders/a-whole-file.ts";
import { FontShelf } from "./fonts.ts";
import { paperCaseOf } from "./from-dossier.ts";
import { dossierOf } from "./from-mediation.ts";
import { type PaperCase, withPictures } from "./paper-case.ts";
import { layOutCase, pressDocx, pressPdf } from "./press.ts";
import type { FormKind } from "./sheet.ts";

const font = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`./fonts/${name}.ttf.gz`, import.meta.url)));
const shelf = new FontShelf({ text: font("text"), bold: font("bold"), rare: undefined });
const picture = { jpeg: TINY_JPEG, width: 300, height: 400 };
const pictures = { p1: picture, p2: picture };

const paperOf = (otherwise: Partial<Mediation> = {}): PaperCase => {
  const file = aWholeFile(otherwise);
  return withPictures(paperCaseOf(dossierOf(file, aWholeFileOpened(file), WHOLE_FILE_NAMES)), pictures);
};
const written = aWholeFile().agreements?.[0];
const ORAL = { agreements: written ? [{ ...written, form: "oral" as const }] : [] };
const ENDED: Partial<Mediation> = {
  consents: [{ id: "k3", partyKey: "B", given: false, at: "2026-11-30T02:00:00.000Z", byId: "zhou" as never }],
  failure: { on: "2026-11-29", advice: ["court", "arbitration"], words: null as never },
  referral: {
    to: "policeStation",
    reason: "policeMatter",
    on: "2026-11-30",
    at: "2026-11-30T10:05:00.000Z",
    words: null as never,
  },
  receipt: { id: "r1", on: "2026-12-02", at: "2026-12-02T02:00:00.000Z", byId: "zhou" as never, words: null as never },
};

const PARTY = {
  姓名: ["李䶮", "欧阳秀英"],
  性别: ["男", "女"],
  民族: ["汉族", "壮族"],
  年龄: ["62", "45"],
  职业或职务: ["退休工人", "开早餐店"],
  联系方式: ["138****0001", "138****0002"],
  单位或住址: ["3栋2单元401室", "3栋2单元501室"],
  代理人: ["李喆，儿子，138****0003"],
};
const NUMBER = { 编号: ["DS001010-2026-0042"] };

/** The words that must be found on the form for each field; what is written by hand has the printed place for it. */
const FIELDS: readonly {
  readonly form: string;
  readonly kind: FormKind;
  readonly paper?: PaperCase;
  readonly fields: Readonly<Record<string, readonly string[]>>;
}[] = [
  {
    form: "人民调解申请书",
    kind: "application",
    fields: {
      ...NUMBER,
      ...PARTY,
      "申请人/被申请人": ["申请人", "被申请人"],
      纠纷简要情况: ["顶部滴水发霉", "401室卫生间"],
      申请事项: ["1. 修好防水", "2. 赔偿墙面"],
      声明: ["自愿申请"],
      "签名、指印": ["申请人李䶮（签名）", "指印", "2026年11月4日"],
      日期: ["申请日期：2026年11月1日"],
    },
  },
  {
    form: "人民调解受理登记表",
    kind: "intake",
    fields: {
      ...NUMBER,
      ...PARTY,
      日期: ["2026年11月3日"],
      纠纷类型: ["邻里纠纷（漏水）"],
      案件来源: ["■当事人申请"],
      简要情况: ["顶部滴水发霉"],
      当事人签名: ["甲方（签名）", "乙方（签名）"],
      登记人签名: ["登记人周桂兰（签名）"],
      调委会印章: ["演示社区人民调解委员会"],
      备注: ["此前没有纠纷"],
      "身份证明、授权委托书": ["已核验身份证明：甲方", "已收授权委托书：甲方"],
    },
  },
  {
    form: "人民调解当事人权利义务告知书",
    kind: "rights",
    fields: {
      ...NUMBER,
      告知内容: ["不收取任何费用", "拒绝调解", "三十日内"],
      当事人: ["李䶮、欧阳秀英："],
      当事人签名: ["甲方（签名）", "乙方（签名）", "2026年11月4日"],
      人民调解员签名: ["人民调解员（签名）"],
      告知日期: ["告知日期：2026年11月2日"],
    },
  },
  {
    form: "人民调解调查记录",
    kind: "investigation",
    fields: {
      ...NUMBER,
      时间: ["2026年11月5日 10时05分"],
      地点: ["401室门口"],
      参加人: ["莫建国、水电工覃师傅"],
      被调查人: ["韦大姐"],
      记录: ["国庆后听到"],
      签名: ["被调查人（签名）", "调查人（签名）", "记录人（签名）"],
    },
  },
  {
    form: "人民调解证据材料清单",
    kind: "evidence",
    fields: {
      ...NUMBER,
      名称: ["滴水照片"],
      来源: ["当事人拍摄"],
      提供人: ["李喆"],
      日期: ["2026年10月12日"],
      备注: ["照片1张"],
      签名: ["提供人（签名）", "人民调解员（签名）"],
    },
  },
  {
    form: "人民调解证据照片",
    kind: "evidencePhotos",
    fields: { ...NUMBER, 照片: ["证据1－1滴水照片"] },
  },
  {
    form: "人民调解记录",
    kind: "record",
    fields: {
      ...NUMBER,
      时间: ["2026年11月18日 19时30分　至　21时05分"],
      地点: ["议事厅"],
      调解方式: ["■不公开"],
      事由: ["邻里纠纷（漏水）"],
      当事人: ["甲方李䶮、乙方欧阳秀英（未到场）"],
      参加人: ["周桂兰、楼栋长"],
      权利义务告知: ["2026年11月2日已告知"],
      "原则、方式、人员身份告知": ["原则已讲明"],
      双方陈述: ["甲方：只想修好"],
      核实质证: ["关水后不滴"],
      风险告知: ["可以起诉"],
      协议内容或不成原因: ["见协议书"],
      其他: ["下次带发票"],
      签名盖章: ["甲方（签名）", "乙方（签名）", "人民调解员（签名）", "记录人覃记录（签名）", "2026年11月4日"],
    },
  },
  {
    form: "人民调解协议书",
    kind: "agreement",
    fields: {
      ...NUMBER,
      ...PARTY,
      "主要事实、争议事项": ["防水层破损"],
      各方责任: ["乙方有责"],
      协议内容: ["（一）重做防水"],
      履行方式: ["向甲方：支付补偿", "1500.00元", "转账"],
      履行地点: ["居委会"],
      履行期限: ["2026年12月15日"],
      份数: ["一式三份"],
      当事人签名: ["甲方（签名）", "欧阳秀英（签在纸上）", "2026年11月20日"],
      人民调解员签名: ["人民调解员（签名）"],
      记录人签名: ["记录人（签名）"],
      协议日期: ["协议日期：2026年11月19日"],
      印章: ["演示社区人民调解委员会", "2026年11月21日"],
    },
  },
  {
    form: "人民调解口头协议登记表",
    kind: "oralAgreement",
    paper: paperOf(ORAL),
    fields: {
      ...NUMBER,
      ...PARTY,
      "主要事实、争议事项": ["防水层破损", "乙方有责"],
      口头协议内容: ["1. 重做防水"],
      "履行方式、地点、期限": ["支付补偿", "2026年12月15日前", "居委会"],
      达成日期: ["2026年11月19日"],
      人民调解员签名: ["人民调解员（签名）"],
      印章: ["演示社区人民调解委员会"],
    },
  },
  {
    form: "签名原件照片",
    kind: "signedPaper",
    fields: { ...NUMBER, 照片: ["欧阳秀英2026年11月20日"] },
  },
  {
    form: "人民调解回访记录",
    kind: "followUp",
    fields: {
      编号: NUMBER.编号,
      当事人: ["李䶮、欧阳秀英"],
      调解协议编号: NUMBER.编号,
      回访事由: ["了解履行"],
      履行情况: ["■已全部履行", "补偿已转账"],
      满意程度: ["满意程度：都满意"],
      起诉及判决: ["起诉及判决：没有起诉"],
      错误调解: ["协议有无错误：没有错误"],
      激化隐患: ["激化苗头：没有苗头"],
      措施: ["采取的措施：提醒验收"],
      回访人: ["周桂兰"],
      时间: ["2026年12月18日"],
      签名: ["被回访人（签名）", "回访人（签名）", "2026年11月4日"],
    },
  },
  {
    form: "人民调解卷宗情况说明",
    kind: "statement",
    paper: paperOf(ENDED),
    fields: {
      ...NUMBER,
      当事人: ["李䶮、欧阳秀英"],
      纠纷类型: ["邻里纠纷（漏水）"],
      延长期限: ["延长至2027年1月5日"],
      拒绝调解: ["2026年11月30日，乙方明确拒绝"],
      终止调解: ["2026年11月29日，调解不成"],
      未达成协议的原因: ["价钱谈不拢"],
      救济途径: ["向人民法院起诉、申请仲裁"],
      移送: ["2026年11月30日 10时05分，移送公安派出所"],
      移送事由: ["B　属于治安案件"],
      接收人岗位: ["值班民警"],
      回执: ["2026年12月2日　回执第7号"],
      司法确认: ["2026年12月1日双方共同", "2026年12月4日确认有效"],
      "签名、印章": ["人民调解员（签名）", "演示社区人民调解委员会"],
    },
  },
  {
    form: "人民调解结案报告表",
    kind: "closing",
    fields: {
      卷号: NUMBER.编号,
      填表时间: ["2026年12月20日"],
      承办单位: ["演示社区人民调解委员会"],
      承办人: ["周桂兰"],
      受案时间: ["2026年11月3日"],
      结案时间: ["2026年12月20日"],
      当事人: ["李䶮、欧阳秀英"],
      案件来源: ["■当事人申请"],
      纠纷类型: ["邻里纠纷（漏水）"],
      简要事实: ["顶部滴水发霉"],
      处理结果: ["全部履行，结案", "司法确认：2026年12月1日"],
      "签名、印章": ["承办人（签名）", "演示社区人民调解委员会"],
    },
  },
  {
    form: "卷宗封面",
    kind: "cover",
    fields: {
      卷名: ["李䶮与欧阳秀英邻里纠纷"],
      卷号: NUMBER.编号,
      人民调解员: ["周桂兰、莫建国"],
      调解日期: ["2026年11月3日至2026年12月20日"],
      立卷人: ["周桂兰"],
      立卷日期: ["2026年12月22日"],
      保管期限: ["长期"],
      备注: ["备注"],
    },
  },
  {
    form: "卷内目录",
    kind: "contents",
    fields: { 卷号: NUMBER.编号, 序号: ["1", "2"], 文书名称: ["人民调解申请书"], 页号: ["1", "2"], 备注: ["备注"] },
  },
];

const bare = (text: string): string => text.replace(/\s/g, "");

async function wordsOfPdf(bytes: Uint8Array): Promise<string> {
  const pdf = await getDocument({ data: bytes.slice(), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const { items } = await (await pdf.getPage(n)).getTextContent();
    pages.push(items.map((item) => ("str" in item ? item.str : "")).join(""));
  }
  await pdf.destroy();
  return bare(pages.join(""));
}

function wordsOfDocx(bytes: Uint8Array): string {
  const xml = strFromU8(unzipSync(bytes)["word/document.xml"] ?? new Uint8Array(0));
  return bare([...xml.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((match) => match[1] ?? "").join(""));
}

describe("every field of a whole file", () => {
  test.each(FIELDS)("$form: is in the PDF and in the DOCX", async ({ kind, paper = paperOf(), fields }) => {
    const pdf = await wordsOfPdf((await pressPdf(paper, [kind], { shelf, pictures, madeAt: new Date(0) })).bytes);
    const docx = wordsOfDocx(await pressDocx(paper, [kind], { shelf, pictures }));
    const missing = Object.entries(fields).flatMap(([field, words]) =>
      words.flatMap((word) => [
        ...(pdf.includes(bare(word)) ? [] : [`PDF ${field}: ${word}`]),
        ...(docx.includes(bare(word)) ? [] : [`DOCX ${field}: ${word}`]),
      ]),
    );
    expect(missing).toEqual([]);
  });
});

test("a signature whose paper was changed is not drawn under it, and its line is empty to be signed again", () => {
  const { sheets } = layOutCase(paperOf(), ["investigation"], () => 1);
  const signers = sheets.flatMap(({ blocks }) => blocks.flatMap((b) => (b.kind === "signatures" ? b.signers : [])));
  expect(signers.map(({ drawn, typed, on }) => [drawn, typed, on])).toEqual([
    [undefined, undefined, undefined],
    [undefined, undefined, undefined],
    [undefined, undefined, undefined],
  ]);
});

test("a register whose room to write can be made less high stays on one page, names and seal with it", () => {
  expect(layOutCase(paperOf(), ["intake"], shelf.measure).pages.length).toBe(1);
});

test("docs/MEDIATION-FORMS.md says of every field where its value comes from, and of none that is not printed", () => {
  const page = readFileSync(new URL("../../docs/MEDIATION-FORMS.md", import.meta.url), "utf8");
  const named = page.split("\n## ").flatMap((section) => {
    const form = section
      .split("\n")[0]
      ?.replace(/[（(].*/, "")
      .trim();
    return [...section.matchAll(/^\| ([^|]+?) \|/gm)].flatMap(([, field = ""]) =>
      field === "Field" || /^-+$/.test(field) ? [] : [`${form}: ${field}`],
    );
  });
  const printed = FIELDS.flatMap(({ form, fields }) => Object.keys(fields).map((field) => `${form}: ${field}`));
  expect([...named].sort()).toEqual([...printed].sort());
});

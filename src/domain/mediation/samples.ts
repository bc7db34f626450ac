/**
 * 协议范本: clauses that are often agreed, for a mediator to begin with. Those of the app are the first version; a district
 * or a street writes its own and takes others out of use. An agreement copies the words, so that no edit reaches it.
 */
import { orgCovers } from "../kernel/actor.ts";
import type { Instant, OrgCode, PersonId } from "../kernel/ids.ts";
import type { Tag } from "./words.ts";

export interface MediationSample {
  readonly id: string;
  /** The district or street whose mediators are shown it. */
  readonly orgCode: OrgCode;
  /** It stands in the place of the app's own of this kind. */
  readonly replaces: Tag | null;
  readonly title: string;
  /** One clause each, in Chinese, as they are signed. */
  readonly terms: readonly string[];
  readonly retired: boolean;
  readonly changedAt: Instant;
  readonly changedById: PersonId;
}

/** What a mediator chooses from. */
export interface SampleOffer {
  readonly id: string;
  readonly title: string;
  readonly terms: readonly string[];
  /** The kind of a sample of the app, also of one that was edited; null for a new one. */
  readonly tag: Tag | null;
  /** Whose it is; null: the app's own, as it came. */
  readonly orgCode: OrgCode | null;
}

const OWN = {
  leak: [
    "楼上一方修好漏水处，做好防水，不再渗漏。",
    "楼下一方被泡坏的墙面、物品，由楼上一方按商定的数额赔偿。",
    "修理时楼下一方给予方便；修好后双方一起查看。",
  ],
  noise: [
    "晚上十点到早上七点不发出影响邻居休息的声音。",
    "铺地垫、加脚套，减少走动和挪家具的声音。",
    "以后有声音先好好说，不敲楼板、不骂人。",
  ],
  parking: ["车停在划线的车位里，不堵别人的门和消防通道。", "临时停车留电话，十分钟内来挪。"],
  elevator: [
    "同意按公示的方案加装电梯。",
    "低楼层一方的采光、通行受到影响的，由受益各户按商定的数额补偿。",
    "施工期间保证通行和安全，弄坏的由施工方修复。",
  ],
  clutter: ["清走楼道里堆放的东西，以后不再堆放。", "电动车不进楼，不在楼道充电。"],
} as const satisfies Partial<Record<Tag, readonly string[]>>;

const OWN_TITLES = { leak: "漏水", noise: "噪音", parking: "停车", elevator: "加装电梯", clutter: "楼道堆物" } as const;

/** The samples that come with the app. */
export const OWN_SAMPLES: readonly SampleOffer[] = (Object.keys(OWN) as (keyof typeof OWN)[]).map((tag) => ({
  ...{ id: tag, title: OWN_TITLES[tag], terms: OWN[tag], tag, orgCode: null },
}));

/** The id under which a unit keeps its own version of a sample of the app: one a unit, however often it is edited. */
export const idOfReplaced = (orgCode: OrgCode, tag: Tag): string => `sample.${orgCode}.${tag}`;

/** Records that hold for a community: its street's and its district's, the street's first. */
const holdingFor = (records: readonly MediationSample[], code: OrgCode): MediationSample[] =>
  records
    .filter((one) => orgCovers(one.orgCode, code))
    .sort((a, b) => b.orgCode.localeCompare(a.orgCode) || a.title.localeCompare(b.title));

/**
 * What a mediator of `code` (or whoever edits for the unit `code`) chooses from: the app's own, each as the nearest unit
 * has written it, without those it took out of use; then what units have added.
 */
export function samplesFor(records: readonly MediationSample[], code: OrgCode): SampleOffer[] {
  const holding = holdingFor(records, code);
  const own = OWN_SAMPLES.flatMap((sample): SampleOffer[] => {
    const edited = holding.find(({ replaces }) => replaces === sample.tag);
    if (!edited) return [sample];
    return edited.retired ? [] : [offerOf(edited)];
  });
  return [...own, ...holding.filter(({ replaces, retired }) => replaces === null && !retired).map(offerOf)];
}

const offerOf = ({ id, title, terms, replaces, orgCode }: MediationSample): SampleOffer => ({
  ...{ id, title, terms, tag: replaces, orgCode },
});

/** What the words of a sample may leave open, as they are written in it. */
export const PLACEHOLDERS = ["【甲方】", "【乙方】", "【地点】", "【金额】", "【日期】"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What is known when a sample is taken; missing: left open, for the mediator to write. */
export type Known = Partial<Record<Placeholder, string>>;

/** The clauses with what is known put in. */
export const filled = (terms: readonly string[], known: Known): string[] =>
  terms.map((term) => PLACEHOLDERS.reduce((text, one) => text.split(one).join(known[one] || one), term));

/** Places of a text that nobody has filled in. */
export const leftOpen = (text: string): Placeholder[] => PLACEHOLDERS.filter((one) => text.includes(one));

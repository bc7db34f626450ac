/** The published checklist of the demo district: places and categories of the patrol practice, with default severities. */
import type { ChecklistCategory, ChecklistSection, ChecklistVersion, Severity } from "#domain/checklist/checklist";
import { addDays, instantAt } from "#domain/kernel/clock";
import type { LocalDate } from "#domain/kernel/ids";
import { DISTRICT } from "./org-units.ts";

export const CHECKLIST_ID = "demo-checklist-1";

type Row = readonly [
  id: string,
  severity: Severity,
  label: string,
  labelEn: string,
  advice?: string,
  adviceEn?: string,
];

const FIRE: readonly Row[] = [
  [
    "blockedFireLane",
    "orange",
    "消防通道、车通道占堵",
    "Fire lane blocked",
    "请车主或物主当场挪开，挪不开打119",
    "Ask the owner to clear it now; if not possible, call 119",
  ],
  ["clutterStair", "yellow", "楼道堆物", "Clutter in the stairwell"],
  [
    "ebikeCharging",
    "orange",
    "电动车进楼、飞线充电",
    "E-bike indoors or charging by a loose wire",
    "已经冒烟就改成红色：离开，打119",
    "If it smokes, make it red: leave and call 119",
  ],
  ["extinguisher", "yellow", "灭火器、消火栓缺损", "Extinguisher or hydrant missing or broken"],
  [
    "wiring",
    "orange",
    "私拉电线",
    "Unsafe wiring",
    "不要碰电线，拦住旁人，报供电",
    "Do not touch; keep others away; tell the power company",
  ],
  [
    "gas",
    "red",
    "燃气异味",
    "Smell of gas",
    "不开灯不打火，先离开，到室外再打119",
    "No switches, no flame: leave, then call 119 from outside",
  ],
];
const FACILITY: readonly Row[] = [
  [
    "manhole",
    "orange",
    "井盖缺损",
    "Manhole cover missing or broken",
    "守住井口，摆上醒目的东西；在走道上选红色",
    "Guard the hole and mark it; on a path choose red",
  ],
  ["light", "yellow", "照明不亮", "Light out"],
  ["gate", "yellow", "门禁、安全防范门坏", "Gate or security door broken"],
  ["cameraVisible", "blue", "监控外观损坏", "Camera visibly damaged"],
  [
    "wall",
    "orange",
    "围墙、护栏损坏",
    "Wall or railing damaged",
    "不要靠近，拦住孩子",
    "Stay away and keep children back",
  ],
  [
    "fitness",
    "orange",
    "健身器材损坏",
    "Fitness equipment broken",
    "贴纸条提醒，先不要用",
    "Put up a note; nobody uses it",
  ],
  [
    "shed",
    "orange",
    "车棚、充电桩故障",
    "Shed or charging post faulty",
    "先断电，不要碰裸露的线",
    "Cut the power; do not touch bare wires",
  ],
  [
    "elevator",
    "orange",
    "电梯故障",
    "Lift out of order",
    "有人被困先打119，陪着说话",
    "If somebody is inside call 119 and keep talking",
  ],
  [
    "tree",
    "orange",
    "树木倒伏",
    "Tree down or leaning",
    "绕开走，压到电线就报供电",
    "Walk around; if on a power line tell the power company",
  ],
];
const BUILDING: readonly Row[] = [
  [
    "fallingObject",
    "red",
    "外墙脱落、高空坠物",
    "Facade or objects falling",
    "离开楼下，拦住行人，打119",
    "Move away from below, stop passers-by, call 119",
  ],
  [
    "throwing",
    "orange",
    "高空抛物",
    "Things thrown from above",
    "离开楼下，记住位置，有人受伤打120",
    "Move away, note the place; if somebody is hurt call 120",
  ],
  [
    "crack",
    "orange",
    "裂缝、危房",
    "Cracks or unsafe building",
    "不要进屋，提醒住户",
    "Do not go in; warn those who live there",
  ],
  ["illegalBuild", "yellow", "疑似两违", "Suspected illegal building"],
];
const ORDER: readonly Row[] = [
  ["parking", "yellow", "乱停占道", "Parking in the way"],
  ["vendor", "blue", "流动摊贩", "Street vendor"],
  ["noise", "yellow", "噪声", "Noise"],
  ["dog", "yellow", "犬只", "Dog"],
  ["leaflet", "blue", "小广告", "Leaflets"],
  ["greenery", "blue", "占绿", "Green space taken"],
];
const SANITATION: readonly Row[] = [
  ["garbage", "yellow", "暴露垃圾", "Garbage lying about"],
  ["water", "yellow", "积水", "Standing water"],
  [
    "sewage",
    "orange",
    "污水外溢",
    "Sewage overflowing",
    "绕开走，提醒老人小孩",
    "Walk around; warn old people and children",
  ],
  ["pest", "blue", "鼠蝇", "Rats or flies"],
];
const SAFETY: readonly Row[] = [
  [
    "suspicious",
    "orange",
    "可疑情况",
    "Something suspicious",
    "只看不追，记住地点，拿不准就打110",
    "Watch, do not follow; remember the place; in doubt call 110",
  ],
  [
    "theft",
    "orange",
    "盗窃",
    "Theft",
    "正在发生就选红色，不追不抓，打110",
    "If it is happening choose red; do not chase; call 110",
  ],
  ["fight", "red", "打架", "Fight", "站远一点，不拉架，打110", "Stand back, do not step in, call 110"],
  [
    "fraud",
    "orange",
    "上门推销、诈骗",
    "Door-to-door fraud",
    "劝住不转账，打96110",
    "Persuade them not to pay; call 96110",
  ],
  [
    "missing",
    "red",
    "走失老人儿童",
    "Missing old person or child",
    "马上打110，说清衣着和最后看见的地方",
    "Call 110 at once: clothes and where last seen",
  ],
];
const CARE: readonly Row[] = [
  [
    "noAnswer",
    "orange",
    "独居老人没应门",
    "Old person living alone does not answer",
    "再敲门、问邻居；两样不对劲就选红色，打120",
    "Knock again, ask neighbours; with two bad signs choose red, call 120",
  ],
  ["needHelp", "yellow", "需要帮忙", "Needs help"],
];
const NATURE: readonly Row[] = [
  [
    "flooding",
    "orange",
    "内涝",
    "Flooding",
    "不下水，不碰电线杆，往高处走",
    "Stay out of the water and away from poles; go up",
  ],
  [
    "riverbank",
    "orange",
    "河岸险情",
    "Riverbank danger",
    "离开岸边，劝走玩水的人",
    "Leave the bank; ask bathers to leave",
  ],
  [
    "rockfall",
    "red",
    "山体落石",
    "Rockfall",
    "马上离开山脚，拦住行人，打119",
    "Leave the foot of the hill, stop passers-by, call 119",
  ],
];
const SECTIONS: readonly (readonly [id: string, label: string, labelEn: string, rows: readonly Row[]])[] = [
  ["fire", "消防", "Fire", FIRE],
  ["facility", "设施", "Facilities", FACILITY],
  ["building", "房屋", "Buildings", BUILDING],
  ["order", "秩序", "Order", ORDER],
  ["sanitation", "卫生", "Cleanliness", SANITATION],
  ["safety", "治安", "Safety", SAFETY],
  ["care", "关怀", "Care", CARE],
  ["nature", "自然", "Nature", NATURE],
];

const categoryOf = ([id, severity, label, labelEn, advice, adviceEn]: Row): ChecklistCategory => ({
  id,
  label,
  labelEn,
  severity,
  ...(advice ? { advice, adviceEn } : {}),
});

/** Version 1, in effect for two months before `today`. */
export function demoChecklist(today: LocalDate, publishedBy: string): ChecklistVersion {
  const effectiveOn = addDays(today, -60);
  return {
    id: CHECKLIST_ID,
    districtCode: DISTRICT,
    n: 1,
    title: "叠彩区巡逻检查表（演示）",
    state: "published",
    effectiveOn,
    sections: SECTIONS.map(
      ([id, label, labelEn, rows]): ChecklistSection => ({ id, label, labelEn, categories: rows.map(categoryOf) }),
    ),
    publishedAt: instantAt(effectiveOn, 9 * 60),
    publishedBy,
  };
}

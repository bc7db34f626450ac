/** Invented names. Every one says 演示, so that nobody takes it for a place or a person of the district. */
const COMPOUND_HEADS = [
  "兴华",
  "永丰",
  "向阳",
  "新风",
  "和顺",
  "安宁",
  "长乐",
  "桂香",
  "榕荫",
  "翠竹",
  "红叶",
  "金桂",
  "银杏",
  "春晖",
  "秋实",
  "明月",
  "晨光",
  "朝晖",
  "同心",
  "友爱",
  "团结",
  "建工",
  "纺织",
  "机床",
  "粮油",
  "印刷",
  "供销",
  "邮电",
  "食品",
  "木器",
  "橡胶",
  "玻璃",
  "五金",
  "百货",
  "副食",
  "水运",
  "汽修",
  "电表",
  "瓷厂",
  "罐头",
];
const TOWN_TAILS = ["小区", "大院", "家属院", "宿舍", "新村", "苑", "公寓"];
const VILLAGE_TAILS = ["安置小区", "新居", "农贸小区", "河畔小区", "坪小区", "岭小区", "桥头小区"];
const SURNAMES = [
  ..."张李王刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金",
];
const CALLED = ["阿姨", "师傅", "大姐", "大哥", "老师", "叔叔", "婶婶", "伯伯"];

/** Name of the n-th compound of the district; numbered once the list is used up. */
export function compoundName(n: number, rural: boolean): string {
  const tails = rural ? VILLAGE_TAILS : TOWN_TAILS;
  const size = COMPOUND_HEADS.length * tails.length;
  const head = COMPOUND_HEADS[(n * 17) % COMPOUND_HEADS.length] ?? "";
  const tail = tails[Math.floor(n / COMPOUND_HEADS.length) % tails.length] ?? "";
  const phase = Math.floor(n / size) + 1;
  return `${head}${tail}${phase > 1 ? `${phase}期` : ""}（演示）`;
}

/** Name of the n-th volunteer: "演示·张阿姨", numbered once the list is used up. */
export function volunteerName(n: number): string {
  const round = Math.floor(n / (SURNAMES.length * CALLED.length)) + 1;
  const called = CALLED[(n + Math.floor(n / SURNAMES.length)) % CALLED.length] ?? "";
  return `演示·${SURNAMES[n % SURNAMES.length] ?? ""}${called}${round > 1 ? round : ""}`;
}

/** Name of a member of staff: "演示·李书记". */
export const staffName = (n: number, post: string): string =>
  `演示·${SURNAMES[(n * 7) % SURNAMES.length] ?? ""}${post}`;

/** Words of the page of phones. */
export const zh = {
  text: "没报上来的数是手机上次联网时自己说的，从那以后又记了多少，平台还不知道。",
  unsent: "还有几条没上报",
  oldest: "最早的多久了",
  lastPush: "上次报上来",
  lastSeen: "上次联网",
  condition: "手机情况",
  late: (n: number) => `有 ${n} 部手机里的记录超过一天还没报上来。请打个电话，让本人连上网、打开紫马甲。`,
  allSent: "都报上来了",
  records: (n: number) => `${n} 条`,
  photos: (n: number, kb: number) => `${n} 张照片（${kb >= 1000 ? `${(kb / 1000).toFixed(1)} MB` : `${kb} KB`}）`,
  and: "、",
  age: (ms: number) =>
    ms < 3_600_000
      ? `${Math.max(1, Math.round(ms / 60_000))} 分钟`
      : ms < 172_800_000
        ? `${Math.floor(ms / 3_600_000)} 小时`
        : `${Math.floor(ms / 86_400_000)} 天`,
  fine: "正常",
  build: (build: string) => `版本 ${build}`,
  setAside: (n: number) => `有 ${n} 条平台没收下`,
  full: "快存满了",
  notPersisted: "浏览器可能会清掉存的内容，请装到桌面",
  clock: (minutes: number) => (minutes > 0 ? `手机的钟快了 ${minutes} 分钟` : `手机的钟慢了 ${-minutes} 分钟`),
  healed: (n: number) => `有 ${n} 次对不上账，已重新取过`,
  never: "没报过",
};

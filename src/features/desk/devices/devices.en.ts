import type { Messages } from "#ui/text";
import type { zh } from "./devices.zh.ts";

export const en: Messages<typeof zh> = {
  text: "What is unsent is what the phone itself said at its last contact; what it saved since then is not known here.",
  unsent: "Not sent yet",
  oldest: "Oldest waits",
  lastPush: "Last sent",
  lastSeen: "Last seen",
  condition: "Condition",
  late: (n) =>
    `${n} phones hold records that are more than a day old. Ring up: the person should get online and open the app.`,
  allSent: "all sent",
  records: (n) => `${n} records`,
  photos: (n, kb) => `${n} photos (${kb >= 1000 ? `${(kb / 1000).toFixed(1)} MB` : `${kb} KB`})`,
  and: ", ",
  age: (ms) =>
    ms < 3_600_000
      ? `${Math.max(1, Math.round(ms / 60_000))} min`
      : ms < 172_800_000
        ? `${Math.floor(ms / 3_600_000)} h`
        : `${Math.floor(ms / 86_400_000)} days`,
  fine: "fine",
  build: (build) => `build ${build}`,
  setAside: (n) => `${n} records not accepted`,
  full: "storage nearly full",
  notPersisted: "the browser may clear it; install the app",
  clock: (minutes) => (minutes > 0 ? `clock ${minutes} min fast` : `clock ${-minutes} min slow`),
  healed: (n) => `did not match ${n} times, fetched anew`,
  never: "Never sent",
};

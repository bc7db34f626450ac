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
  lost: (n) => `the browser cleared this phone; ${n} unsent records are gone, ask the person to enter them again`,
  clearedOnly: "the browser cleared this phone; no record is missing",
  full: "storage nearly full",
  notPersisted: "the browser may clear it; install the app",
  clock: (minutes) => (minutes > 0 ? `clock ${minutes} min fast` : `clock ${-minutes} min slow`),
  healed: (n) => `did not match ${n} times, fetched anew`,
  never: "Never sent",
  tabs: { inUse: "In use", off: "Switched off" },
  since: "Switched off",
  came: "What was handed in",
  state: "State",
  states: {
    awaited: "not yet handed in",
    coming: "coming in",
    arrived: "here, to be looked at",
    nothing: "nothing was left",
    settled: "dealt with",
  },
  todo: (n) =>
    `${n} switched-off phones need somebody: remind their owners, look at what came. Such a phone reads nothing, and can still hand in what it had not sent.`,
  offEmpty: "No phone is switched off.",
  offEmptyText: "When you switch a phone off, this shows whether its unsent work has been handed in.",
  gone: (name) => `${name} (no longer takes part)`,
  forms: (n) => `${n} unfinished forms`,
  files: (n) => `${n} picture files`,
  cameNothing: "nothing yet",
  saidLast: (what) => `Before that it still held: ${what}`,
  saidNothing: "It never said how much it held",
  whatNow: "What to do now",
  next: {
    awaited:
      "Ring the person up: get the phone online and open the app once; what it holds comes by itself. If the phone is gone for good, press “Dealt with”.",
    coming: "Some pictures are still missing. Ask the person to keep the phone online with the app open for a while.",
    arrived:
      "Go through it together with the person. Report unfinished problems again on the phone pages, from what stands below; the records lie under “Not accepted”, to be settled one by one. Then press “Dealt with”.",
    nothing: "The phone was in contact and held nothing unsent. There is nothing to do.",
    settled: "Somebody has dealt with it. If the phone hands in more, it shows up here again.",
  },
  missing: (n) => `Pictures still missing: ${n}`,
  handedAt: "Last handed in",
  settle: "Dealt with",
  settledDone: "Noted: this phone is dealt with",
  reopen: "Not dealt with yet",
  reopened: "Noted: it still needs somebody",
  formsHead: "Unfinished forms",
  reportForm: "A problem, half written",
  otherForm: "Another form, half written. Only its author can read it.",
  formsElsewhere: "Only the person's own community can read the contents.",
  parcelTitle: "Receive a sealed file",
  parcelText:
    "A phone without signal can seal what it has not sent into one file (its name ends in .zmj) for somebody to bring. Choose it here to hand it in. Only the platform can open it, and it counts as that person's own.",
  parcelUnreadable:
    "This is not a sealed file, or it was damaged on the way. Ask for it to be sealed again; the records are still on that phone.",
};

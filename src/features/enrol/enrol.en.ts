import type { Messages } from "#ui/text";
import type { zh } from "./enrol.zh.ts";

export const en: Messages<typeof zh> = {
  clearedTitle: "The browser cleared this phone",
  cleared: (n) =>
    `What was stored here is gone${n > 0 ? `, at most ${n} unsent records among it` : ""}. Ask the community for a new code; once enrolled, everything that was sent comes back.`,
  title: "Set up this phone",
  intro: "Enter the 8-digit code from your community, or scan its QR code. Only this once needs a connection.",
  codeLabel: "8-digit code",
  codeShort: "The code has 8 digits; some are missing.",
  scan: "Scan the code",
  next: "Next",
  back: "Back",
  wechatTitle: "Please open this in a browser",
  wechatText: "WeChat may clear what is stored inside it, and patrol records could be lost.",
  consentTitle: "What is kept, in plain words",
  consentIntro: "Nothing is set up before you agree.",
  consentKept: "What is kept",
  consentKeptList: [
    "Your name, team and role",
    "Your rounds: checkpoints looked at, problems reported, hours of service",
    "This phone's registration, so that a lost phone can be switched off",
  ],
  consentNever: "What is never collected",
  consentNeverList: [
    "ID numbers, faces, number plates, fingerprints",
    "Where you are otherwise: no round, no position",
    "Lists of residents or visitors, scores or rankings of people",
  ],
  consentTrack: "The track is off. You choose for each round; a track that is handed in is deleted after 30 days.",
  consentRight: "You may stop at any time; the community then switches your registration off.",
  agree: "I understand and agree",
  working: "Setting up…",
  errUnknown: "The code is wrong, used or expired. Check it, or ask the community for a new one.",
  errTooMany: "Too many tries. Rest a little, then try again.",
  waitLeft: (m: number, s: number) => (m > 0 ? `Wait ${m} min ${s} s` : `Wait ${s} s`),
  waitOver: "You can try again now.",
  errOffline: "The server cannot be reached. This once needs a connection; your code is still here.",
  errFault: (code: string) => `It did not work (${code}). Please try again.`,
  pinTitle: "Choose your PIN",
  pinText: "Six digits, asked when you open the app, so that nobody else reads your records.",
  pinAgainTitle: "Once more",
  pinAgainText: "The same six digits.",
  pinDiffers: "The two differ. Please choose again.",
  pinWeak: "Too easy to guess. No repeated digits, no runs, no birthdays: choose another.",
  whoTitle: "Who are you?",
  whoText: "Switching works offline and touches nobody's records.",
  unlockTitle: (name: string) => `${name}, your PIN please`,
  wrongPin: (free: number) =>
    free > 1 ? `Wrong PIN, ${free} tries left.` : "Wrong PIN. One more and you have to wait.",
  closesTitle: (left: number) => `${left} more wrong and the PIN is locked`,
  closesText:
    "Then only a new code from the community opens it. No unsent record is lost; they are still sent when online.",
  closedTitle: (name: string) => `The PIN of ${name} is locked`,
  closedText: "Ten wrong in a row. Ask the community for a new code, set this phone up again and choose a new PIN.",
  closedSafe: "All unsent records are still on this phone and will be sent when online. None is lost.",
  enterCode: "Enter a new code",
  forgot: "Forgot it",
  forgotTitle: "If you forgot your PIN",
  forgotText:
    "Ask the community for a new code and set this phone up once more; then choose a new PIN. Your records stay.",
  leftUnsent: (n: number) => `${n} not sent yet`,
  leftPhotos: (n: number) => `${n} photos not sent yet`,
  switchedOff: "switched off",
  revokedTitle: (name: string) => `${name} is switched off on this phone`,
  revokedWhy: "The community did this, or you did it from another phone. To go on, ask the community for a new code.",
  revokedTaking: (n: number, photos: number) =>
    `${n} records${photos > 0 ? ` and ${photos} photos` : ""} are not handed in yet; they are on their way to the community.`,
  revokedKept: "Nothing on this phone is deleted before that is done. Please go online and wait.",
  revokedTaken: (n: number, photos: number) =>
    n + photos === 0
      ? "Nothing was unsent. What was on this phone has been wiped."
      : `${n} unsent records${photos > 0 ? ` and ${photos} photos` : ""} are kept safe by the community; none is lost. What was on this phone has been wiped.`,
  revokedForget: "Take this name off the phone",
  addPerson: "Set up another person",
  lockedNote: "All records are safe on this phone.",
};

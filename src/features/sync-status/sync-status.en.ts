import type { Messages } from "#ui/text";
import type { zh } from "./sync-status.zh.ts";

export const en: Messages<typeof zh> = {
  title: "Sync",
  syncNow: "Sync now",
  syncing: "Syncing…",
  allDone: "Everything is sent",
  allDoneText: "No unsent record on this phone.",
  unsent: (n: number) => `${n} not sent yet`,
  photosLeft: (n: number) => `${n} photos wait on the phone`,
  draftPhotos: (n: number) => `${n} photos in unfinished reports`,
  draftPhotosText: "Kept on the phone; sent once the report is handed in.",
  received: "Received lately",
  backedUpText: "“Backed up” means that the platform's backup holds it too: it is safe even if the server breaks.",
  oldest: "The oldest was saved:",
  savedAt: "Saved",
  photoReceipt: (n: number) => `Photo ${n}:`,
  clearedTitle: "The browser cleared this phone",
  cleared: (n: number) =>
    n > 0
      ? `${n} records were not sent then and cannot be found again; please enter what you remember. Everything that was sent has come back.`
      : "Everything that was sent has come back; no record is missing.",
  clearedSeen: "I have read it",
  retryLater: "The server asked to wait; it is tried again by itself.",
  lastContact: (when: string) => `Last contact: ${when}`,
  neverContact: "No contact with the server yet",
  lastFault: (text: string) => `Last try failed: ${text}`,
  reason: (text: string) => `Why: ${text}`,
  quarantined: "Not accepted by the server",
  quarantinedText: "They are kept on the phone. Change them and send, send them as they are, or export them.",
  whatItSays: "What it says",
  deskHasIt: "The community sees it too; it waits there.",
  desk: {
    applied: "The community has applied it for you",
    filed: "The community has looked at it and does not apply it",
    reopened: "The community is looking at it again",
    handedOver: "The community has handed it on",
    givenAgain: "You have given it again",
  },
  deskTo: (unit: string) => `Handed to: ${unit}`,
  closeOne: "I have read it",
  retryOne: "Send again",
  retried: "Saved again; it is sent by itself",
  editOne: "Change and send",
  editWords: "Words",
  editSave: "Save and send",
  editPersonal: "The words hold an ID, phone or plate number. Please remove it.",
  exportTitle: "Export to a file",
  exportText: "Unsent records and photos in one file that any browser opens. The community can take it by hand.",
  exportButton: "Export",
  exportFailed: "The export failed. Free some space and try again.",
  carry: {
    title: "Let somebody carry it",
    text: "No signal and in a hurry? Seal it into one file and give it to a colleague who has a line, or take it to the community's computer. Whoever carries it can neither open nor change it; everything stays on this phone until the platform's receipt.",
    button: "Seal into a file",
    name: (when: string) => `zimajia-sealed-${when}.zmj`,
    packed: ({ records, photos, photosLeft }: { records: number; photos: number; photosLeft: number }) =>
      `Sealed: ${records} records and ${photos} photos. ${photosLeft > 0 ? `${photosLeft} more did not fit and wait for a line. ` : ""}Give this file to a colleague or to the community.`,
    noKey: "This phone has not yet been given the platform's key for sealing. Use “Export to a file” below.",
    inTitle: "Hand in for somebody else",
    inText:
      "A colleague gave you a sealed file (its name ends in .zmj)? Choose it here and it is handed in for him. You do not see what is in it.",
    faults: {
      "parcel-unreadable":
        "This is not a sealed file, or it was damaged on the way. Ask for it to be sealed and sent again; the records are still on that phone.",
      "too-large": "This file is too large to be a sealed file.",
      unavailable: "The platform did not take all of it. Choose it again in a while; nothing is handed in twice.",
    },
  },
  back: "Back",
  faults: {
    offline: "no connection",
    timeout: "the server took too long",
    unavailable: "the server has a problem; it is tried again",
    "captive-portal": "this network wants a sign-in first",
    unauthenticated: "sign in again",
    "sign-in-ended":
      "the sign-in has ended after a long time without contact; what you record is still taken, and a new code from the community lets you read again",
    "server-too-old": "the server is older than this app; it has to be updated",
    revoked: "this phone was switched off; ask the community",
    "too-old": "update first",
  },
  otherFault: (code: string) => `code ${code}`,
  file: {
    title: "Zimajia: records not handed in yet",
    name: (when: string) => `zimajia-unsent-${when}.html`,
    lead: (name: string, when: string) =>
      `Exported from ${name}'s phone, ${when}. The server has not received these records; the phone keeps them too. They hold photos and places: give them to the community only.`,
    otherPhotos: "Other photos",
    photoMissing: (n: number) => `${n} photos cannot be read on this phone any more.`,
  },
};

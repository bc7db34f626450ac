/** Every command, by its name on the wire. */
import { asideCommands } from "./aside/aside-commands.ts";
import { publishChecklist, saveChecklistDraft } from "./checklist/checklist-commands.ts";
import { addNote, moveIssue, reportIssue } from "./issue/issue-commands.ts";
import type { CommandSpec } from "./kernel/command.ts";
import { closeCase, fileCase, followUpCase, noteJudicial } from "./mediation/after-commands.ts";
import { handOverCase } from "./mediation/hand-over.ts";
import {
  acceptCase,
  changeCase,
  giveCaseConsent,
  letGoOfCase,
  makeFormal,
  recordSettling,
  registerCase,
  shareCase,
} from "./mediation/intake-commands.ts";
import {
  composeAgreement,
  enterSeal,
  failCase,
  noteReceipt,
  pauseCase,
  referCase,
  resumeCase,
  signAgreement,
} from "./mediation/outcome-commands.ts";
import { retireSample, saveSample } from "./mediation/sample-commands.ts";
import { addEvidence, extendCase, recordInquiry, recordSession, signForm } from "./mediation/session-commands.ts";
import { bringBack, letBe } from "./overwritten/overwritten-commands.ts";
import { recordLateRound } from "./patrol/late-command.ts";
import {
  confirmStop,
  finishRound,
  joinRound,
  pauseRound,
  resumeRound,
  retractStop,
  setMembers,
  startRound,
} from "./patrol/round-commands.ts";
import { addTrack } from "./patrol/track-command.ts";
import {
  addPerson,
  bringBackPerson,
  cancelSlot,
  changePerson,
  giveConsent,
  grantRole,
  planSlot,
  retirePerson,
  revokeRole,
  saveTeam,
} from "./people/people-commands.ts";
import { retireCheckpoint, retireRoute, saveCheckpoint, saveRoute } from "./place/place-commands.ts";
import { openRecord, publishSealKey, wrapKey } from "./sealed/seal-commands.ts";

/** The desk's commands over what was set aside; applying one decides the command it carries. */
export const { applyAside, handOverAside, fileAside, reopenAside, giveAsideAgain } = asideCommands((cmd) =>
  COMMANDS.get(cmd),
);

const ALL: readonly { readonly spec: CommandSpec }[] = [
  startRound,
  confirmStop,
  retractStop,
  pauseRound,
  resumeRound,
  setMembers,
  finishRound,
  joinRound,
  recordLateRound,
  addTrack,
  reportIssue,
  addNote,
  moveIssue,
  addPerson,
  changePerson,
  grantRole,
  revokeRole,
  giveConsent,
  retirePerson,
  bringBackPerson,
  saveTeam,
  planSlot,
  cancelSlot,
  saveCheckpoint,
  saveRoute,
  retireCheckpoint,
  retireRoute,
  saveChecklistDraft,
  publishChecklist,
  applyAside,
  handOverAside,
  fileAside,
  reopenAside,
  giveAsideAgain,
  bringBack,
  letBe,
  publishSealKey,
  wrapKey,
  openRecord,
  recordSettling,
  registerCase,
  makeFormal,
  changeCase,
  giveCaseConsent,
  acceptCase,
  shareCase,
  letGoOfCase,
  handOverCase,
  recordInquiry,
  addEvidence,
  recordSession,
  extendCase,
  composeAgreement,
  signAgreement,
  signForm,
  saveSample,
  retireSample,
  enterSeal,
  failCase,
  noteReceipt,
  referCase,
  pauseCase,
  resumeCase,
  followUpCase,
  noteJudicial,
  closeCase,
  fileCase,
];

export const COMMANDS: ReadonlyMap<string, CommandSpec> = new Map(ALL.map((c) => [c.spec.name, c.spec]));

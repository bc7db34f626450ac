/** Every command, by its name on the wire. */
import { publishChecklist, saveChecklistDraft } from "./checklist/checklist-commands.ts";
import { addNote, moveIssue, reportIssue } from "./issue/issue-commands.ts";
import type { CommandSpec } from "./kernel/command.ts";
import {
  addTrack,
  confirmStop,
  finishRound,
  joinRound,
  pauseRound,
  recordLateRound,
  resumeRound,
  setMembers,
  startRound,
} from "./patrol/round-commands.ts";
import {
  addPerson,
  cancelSlot,
  giveConsent,
  grantRole,
  planSlot,
  revokeRole,
  saveTeam,
} from "./people/people-commands.ts";
import { saveCheckpoint, saveRoute } from "./place/place-commands.ts";

const ALL: readonly { readonly spec: CommandSpec }[] = [
  startRound,
  confirmStop,
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
  grantRole,
  revokeRole,
  giveConsent,
  saveTeam,
  planSlot,
  cancelSlot,
  saveCheckpoint,
  saveRoute,
  saveChecklistDraft,
  publishChecklist,
];

export const COMMANDS: ReadonlyMap<string, CommandSpec> = new Map(ALL.map((c) => [c.spec.name, c.spec]));

/** For each protection a short week in which it is missed: with it every promise holds, without it one breaks. */
import type { DiskFault } from "./faulty-disk.ts";
import type { LineFault } from "./faulty-line.ts";
import type { Guard } from "./guards.ts";
import { CHEN, LI, type Op, type RoleOp, WANG } from "./ops.ts";
import type { DiskTrouble } from "./rig-phone.ts";

const YEARS_MS = 3 * 365 * 86_400_000;

const after = (operations: number, fault: DiskFault = "crash"): DiskTrouble => ({ after: operations, fault });
const starts = (phone: number, disk: DiskTrouble | null = null): Op => ({ op: "starts a round", phone, disk });
const reports = (phone: number, photo = false): Op => ({ op: "reports", phone, photo, disk: null });
const syncs = (phone: number, line: readonly LineFault[] = [], disk: DiskTrouble | null = null): Op => ({
  op: "syncs",
  phone,
  line,
  disk,
});
const is = (op: "backup" | "restore" | "the feed forgets" | "a night goes to another team" | RoleOp): Op => ({ op });

export const MISSED_WEEKS: Readonly<Record<Guard, readonly Op[]>> = {
  ledger: [is("backup"), starts(LI), syncs(LI), is("restore")],
  backupMark: [
    is("backup"),
    starts(LI),
    syncs(LI),
    { op: "has a wrong clock", phone: LI, skewMs: YEARS_MS },
    syncs(LI),
    is("restore"),
  ],
  outboxUntilReply: [starts(LI), syncs(LI, ["fine", "request-lost"])],
  keepRefused: [is("backup"), is("Wang loses his role"), starts(WANG), syncs(WANG), is("restore")],
  // The phone goes off between emptying its outbox and filling it under its new client id.
  vaultTransaction: [is("backup"), starts(LI), syncs(LI), is("restore"), syncs(LI, [], after(43))],
  cursorLast: [starts(LI), syncs(LI), syncs(CHEN, [], after(31))],
  lastLine: [reports(LI), reports(LI), starts(LI), syncs(LI), syncs(CHEN, ["fine", "fine", "reply-cut"])],
  scopeSum: [starts(LI), syncs(LI), { op: "loses a row", phone: LI, pick: 0 }],
  // Her report lies in her own scope and in that of whoever leads the team.
  membership: [reports(LI), syncs(LI), is("Li loses her role")],
  dropCacheOnEpoch: [is("backup"), is("Wang loses his role"), syncs(LI), is("restore")],
  purgeOnRevoke: [starts(LI), syncs(LI), syncs(WANG), is("Wang loses his role")],
  bootstrapOnGrant: [is("Wang loses his role"), syncs(WANG), starts(LI), syncs(LI), is("Wang gets his role back")],
  tombstoneFloor: [is("a night goes to another team"), is("the feed forgets")],
  lostHandle: [starts(LI, after(1, "lost-handle"))],
  // The other tab has heard of the restore, and its own resend is lost: then the old answer arrives.
  lateAnswer: [
    is("backup"),
    starts(LI),
    { op: "hears late of a restore", phone: LI, line: ["fine", "fine", "fine", "fine", "request-lost"] },
  ],
  needBlobs: [is("backup"), reports(LI, true), syncs(LI), is("restore")],
  epoch: [is("backup"), starts(LI), syncs(LI), is("restore")],
  mid: [starts(LI), syncs(LI), is("backup"), is("restore")],
  anyDedupe: [starts(LI), syncs(LI, ["fine", "reply-lost"])],
  pushTransaction: [starts(LI), { op: "server dies", after: 6 }, syncs(LI)],
};

/** After the agreement: did they do it, does the court confirm it, and when is the file closed and put away. */
import * as v from "valibot";
import { localDateOf } from "../kernel/clock.ts";
import { type Change, defineCommand, refuse } from "../kernel/command.ts";
import { err, ok } from "../kernel/result.ts";
import { id, localDate } from "../kernel/schema.ts";
import { sealed } from "../kernel/sealed.ts";
import { followUpWords, stepWords } from "./confidential.ts";
import { judicialUntil } from "./deadlines.ts";
import { addTo, isMediatorOf, setFields, step, stepTo } from "./may.ts";
import {
  canGo,
  currentAgreement,
  type Mediation,
  type MediationState,
  PERFORMANCES,
  performanceOf,
  RETENTION_CLASSES,
} from "./mediation.ts";

const mediationCommand = defineCommand<Mediation>();
const target = (a: { readonly caseId: string }) => ({ t: "mediation", id: a.caseId });

/** All obligations performed, one of them not, or not all of them known yet (null). */
function performanceOfAll(file: Mediation): MediationState | null {
  const said = (currentAgreement(file)?.obligations ?? []).map((o) => performanceOf(file, o.id));
  if (said.some((p) => p === "partly" || p === "not")) return "unperformed";
  return said.every((p) => p === "performed") ? "performed" : null;
}

/** 回访: what became of each obligation, and what the parties say. */
export const followUpCase = mediationCommand({
  name: "mediation.followUp",
  args: v.looseObject({
    caseId: id,
    entryId: id,
    stepId: id,
    on: localDate,
    performed: v.array(v.looseObject({ obligationId: id, performance: v.picklist(PERFORMANCES) })),
    words: sealed(followUpWords),
  }),
  target,
  decide: (file, { entryId, stepId, on, performed, words }, env) => {
    if (!file) return refuse("not-found");
    if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
    if (!file.effectiveOn || file.state === "filed") return refuse("bad-transition");
    const entry = { id: entryId, on, performed, words, at: env.at, byId: env.actor.personId };
    const to = performanceOfAll({ ...file, followUps: [...(file.followUps ?? []), entry] });
    const on_: Change = to && canGo(file.state, to) ? stepTo(file, to, stepId, env) : [];
    return ok([...addTo(file, "followUps", entry), ...on_]);
  },
});

/**
 * The parties asked the court together, and what it said.
 * @rule INV-4 within thirty days of effect; never where marriage, identity or adoption themselves are settled.
 */
export const noteJudicial = mediationCommand({
  name: "mediation.noteJudicial",
  args: v.looseObject({
    caseId: id,
    askedOn: localDate,
    decided: v.nullable(v.picklist(["confirmed", "rejected"])),
    decidedOn: v.nullable(localDate),
  }),
  target,
  decide: (file, { askedOn, decided, decidedOn }, env) => {
    if (!file) return refuse("not-found");
    if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
    const until = judicialUntil(file);
    if (!until || askedOn > until || (file.effectiveOn && askedOn < file.effectiveOn))
      return refuse("judicial-not-possible", "INV-4");
    if (askedOn > localDateOf(env.now)) return err({ kind: "date-in-future", field: "askedOn" });
    return ok(setFields(file, { judicial: { askedOn, decided, decidedOn } }));
  },
});

/** 结案, with what became of it. */
export const closeCase = mediationCommand({
  name: "mediation.close",
  args: v.looseObject({ caseId: id, stepId: id, closing: sealed(stepWords) }),
  target,
  decide: (file, { stepId, closing }, env) =>
    step(file, { to: "closed", stepId, env, change: file ? setFields(file, { closing, closedAt: env.at }) : [] }),
});

/**
 * 归档: the paper is put away. Some days later the phones keep only number, type and state.
 * @rule MED-27 every file is put away, with the class of keeping that the 司法所 chose.
 */
export const fileCase = mediationCommand({
  name: "mediation.file",
  args: v.looseObject({ caseId: id, stepId: id, retentionClass: v.picklist(RETENTION_CLASSES) }),
  target,
  decide: (file, { stepId, retentionClass }, env) =>
    step(file, { to: "filed", stepId, env, change: file ? setFields(file, { filedAt: env.at, retentionClass }) : [] }),
});

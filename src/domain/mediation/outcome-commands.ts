/** How it ends: a text that is signed and sealed, words that were given, no agreement, or another organ. */
import * as v from "valibot";
import { localDateOf } from "../kernel/clock.ts";
import { defineCommand, refuse } from "../kernel/command.ts";
import { err, ok } from "../kernel/result.ts";
import { id, localDate } from "../kernel/schema.ts";
import { sealed } from "../kernel/sealed.ts";
import { agreementWords, signatureWords, stepWords } from "./confidential.ts";
import { effectiveOnOf } from "./deadlines.ts";
import { addTo, attached, isMediatorOf, maySeal, setFields, step, stepTo } from "./may.ts";
import {
  ADVICE,
  currentAgreement,
  EXCLUSIONS,
  type Mediation,
  mayNoteReceipt,
  RECEIVERS,
  type SignatureEntry,
  unsigned,
} from "./mediation.ts";
import { fileRefs } from "./session-commands.ts";
import { FORMS } from "./words.ts";

const mediationCommand = defineCommand<Mediation>();
const target = (a: { readonly caseId: string }) => ({ t: "mediation", id: a.caseId });
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/**
 * A text of what was agreed. A later text takes the place of an earlier one; signatures of the earlier fall away.
 * @rule MED-29T it says who, what, and by when: an agreement without a dated duty of a party of the file is refused.
 * @rule MED-28 an oral one is taken down too, and is in force the same day.
 */
export const composeAgreement = mediationCommand({
  name: "mediation.compose",
  args: v.looseObject({
    caseId: id,
    agreementId: id,
    stepId: id,
    form: v.picklist(FORMS),
    on: localDate,
    obligations: v.pipe(
      v.array(
        v.looseObject({
          id,
          who: id,
          toWhom: v.nullable(id),
          dueOn: localDate,
          amountFen: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
        }),
      ),
      v.maxLength(40),
    ),
    textHash: hash,
    words: sealed(agreementWords),
  }),
  target,
  decide: (file, { caseId: _id, agreementId, stepId, ...text }, env) => {
    const named = text.obligations.every((o) => file?.partyKeys.includes(o.who) && o.dueOn >= text.on);
    if (file && (text.obligations.length === 0 || !named)) return refuse("agreement-incomplete", "MED-29T");
    if (text.on > localDateOf(env.now)) return err({ kind: "date-in-future", field: "on" });
    const oral = text.form === "oral";
    const entry = { ...text, id: agreementId, at: env.at, byId: env.actor.personId };
    const fields = { effectiveOn: oral ? text.on : null };
    const change = file ? [...addTo(file, "agreements", entry), ...setFields(file, fields)] : [];
    return step(file, { to: oral ? "performing" : "toSign", stepId, env, change });
  },
});

/**
 * Somebody signed, on the screen or on the paper. It is kept in any case; it counts only under the text that counts.
 * When all have signed, the text waits for the committee's seal.
 */
export const signAgreement = mediationCommand({
  name: "mediation.sign",
  args: v.looseObject({
    caseId: id,
    signatureId: id,
    stepId: id,
    agreementId: id,
    textHash: hash,
    role: v.picklist(["party", "mediator"]),
    partyKey: v.nullable(id),
    how: v.picklist(["drawn", "paper"]),
    words: sealed(signatureWords),
    files: fileRefs,
  }),
  target,
  decide: (file, { caseId: _id, signatureId, stepId, files, ...said }, env) => {
    if (!file) return refuse("not-found");
    if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
    if (!file.agreements?.some((a) => a.id === said.agreementId)) return refuse("not-found");
    if (said.role === "party" && !file.partyKeys.includes(said.partyKey ?? "")) return refuse("not-found");
    const entry = { ...said, id: signatureId, at: env.at, byId: env.actor.personId } as SignatureEntry;
    const signed = { ...file, signatures: [...(file.signatures ?? []), entry] };
    const kept = [...addTo(file, "signatures", { ...entry }), ...attached(file, files)];
    const isWhole = file.state === "toSign" && unsigned(signed).length === 0;
    return ok(isWhole ? [...kept, ...stepTo(file, "toSeal", stepId, env)] : kept);
  },
});

/**
 * The committee's seal is on the paper since that day; only now the text takes effect.
 * @rule INV-3 in force only with all signatures, the mediator's, and the day of the seal.
 */
export const enterSeal = mediationCommand({
  name: "mediation.enterSeal",
  args: v.looseObject({ caseId: id, stepId: id, on: localDate }),
  target,
  decide: (file, { on, stepId }, env) => {
    if (!file) return refuse("not-found");
    if (!maySeal(env.actor, file.communityCode)) return refuse("not-allowed", "MED-SEAL");
    const text = currentAgreement(file);
    if (text && (on < text.on || on > localDateOf(env.now))) return err({ kind: "date-in-future", field: "on" });
    if (unsigned(file).length > 0) return refuse("signature-missing", "INV-3");
    if (file.state !== "toSeal") return refuse("bad-transition");
    const effectiveOn = effectiveOnOf({ ...file, sealedOn: on });
    return ok([...setFields(file, { sealedOn: on, effectiveOn }), ...stepTo(file, "performing", stepId, env)]);
  },
});

/**
 * No agreement.
 * @rule MED-26 it is stopped, and the parties are told which other ways there are.
 */
export const failCase = mediationCommand({
  name: "mediation.fail",
  args: v.looseObject({ caseId: id, stepId: id, advice: v.array(v.picklist(ADVICE)), words: sealed(stepWords) }),
  target,
  decide: (file, { stepId, advice, words }, env) => {
    if (advice.length === 0) return refuse("advice-missing", "MED-26");
    const failure = { on: localDateOf(env.at), advice, words };
    return step(file, { to: "failed", stepId, env, change: file ? setFields(file, { failure }) : [] });
  },
});

/** 移送: handed on to whose matter it is. */
export const referCase = mediationCommand({
  name: "mediation.refer",
  args: v.looseObject({
    caseId: id,
    stepId: id,
    to: v.picklist(RECEIVERS),
    reason: v.picklist([...EXCLUSIONS, "other"]),
    words: sealed(stepWords),
  }),
  target,
  decide: (file, { stepId, to, reason, words }, env) => {
    const referral = { to, reason, on: localDateOf(env.at), at: env.at, words };
    return step(file, { to: "referred", stepId, env, change: file ? setFields(file, { referral }) : [] });
  },
});

/** 回执: the receiver has answered. It may come after the file was closed. */
export const noteReceipt = mediationCommand({
  name: "mediation.noteReceipt",
  args: v.looseObject({ caseId: id, entryId: id, on: localDate, words: sealed(stepWords) }),
  target,
  decide: (file, { entryId, on, words }, env) => {
    if (!file) return refuse("not-found");
    if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
    if (!mayNoteReceipt(file)) return refuse("bad-transition");
    if ((file.referral && on < file.referral.on) || on > localDateOf(env.now))
      return err({ kind: "date-in-future", field: "on" });
    return ok(setFields(file, { receipt: { id: entryId, on, words, at: env.at, byId: env.actor.personId } }));
  },
});

export const pauseCase = mediationCommand({
  name: "mediation.pause",
  args: v.looseObject({ caseId: id, stepId: id }),
  target,
  decide: (file, { stepId }, env) =>
    step(file, { to: "paused", stepId, env, change: file ? setFields(file, { pausedFrom: file.state }) : [] }),
});

/** Goes on where it was. */
export const resumeCase = mediationCommand({
  name: "mediation.resume",
  args: v.looseObject({ caseId: id, stepId: id }),
  target,
  decide: (file, { stepId }, env) => {
    if (file && file.state !== "paused") return refuse("bad-transition");
    return step(file, { to: file?.pausedFrom ?? "registered", stepId, env });
  },
});

/** What happens between acceptance and its end: inquiries, evidence, sessions. Lists that are only added to. */
import * as v from "valibot";
import { type Change, type DecideEnv, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { err, ok } from "../kernel/result.ts";
import { id, localDate } from "../kernel/schema.ts";
import { sealed } from "../kernel/sealed.ts";
import { evidenceWords, formSignatureWords, inquiryWords, sessionWords } from "./confidential.ts";
import { mayExtend, mediateUntil } from "./deadlines.ts";
import { addTo, attached, isMediatorOf, stepTo } from "./may.ts";
import { canGo, FORM_ROLES, type Mediation, type MediationState, SIGNED_FORMS, type SignedForm } from "./mediation.ts";

const mediationCommand = defineCommand<Mediation>();
const target = (a: { readonly caseId: string }) => ({ t: "mediation", id: a.caseId });
const fileRef = v.looseObject({ sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), bytes: v.number() });
export const fileRefs = v.optional(v.pipe(v.array(fileRef), v.maxLength(9)));

const OPEN: readonly MediationState[] = ["accepted", "inquiring", "mediating", "toSign"];

interface Added {
  readonly list: "inquiries" | "evidence" | "sessions";
  readonly entry: { readonly id: string } & Readonly<Record<string, unknown>>;
  /** Where the file goes by it, if it can. */
  readonly to?: MediationState;
  readonly stepId: string;
  readonly env: DecideEnv;
}

function add(file: Mediation | undefined, { list, entry, to, stepId, env }: Added): Verdict {
  if (!file) return refuse("not-found");
  if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
  if (!OPEN.includes(file.state)) return refuse("bad-transition");
  const whole = { ...entry, at: env.at, byId: env.actor.personId };
  const on: Change = to && canGo(file.state, to) ? stepTo(file, to, stepId, env) : [];
  return ok([...addTo(file, list, whole), ...on]);
}

/**
 * 延期: the month is not enough, and every party wants to go on.
 * @rule MED-TIME longer than the month only where all parties agree, and only to a later day than the one in force.
 */
export const extendCase = mediationCommand({
  name: "mediation.extend",
  args: v.looseObject({ caseId: id, entryId: id, until: localDate, agreedBy: v.array(id) }),
  target,
  decide: (file, { entryId, until, agreedBy }, env) => {
    if (!file) return refuse("not-found");
    if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
    const inForce = mediateUntil(file);
    if (!inForce || !mayExtend(file.state)) return refuse("bad-transition");
    if (!file.partyKeys.every((key) => agreedBy.includes(key))) return refuse("consent-missing", "MED-TIME");
    if (until <= inForce) return err({ kind: "date-not-later", field: "until" });
    return ok(addTo(file, "extensions", { id: entryId, until, at: env.at, byId: env.actor.personId }));
  },
});

/** 调查记录. */
export const recordInquiry = mediationCommand({
  name: "mediation.recordInquiry",
  args: v.looseObject({ caseId: id, entryId: id, stepId: id, on: localDate, words: sealed(inquiryWords) }),
  target,
  decide: (file, { entryId, stepId, on, words }, env) =>
    add(file, { list: "inquiries", entry: { id: entryId, on, words }, to: "inquiring", stepId, env }),
});

const ENTRIES_OF = { investigation: "inquiries", record: "sessions", followUp: "followUps" } as const;

/** The paper lies in the file: the entry it was written for, or the one paper of its kind. */
function isThere(file: Mediation, under: SignedForm, entryId: string | null): boolean {
  if (under === "application" || under === "rights") return entryId === null;
  return (file[ENTRIES_OF[under]] ?? []).some((entry) => entry.id === entryId);
}

/**
 * Somebody signed another paper than the agreement, on the screen or on the paper itself. Kept in any case; whether it
 * still holds is seen by whoever can read the text.
 * @rule MED-SIGN a signature holds only for the text it was made under.
 */
export const signForm = mediationCommand({
  name: "mediation.signForm",
  args: v.looseObject({
    caseId: id,
    signatureId: id,
    under: v.picklist(SIGNED_FORMS),
    entryId: v.nullable(id),
    textHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    role: v.picklist(FORM_ROLES),
    partyKey: v.nullable(id),
    how: v.picklist(["drawn", "paper"]),
    words: sealed(formSignatureWords),
    files: fileRefs,
  }),
  target,
  decide: (file, { caseId: _id, signatureId, files, ...said }, env) => {
    if (!file) return refuse("not-found");
    if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
    if (file.state === "filed") return refuse("bad-transition");
    if (said.role === "party" && !file.partyKeys.includes(said.partyKey ?? "")) return refuse("not-found");
    if (!isThere(file, said.under, said.entryId)) return refuse("not-found");
    const entry = { ...said, id: signatureId, at: env.at, byId: env.actor.personId };
    return ok([...addTo(file, "formSignatures", entry), ...attached(file, files)]);
  },
});

/** 证据: what somebody brought, with photos of it. */
export const addEvidence = mediationCommand({
  name: "mediation.addEvidence",
  args: v.looseObject({ caseId: id, entryId: id, on: localDate, words: sealed(evidenceWords), files: fileRefs }),
  target,
  decide: (file, { entryId, on, words, files }, env) => {
    const verdict = add(file, { list: "evidence", entry: { id: entryId, on, words }, stepId: entryId, env });
    return verdict.ok && file ? ok([...verdict.value, ...attached(file, files)]) : verdict;
  },
});

/**
 * 调解记录: one sitting together.
 * @rule MED-20 relatives, neighbours and experts help only where the parties agreed to it.
 */
export const recordSession = mediationCommand({
  name: "mediation.recordSession",
  args: v.looseObject({
    caseId: id,
    entryId: id,
    stepId: id,
    on: localDate,
    open: v.boolean(),
    partiesPresent: v.array(id),
    helpers: v.picklist(["none", "agreed", "notAgreed"]),
    words: sealed(sessionWords),
  }),
  target,
  decide: (file, { entryId, stepId, on, open, partiesPresent, helpers, words }, env) => {
    if (helpers === "notAgreed") return refuse("consent-missing", "MED-20");
    const entry = { id: entryId, on, open, partiesPresent, mediatorIds: [env.actor.personId], words };
    return add(file, { list: "sessions", entry, to: "mediating", stepId, env });
  },
});

/** How a quarrel comes into the register: talked round by neighbours, or opened as a file of 人民调解. */
import * as v from "valibot";
import { type Change, type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { err, ok } from "../kernel/result.ts";
import { communityCode, id } from "../kernel/schema.ts";
import { type RecordSeal, recordSeal, sealed } from "../kernel/sealed.ts";
import type { Person } from "../people/people.ts";
import { matterSchema, parties } from "./confidential.ts";
import {
  addTo,
  isInCharge,
  isMediatorOf,
  liesElsewhere,
  mayMediate,
  maySettle,
  setFields,
  step,
  stepTo,
} from "./may.ts";
import { consentOf, EXCLUSIONS, isExcluded, type Mediation, URGENT } from "./mediation.ts";
import { isInOffice } from "./stub.ts";
import { CATEGORIES, INVOLVED, RISKS, SOURCES, TAGS } from "./words.ts";

const mediationCommand = defineCommand<Mediation>();
const target = (a: { readonly caseId: string }) => ({ t: "mediation", id: a.caseId });
const compoundOf = (a: { readonly compoundId?: string | undefined }) =>
  a.compoundId ? [{ t: "compound", id: a.compoundId }] : [];

const partyKeys = v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Z]$/))), v.minLength(1), v.maxLength(26));
const tags = v.pipe(v.array(v.picklist(TAGS)), v.maxLength(TAGS.length));
const amountFen = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));

/**
 * Neighbours were talked round, or not: a few taps, no names, no words. It is no mediation in the sense of the law.
 * @rule MED-INFORMAL a 劝和 holds nobody's name and nobody's words, and is counted apart.
 */
export const recordSettling = mediationCommand({
  name: "mediation.recordSettling",
  args: v.looseObject({
    caseId: id,
    communityCode,
    compoundId: v.optional(id),
    category: v.picklist(CATEGORIES),
    tags,
    partyCount: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(26)),
    outcome: v.picklist(["settled", "unsettled"]),
  }),
  target,
  needs: compoundOf,
  decide: (current, a, env) => {
    if (current) return refuse("already-exists");
    if (!maySettle(env.actor, a.communityCode)) return refuse("not-allowed");
    if (liesElsewhere(a.compoundId, a.communityCode, env)) return refuse("not-allowed");
    const doc = {
      communityCode: a.communityCode,
      ...(a.compoundId ? { compoundId: a.compoundId } : {}),
      ...{ basis: "informal", state: a.outcome, category: a.category, tags: a.tags, involves: [] },
      partyKeys: keysFor(a.partyCount),
      ...{ registeredAt: env.at, registeredById: env.actor.personId, mediatorIds: [], steps: [] },
    };
    return ok([{ op: "create", t: "mediation", id: a.caseId, doc }]);
  },
});

/** 甲 A, 乙 B, 丙 C … */
export const keysFor = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => String.fromCharCode(65 + i));

const matterArgs = {
  category: v.picklist(CATEGORIES),
  tags,
  source: v.picklist(SOURCES),
  involves: v.array(v.picklist(INVOLVED)),
  risk: v.nullable(v.picklist(RISKS)),
  partyKeys,
  amountFen,
  personalStatus: v.boolean(),
  parties: sealed(parties),
  matter: sealed(matterSchema),
};

const openingArgs = {
  ...matterArgs,
  caseId: id,
  communityCode,
  compoundId: v.optional(id),
  exclusions: v.array(v.picklist(EXCLUSIONS)),
  /** Answer to "已拨打 110?", asked where somebody may be in danger. */
  emergency: v.optional(v.picklist(["110", "other", "notNeeded"])),
  seal: v.optional(recordSeal),
};
const openingSchema = v.looseObject(openingArgs);
type Opening = v.InferOutput<typeof openingSchema>;

/**
 * What a file needs before it is opened.
 * @rule MED-25 where a crime, violence or harm to a minor shows, the police come first: the call is asked for.
 */
function refusalToOpen(a: Opening, env: DecideEnv): Verdict | undefined {
  if (!mayMediate(env.actor, a.communityCode)) return refuse("not-allowed", "MED-13");
  if (liesElsewhere(a.compoundId, a.communityCode, env)) return refuse("not-allowed");
  if (!a.seal) return refuse("seal-key-missing");
  const urgent = a.exclusions.some((e) => URGENT.includes(e));
  return urgent && !a.emergency ? refuse("emergency-answer-missing", "MED-25") : undefined;
}

const openedDoc = ({ caseId: _id, seal, ...a }: Opening & { seal?: RecordSeal | undefined }, env: DecideEnv): Doc => ({
  ...a,
  seal,
  basis: "formal",
  mediatorIds: [env.actor.personId],
});

/** Opens a file: 申请 or 主动调解. */
export const registerCase = mediationCommand({
  name: "mediation.register",
  args: openingSchema,
  target,
  needs: compoundOf,
  decide: (current, a, env) => {
    if (current) return refuse("already-exists");
    const refusal = refusalToOpen(a, env);
    if (refusal) return refusal;
    const doc = {
      ...openedDoc(a, env),
      ...{ state: "registered", registeredAt: env.at, registeredById: env.actor.personId, steps: [] },
    };
    return ok([{ op: "create", t: "mediation", id: a.caseId, doc }]);
  },
});

/** A 劝和 becomes a file; what was known of it stays in it. */
export const makeFormal = mediationCommand({
  name: "mediation.makeFormal",
  args: v.looseObject({ ...openingArgs, stepId: id }),
  target,
  needs: compoundOf,
  decide: (current, { stepId, ...a }, env) => {
    if (!current) return refuse("not-found");
    if (current.communityCode !== a.communityCode) return refuse("not-allowed");
    const refusal = refusalToOpen(a as Opening, env);
    if (refusal) return refusal;
    if (current.basis === "formal") return refuse("bad-transition");
    const { state, registeredById: byId, registeredAt: at } = current;
    const settledBefore = { state, byId, at, number: current.number ?? null };
    return ok([
      ...setFields(current, { ...openedDoc(a as Opening, env), settledBefore, number: null }),
      ...stepTo(current, "registered", stepId, env),
    ]);
  },
});

/** The whole form of parties and matter, saved again; what the person left as it was changes nothing. */
export const changeCase = mediationCommand({
  name: "mediation.change",
  form: true,
  args: v.looseObject({ caseId: id, ...matterArgs }),
  target,
  decide: (file, { caseId: _id, ...fields }, env) => {
    if (!file) return refuse("not-found");
    if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
    if (file.state === "closed" || file.state === "filed") return refuse("bad-transition");
    return ok(setFields(file, fields));
  },
});

/**
 * What a party says when it has heard its rights: yes, or no.
 * @rule INV-5 one clear no ends the mediation at once, and from there it can only be closed.
 */
export const giveCaseConsent = mediationCommand({
  name: "mediation.consent",
  args: v.looseObject({ caseId: id, consentId: id, stepId: id, partyKey: id, given: v.boolean() }),
  target,
  decide: (file, a, env) => {
    if (!file) return refuse("not-found");
    if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
    if (!file.partyKeys.includes(a.partyKey)) return refuse("not-found");
    const entry = { id: a.consentId, partyKey: a.partyKey, given: a.given, at: env.at, byId: env.actor.personId };
    const said = addTo(file, "consents", entry);
    if (!a.given) return step(file, { to: "refused", stepId: a.stepId, env, change: said });
    return file.state === "registered" ? ok(said) : refuse("bad-transition");
  },
});

/**
 * 受理: from here the month counts.
 * @rule MED-22 what the law keeps for another organ is not mediated here but handed on.
 * @rule MED-30R rights and duties are told before it begins, and each party has agreed.
 */
export const acceptCase = mediationCommand({
  name: "mediation.accept",
  args: v.looseObject({ caseId: id, stepId: id, rightsTold: v.boolean() }),
  target,
  decide: (file, a, env) => {
    if (file && isExcluded(file)) return refuse("excluded-matter", "MED-22");
    if (!a.rightsTold) return refuse("rights-not-told", "MED-30R");
    if (file?.partyKeys.some((key) => consentOf(file, key)?.given !== true))
      return refuse("consent-missing", "MED-30R");
    const change: Change = file ? setFields(file, { rightsToldAt: env.at, acceptedAt: env.at }) : [];
    return step(file, { to: "accepted", stepId: a.stepId, env, change });
  },
});

/** Asks somebody else of the community to mediate too: from then on he reads the file. */
export const shareCase = mediationCommand({
  name: "mediation.share",
  args: v.looseObject({ caseId: id, personId: id }),
  target,
  needs: (a) => [{ t: "person", id: a.personId }],
  decide: (file, { personId }, env) => {
    if (!file) return refuse("not-found");
    if (!isInCharge(env.actor, file)) return refuse("not-allowed");
    const person = env.look({ t: "person", id: personId }) as Person | undefined;
    if (!person) return refuse("not-found");
    if (!isInOffice(person, file.communityCode, env.now)) return err({ kind: "role-unknown", field: "personId" });
    if (file.mediatorIds.includes(personId)) return refuse("already-exists");
    return ok(setFields(file, { mediatorIds: [...file.mediatorIds, personId] }));
  },
});

/** Somebody mediates no more here; whoever is in charge stays. */
export const letGoOfCase = mediationCommand({
  name: "mediation.letGo",
  args: v.looseObject({ caseId: id, personId: id }),
  target,
  decide: (file, { personId }, env) => {
    if (!file) return refuse("not-found");
    if (!isInCharge(env.actor, file) || personId === env.actor.personId) return refuse("not-allowed");
    return ok(setFields(file, { mediatorIds: file.mediatorIds.filter((one) => one !== personId) }));
  },
});

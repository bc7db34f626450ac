/** Samples of agreements: write one, change it, take it out of use and back. */
import * as v from "valibot";
import { type Actor, holds } from "../kernel/actor.ts";
import { defineCommand, refuse } from "../kernel/command.ts";
import type { OrgCode } from "../kernel/ids.ts";
import { ok } from "../kernel/result.ts";
import { communityCode, id, title } from "../kernel/schema.ts";
import type { MediationSample } from "./samples.ts";
import { TAGS } from "./words.ts";

const sampleCommand = defineCommand<MediationSample>();

/** May the actor keep the samples of this unit? A district's its administrators, a street's its own and those above. */
export const mayKeepSamples = (actor: Actor, orgCode: OrgCode): boolean =>
  orgCode.endsWith("000") && holds(actor, ["districtAdmin", "streetAdmin"], orgCode);

const term = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500));

/** Writes a sample, or writes it anew. Of a sample of the app it makes the unit's own version. */
export const saveSample = sampleCommand({
  name: "mediationSample.save",
  form: true,
  args: v.looseObject({
    sampleId: id,
    orgCode: communityCode,
    replaces: v.nullable(v.picklist(TAGS)),
    title,
    terms: v.pipe(v.array(term), v.minLength(1), v.maxLength(40)),
  }),
  target: (a) => ({ t: "mediationSample", id: a.sampleId }),
  decide: (current, { sampleId, orgCode, replaces, title: name, terms }, env) => {
    if (!mayKeepSamples(env.actor, current?.orgCode ?? orgCode)) return refuse("not-allowed");
    const changed = { title: name, terms, changedAt: env.at, changedById: env.actor.personId };
    if (current) return ok([{ op: "set", t: "mediationSample", id: sampleId, fields: changed }]);
    const doc = { id: sampleId, orgCode, replaces, retired: false, ...changed };
    return ok([{ op: "create", t: "mediationSample", id: sampleId, doc }]);
  },
});

/** Out of use: no mediator is shown it any more; or back in use. Agreements made from it stay as they are. */
export const retireSample = sampleCommand({
  name: "mediationSample.retire",
  args: v.looseObject({ sampleId: id, retired: v.boolean() }),
  target: (a) => ({ t: "mediationSample", id: a.sampleId }),
  decide: (current, { sampleId, retired }, env) => {
    if (!current) return refuse("not-found");
    if (!mayKeepSamples(env.actor, current.orgCode)) return refuse("not-allowed");
    const fields = { retired, changedAt: env.at, changedById: env.actor.personId };
    return ok([{ op: "set", t: "mediationSample", id: sampleId, fields }]);
  },
});

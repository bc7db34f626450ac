/** Draft, change and publish a checklist. A published version is never changed, only followed by the next. */
import * as v from "valibot";
import { holds } from "../kernel/actor.ts";
import { defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { communityCode, id, localDate, sentence, title } from "../kernel/schema.ts";
import { type ChecklistVersion, SEVERITIES } from "./checklist.ts";

const category = v.looseObject({
  id,
  label: title,
  labelEn: title,
  severity: v.picklist(SEVERITIES),
  advice: v.optional(sentence),
  adviceEn: v.optional(sentence),
});
const section = v.looseObject({ id, label: title, labelEn: title, categories: v.array(category) });

export const saveChecklistDraft = defineCommand<ChecklistVersion>()({
  name: "checklist.saveDraft",
  args: v.looseObject({
    versionId: id,
    districtCode: communityCode,
    n: v.pipe(v.number(), v.integer(), v.minValue(1)),
    title,
    effectiveOn: localDate,
    sections: v.array(section),
  }),
  target: (a) => ({ t: "checklistVersion", id: a.versionId }),
  decide: (current, args, env) => {
    if (!holds(env.actor, ["districtAdmin"], current?.districtCode ?? args.districtCode)) return refuse("not-allowed");
    if (current && current.state !== "draft") return refuse("checklist-not-draft");
    const { versionId, districtCode, n, ...fields } = args;
    if (current) return ok([{ op: "set", t: "checklistVersion", id: versionId, fields }]);
    const doc = { ...fields, id: versionId, districtCode, n, state: "draft" };
    return ok([{ op: "create", t: "checklistVersion", id: versionId, doc }]);
  },
});

export const publishChecklist = defineCommand<ChecklistVersion>()({
  name: "checklist.publish",
  args: v.looseObject({ versionId: id, effectiveOn: localDate }),
  target: (a) => ({ t: "checklistVersion", id: a.versionId }),
  decide: (current, args, env) => {
    if (!current) return refuse("not-found");
    if (!holds(env.actor, ["districtAdmin"], current.districtCode)) return refuse("not-allowed");
    if (current.state !== "draft") return refuse("checklist-not-draft");
    if (!current.sections.some((s) => s.categories.length > 0)) return refuse("checklist-empty");
    const fields = { effectiveOn: args.effectiveOn, publishedAt: env.at, publishedBy: env.actor.personId };
    return ok([
      { op: "set", t: "checklistVersion", id: current.id, fields },
      { op: "transition", t: "checklistVersion", id: current.id, from: ["draft"], to: "published" },
    ]);
  },
});

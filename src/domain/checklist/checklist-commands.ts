/** Draft, change and publish a checklist. A published version is never changed, only followed by the next. */
import * as v from "valibot";
import { holds } from "../kernel/actor.ts";
import { defineCommand, refuse } from "../kernel/command.ts";
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
const sections = v.pipe(v.array(section), v.maxLength(100));

export const saveChecklistDraft = defineCommand<ChecklistVersion>()({
  name: "checklist.saveDraft",
  form: true,
  args: v.looseObject({
    versionId: id,
    districtCode: communityCode,
    n: v.pipe(v.number(), v.integer(), v.minValue(1)),
    title,
    effectiveOn: localDate,
    sections,
  }),
  target: (a) => ({ t: "checklistVersion", id: a.versionId }),
  decide: (current, args, env) => {
    if (!holds(env.actor, ["districtAdmin"], current?.districtCode ?? args.districtCode)) return refuse("not-allowed");
    if (current && current.state !== "draft") return refuse("checklist-not-draft");
    const { versionId, districtCode, n } = args;
    const fields = { title: args.title, effectiveOn: args.effectiveOn, sections: args.sections };
    if (current) return ok([{ op: "set", t: "checklistVersion", id: versionId, fields }]);
    const doc = { ...fields, id: versionId, districtCode, n, state: "draft" };
    return ok([{ op: "create", t: "checklistVersion", id: versionId, doc }]);
  },
});

/**
 * Publishes a draft. What is on the screen comes along (`title`, `sections`), so that saving and publishing are one
 * deed: either the version goes out as it was seen, or nothing changes. Without them the draft goes out as stored.
 */
export const publishChecklist = defineCommand<ChecklistVersion>()({
  name: "checklist.publish",
  args: v.looseObject({
    versionId: id,
    effectiveOn: localDate,
    title: v.optional(title),
    sections: v.optional(sections),
  }),
  target: (a) => ({ t: "checklistVersion", id: a.versionId }),
  decide: (current, args, env) => {
    if (!current) return refuse("not-found");
    if (!holds(env.actor, ["districtAdmin"], current.districtCode)) return refuse("not-allowed");
    if (current.state !== "draft") return refuse("checklist-not-draft");
    const content = { title: args.title ?? current.title, sections: args.sections ?? current.sections };
    if (content.sections.length === 0) return refuse("checklist-empty");
    // On the phone it would be a question without an answer.
    if (content.sections.some((s) => s.categories.length === 0)) return refuse("checklist-section-empty");
    const { effectiveOn } = args;
    const fields = { ...content, effectiveOn, publishedAt: env.at, publishedBy: env.actor.personId };
    return ok([
      { op: "set", t: "checklistVersion", id: current.id, fields },
      { op: "transition", t: "checklistVersion", id: current.id, from: ["draft"], to: "published" },
    ]);
  },
});

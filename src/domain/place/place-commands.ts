/** Checkpoints and routes, kept by the community. */
import * as v from "valibot";
import { holds } from "../kernel/actor.ts";
import { type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { communityCode, id, lngLat, localDate, title } from "../kernel/schema.ts";
import { CHECKPOINT_KINDS, type Checkpoint, type Route } from "./place.ts";

const KEEPERS = ["communityAdmin", "districtAdmin"] as const;

export const saveCheckpoint = defineCommand<Checkpoint>()({
  name: "checkpoint.save",
  args: v.looseObject({
    checkpointId: id,
    tag: id,
    communityCode,
    compoundId: id,
    kind: v.picklist(CHECKPOINT_KINDS),
    name: title,
    position: v.nullable(lngLat),
    retiredOn: v.optional(localDate),
  }),
  target: (a) => ({ t: "checkpoint", id: a.checkpointId }),
  decide: (current, args, env) => {
    const code = current?.communityCode ?? args.communityCode;
    const secretary = holds(env.actor, ["branchSecretary"], code, current?.compoundId ?? args.compoundId);
    if (!secretary && !holds(env.actor, KEEPERS, code)) return refuse("not-allowed");
    const { checkpointId, tag, communityCode: _home, ...fields } = args;
    if (current) return ok([{ op: "set", t: "checkpoint", id: checkpointId, fields: fields as Doc }]);
    return ok([
      {
        op: "create",
        t: "checkpoint",
        id: checkpointId,
        doc: { ...fields, id: checkpointId, tag, communityCode: code },
      },
    ]);
  },
});

export const saveRoute = defineCommand<Route>()({
  name: "route.save",
  args: v.looseObject({
    routeId: id,
    name: title,
    communityCode,
    teamId: id,
    checkpointIds: v.pipe(v.array(id), v.maxLength(1000)),
    ordered: v.boolean(),
    retiredOn: v.optional(localDate),
  }),
  target: (a) => ({ t: "route", id: a.routeId }),
  decide: (current, args, env) => {
    const code = current?.communityCode ?? args.communityCode;
    if (!holds(env.actor, KEEPERS, code)) return refuse("not-allowed");
    if (args.checkpointIds.length === 0) return refuse("route-empty");
    const { routeId, communityCode: _home, ...fields } = args;
    if (current) return ok([{ op: "set", t: "route", id: routeId, fields: fields as Doc }]);
    return ok([{ op: "create", t: "route", id: routeId, doc: { ...fields, id: routeId, communityCode: code } }]);
  },
});

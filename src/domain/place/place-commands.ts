/** Checkpoints and routes, kept by the community. */
import * as v from "valibot";
import { type Actor, holds } from "../kernel/actor.ts";
import { type Doc, defineCommand, refuse } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { communityCode, id, lngLat, localDate, title } from "../kernel/schema.ts";
import { CHECKPOINT_KINDS, type Checkpoint, type Compound, type Route } from "./place.ts";

const KEEPERS = ["communityAdmin", "districtAdmin"] as const;

/** The community's own staff; a branch secretary for his compound, before and after the change. */
export const mayKeepCheckpoints = (actor: Actor, code: string, compoundIds: readonly string[]): boolean =>
  holds(actor, KEEPERS, code) || compoundIds.every((id) => holds(actor, ["branchSecretary"], code, id));

export const mayKeepRoutes = (actor: Actor, code: string): boolean => holds(actor, KEEPERS, code);

export const saveCheckpoint = defineCommand<Checkpoint>()({
  name: "checkpoint.save",
  form: true,
  args: v.looseObject({
    checkpointId: id,
    tag: id,
    communityCode,
    compoundId: id,
    kind: v.picklist(CHECKPOINT_KINDS),
    name: title,
    position: v.nullable(lngLat),
    retiredOn: v.optional(v.nullable(localDate)),
  }),
  target: (a) => ({ t: "checkpoint", id: a.checkpointId }),
  needs: (a) => [{ t: "compound", id: a.compoundId }],
  decide: (current, args, env) => {
    const code = current?.communityCode ?? args.communityCode;
    if (!mayKeepCheckpoints(env.actor, code, [current?.compoundId ?? args.compoundId, args.compoundId]))
      return refuse("not-allowed");
    const compound = env.look({ t: "compound", id: args.compoundId }) as Compound | undefined;
    if (compound?.communityCode !== code) return refuse("not-found");
    const { checkpointId, tag, communityCode: _home, id: _id, ...fields } = args;
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
  form: true,
  args: v.looseObject({
    routeId: id,
    name: title,
    communityCode,
    teamId: id,
    checkpointIds: v.pipe(v.array(id), v.maxLength(1000)),
    ordered: v.boolean(),
    retiredOn: v.optional(v.nullable(localDate)),
  }),
  target: (a) => ({ t: "route", id: a.routeId }),
  decide: (current, args, env) => {
    const code = current?.communityCode ?? args.communityCode;
    if (!mayKeepRoutes(env.actor, code)) return refuse("not-allowed");
    if (args.checkpointIds.length === 0) return refuse("route-empty");
    const { routeId, communityCode: _home, id: _id, ...fields } = args;
    if (current) return ok([{ op: "set", t: "route", id: routeId, fields: fields as Doc }]);
    return ok([{ op: "create", t: "route", id: routeId, doc: { ...fields, id: routeId, communityCode: code } }]);
  },
});

/** Takes a checkpoint out of use from a day on, or (null) into use again; nothing else about it changes. */
export const retireCheckpoint = defineCommand<Checkpoint>()({
  name: "checkpoint.retire",
  args: v.looseObject({ checkpointId: id, retiredOn: v.nullable(localDate) }),
  target: (a) => ({ t: "checkpoint", id: a.checkpointId }),
  decide: (current, { checkpointId, retiredOn }, env) => {
    if (!current) return refuse("not-found");
    if (!mayKeepCheckpoints(env.actor, current.communityCode, [current.compoundId])) return refuse("not-allowed");
    return ok([{ op: "set", t: "checkpoint", id: checkpointId, fields: { retiredOn } }]);
  },
});

/** Takes a route out of use from a day on, or (null) into use again; rounds on it are untouched. */
export const retireRoute = defineCommand<Route>()({
  name: "route.retire",
  args: v.looseObject({ routeId: id, retiredOn: v.nullable(localDate) }),
  target: (a) => ({ t: "route", id: a.routeId }),
  decide: (current, { routeId, retiredOn }, env) => {
    if (!current) return refuse("not-found");
    if (!mayKeepRoutes(env.actor, current.communityCode)) return refuse("not-allowed");
    return ok([{ op: "set", t: "route", id: routeId, fields: { retiredOn } }]);
  },
});

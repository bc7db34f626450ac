/**
 * What a desk does with a record that was set aside: apply it (mended or not), hand it to another desk, file it away.
 * Applying decides the record's own command once more. The deed stays its author's; the right comes from both: the
 * roles he had when he did it, as far as whoever applies it could give them, and the applier's own.
 */
import * as v from "valibot";
import type { Actor } from "../kernel/actor.ts";
import { isGrantActive } from "../kernel/actor.ts";
import { type CommandSpec, type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { isSame } from "../kernel/same.ts";
import { communityCode, id, sentence } from "../kernel/schema.ts";
import type { Person } from "../people/people.ts";
import { mayGrant } from "../people/people-commands.ts";
import { type SetAside, type SetAsideEvent, sitsAt } from "./set-aside.ts";

const asideCommand = defineCommand<SetAside>();
const target = (a: { asideId: string }) => ({ t: "setAside", id: a.asideId });

type Lookup = (cmd: string) => CommandSpec | undefined;

/** Names of these commands begin so; none of them is ever applied by another. */
const PREFIX = "aside.";

/** Who may settle this one now; the same refusals for every act. */
function refusalToSettle(current: SetAside | undefined, env: DecideEnv): Verdict | undefined {
  if (!current) return refuse("not-found");
  if (!sitsAt(env.actor, current.orgCode)) return refuse("not-allowed");
  return current.state === "open" ? undefined : refuse("already-settled");
}

const eventOf = (env: DecideEnv, event: Omit<SetAsideEvent, "at" | "byId">): SetAsideEvent => ({
  ...event,
  at: env.at,
  byId: env.actor.personId,
});

const append = (current: SetAside, entry: SetAsideEvent) =>
  ({ op: "append", t: "setAside", id: current.id, list: "events", entry }) as const;

const moveTo = (current: SetAside, to: SetAside["state"]) =>
  ({ op: "transition", t: "setAside", id: current.id, from: [current.state], to }) as const;

/** The author, with the roles he had then that `applier` could give, and with the applier's own. */
function authorBacked(author: Person | undefined, current: SetAside, applier: Actor): Actor {
  const had = (author?.grants ?? []).filter((g) => isGrantActive(g, current.at));
  const backed = had.filter((g) => mayGrant(applier, g.role, g.orgCode));
  return { personId: current.personId, grants: [...backed, ...applier.grants] };
}

const applyArgs = v.looseObject({
  asideId: id,
  eventId: id,
  /** As they stand in the record that is applied. */
  cmd: v.pipe(v.string(), v.maxLength(60)),
  personId: id,
  /** The arguments to apply: its own, or mended ones. */
  args: v.record(v.string(), v.unknown()),
});

function innerOf(lookup: Lookup, cmd: string, args: unknown): { spec: CommandSpec; args: Doc } | Verdict {
  const spec = cmd.startsWith(PREFIX) ? undefined : lookup(cmd);
  if (!spec) return refuse("unknown-command");
  const parsed = spec.parse(args);
  return parsed.ok ? { spec, args: parsed.value } : parsed;
}

/** Makes the commands; `lookup` finds the command that a set-aside record carries. */
export function asideCommands(lookup: Lookup) {
  const applyAside = asideCommand({
    name: "aside.apply",
    args: applyArgs,
    target,
    needs: (a) => {
      const inner = innerOf(lookup, a.cmd, a.args);
      const author = { t: "person", id: a.personId };
      return "spec" in inner ? [author, inner.spec.target(inner.args), ...inner.spec.needs(inner.args)] : [author];
    },
    decide: (current, given, env) => {
      const refusal = refusalToSettle(current, env);
      if (refusal || !current) return refusal ?? refuse("not-found");
      if (given.cmd !== current.cmd || given.personId !== current.personId) return refuse("invalid-arguments");
      const inner = innerOf(lookup, given.cmd, given.args);
      if (!("spec" in inner)) return inner;
      const author = env.look({ t: "person", id: current.personId }) as Person | undefined;
      const actor = authorBacked(author, current, env.actor);
      const verdict = inner.spec.decide(env.look(inner.spec.target(inner.args)), inner.args, {
        ...env,
        actor,
        at: current.at,
      });
      if (!verdict.ok) return verdict;
      const mended = !isSame(given.args, current.args);
      const event = eventOf(env, { id: given.eventId, kind: "applied", ...(mended ? { mended } : {}) });
      return ok([...verdict.value, append(current, event), moveTo(current, "applied")]);
    },
  });

  return { applyAside, handOverAside, fileAside, reopenAside, giveAsideAgain };
}

/** Gives it to the desk of another unit, which sees it from then on instead. */
export const handOverAside = asideCommand({
  name: "aside.handOver",
  args: v.looseObject({ asideId: id, eventId: id, orgCode: communityCode, text: sentence }),
  target,
  needs: (a) => [{ t: "orgUnit", id: a.orgCode }],
  decide: (current, { eventId, orgCode, text }, env) => {
    const refusal = refusalToSettle(current, env);
    if (refusal || !current) return refusal ?? refuse("not-found");
    if (orgCode === current.orgCode || !env.look({ t: "orgUnit", id: orgCode })) return refuse("org-unknown");
    return ok([
      append(current, eventOf(env, { id: eventId, kind: "handedOver", to: orgCode, ...(text ? { text } : {}) })),
      { op: "set", t: "setAside", id: current.id, fields: { orgCode } },
    ]);
  },
});

/** Nothing is done with it, for a reason its author reads; it stays. */
export const fileAside = asideCommand({
  name: "aside.file",
  args: v.looseObject({ asideId: id, eventId: id, text: sentence }),
  target,
  decide: (current, { eventId, text }, env) => {
    const refusal = refusalToSettle(current, env);
    if (refusal || !current) return refusal ?? refuse("not-found");
    if (text === "") return refuse("reason-missing");
    return ok([append(current, eventOf(env, { id: eventId, kind: "filed", text })), moveTo(current, "filed")]);
  },
});

/** A filed one is looked at again. */
export const reopenAside = asideCommand({
  name: "aside.reopen",
  args: v.looseObject({ asideId: id, eventId: id }),
  target,
  decide: (current, { eventId }, env) => {
    if (!current) return refuse("not-found");
    if (!sitsAt(env.actor, current.orgCode)) return refuse("not-allowed");
    if (current.state !== "filed") return refuse("bad-transition");
    return ok([append(current, eventOf(env, { id: eventId, kind: "reopened" })), moveTo(current, "open")]);
  },
});

/** Its author has given it again himself, mended or not: the desk need not. */
export const giveAsideAgain = asideCommand({
  name: "aside.giveAgain",
  args: v.looseObject({ asideId: id, eventId: id }),
  target,
  decide: (current, { eventId }, env) => {
    if (!current) return refuse("not-found");
    if (current.personId !== env.actor.personId) return refuse("not-allowed");
    if (current.state !== "open") return refuse("already-settled");
    return ok([append(current, eventOf(env, { id: eventId, kind: "givenAgain" })), moveTo(current, "givenAgain")]);
  },
});

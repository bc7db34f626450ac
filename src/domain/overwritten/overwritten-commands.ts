/** One tap brings a lost value back: a write like any other, so that what it replaces is kept in its turn. */
import * as v from "valibot";
import { type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { id } from "../kernel/schema.ts";
import { isBringable, mayBringBack, type Overwritten } from "./overwritten.ts";

const args = v.looseObject({ overwrittenId: id, t: id, recordId: id });
type Args = v.InferOutput<typeof args>;

const ref = (a: Args) => ({ t: "overwritten", id: a.overwrittenId });

/** The lost value, where it lies open and belongs to the record that the command names. */
function lostIn(record: Doc | undefined, given: Args, env: DecideEnv): Overwritten | Verdict {
  const one = env.look(ref(given)) as Overwritten | undefined;
  if (!one || !record || one.t !== given.t || one.recordId !== given.recordId) return refuse("not-found");
  if (!isBringable(one.t, one.field) || !mayBringBack(env.actor, one.t, record)) return refuse("not-allowed");
  return one.state === "open" ? one : refuse("already-settled");
}

const settled = (one: Overwritten, state: Overwritten["state"], env: DecideEnv) =>
  ({
    op: "set",
    t: "overwritten",
    id: one.id,
    fields: { state, settledById: env.actor.personId, settledAt: env.at },
  }) as const;

export const bringBack = defineCommand<Doc>()({
  name: "overwritten.bringBack",
  args,
  target: (a) => ({ t: a.t, id: a.recordId }),
  needs: (a) => [ref(a)],
  decide: (record, given, env) => {
    const one = lostIn(record, given, env);
    if ("ok" in one) return one;
    const back = { op: "set", t: one.t, id: one.recordId, fields: { [one.field]: one.lost } } as const;
    return ok([back, settled(one, "broughtBack", env)]);
  },
});

/** What stands there now is right: the lost value is shown no more, and stays kept. */
export const letBe = defineCommand<Doc>()({
  name: "overwritten.letBe",
  args,
  target: (a) => ({ t: a.t, id: a.recordId }),
  needs: (a) => [ref(a)],
  decide: (record, given, env) => {
    const one = lostIn(record, given, env);
    return "ok" in one ? one : ok([settled(one, "letBe", env)]);
  },
});

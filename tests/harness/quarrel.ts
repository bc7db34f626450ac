/**
 * A sealed record type that exists in tests only, with everything a type can declare: words as fields and in entries,
 * people who come and go, an end after which phones keep the stub. Put into the tables of the domain when it is imported.
 */
import * as v from "valibot";
import { COMMANDS } from "#domain/commands";
import { type Command, type CommandSpec, type Doc, defineCommand, refuse } from "#domain/kernel/command";
import { ok } from "#domain/kernel/result";
import { communityCode, id, instant } from "#domain/kernel/schema";
import { personScope, workScope } from "#domain/kernel/scope";
import { type RecordSeal, recordSeal, type SealedBox, sealed } from "#domain/kernel/sealed";
import { RECORD_TYPES, REGISTRY } from "#domain/registry";

export interface Quarrel {
  readonly id: string;
  readonly communityCode: string;
  readonly state: string;
  readonly mediatorIds: readonly string[];
  readonly filedAt?: string;
  readonly names: SealedBox<readonly string[]>;
  readonly facts: SealedBox<string>;
  readonly sessions: readonly { readonly id: string; readonly account: SealedBox<string> }[];
  readonly seal: RecordSeal;
}

const text = sealed(v.pipe(v.string(), v.maxLength(5_000)));
const command = defineCommand<Quarrel>();
const target = (a: { quarrelId: string }) => ({ t: "quarrel", id: a.quarrelId });
const mine = (current: Quarrel | undefined, personId: string) => current?.mediatorIds.includes(personId) ?? false;

export const takeUp = command({
  name: "quarrel.takeUp",
  args: v.looseObject({
    quarrelId: id,
    communityCode,
    mediatorIds: v.array(id),
    names: sealed(v.array(v.string())),
    facts: text,
    seal: v.optional(recordSeal),
  }),
  target,
  decide: (current, a) => {
    if (current) return refuse("already-exists");
    if (!a.seal) return refuse("seal-key-missing");
    const { communityCode: code, mediatorIds, names, facts, seal } = a;
    const doc = { communityCode: code, state: "open", mediatorIds, names, facts, sessions: [], seal };
    return ok([{ op: "create", t: "quarrel", id: a.quarrelId, doc }]);
  },
});

export const correct = command({
  name: "quarrel.correct",
  form: true,
  args: v.looseObject({ quarrelId: id, names: sealed(v.array(v.string())), facts: text }),
  target,
  decide: (current, a, env) => {
    if (!mine(current, env.actor.personId)) return refuse("not-allowed");
    return ok([{ op: "set", t: "quarrel", id: a.quarrelId, fields: { names: a.names, facts: a.facts } }]);
  },
});

export const hear = command({
  name: "quarrel.hear",
  args: v.looseObject({ quarrelId: id, entryId: id, account: text }),
  target,
  decide: (current, a, env) => {
    if (!mine(current, env.actor.personId)) return refuse("not-allowed");
    const entry = { id: a.entryId, account: a.account };
    return ok([{ op: "append", t: "quarrel", id: a.quarrelId, list: "sessions", entry }]);
  },
});

export const share = command({
  name: "quarrel.share",
  args: v.looseObject({ quarrelId: id, mediatorIds: v.array(id) }),
  target,
  decide: (current, a, env) =>
    mine(current, env.actor.personId)
      ? ok([{ op: "set", t: "quarrel", id: a.quarrelId, fields: { mediatorIds: a.mediatorIds } }])
      : refuse("not-allowed"),
});

export const file = command({
  name: "quarrel.file",
  args: v.looseObject({ quarrelId: id, at: instant }),
  target,
  decide: (_current, a) =>
    ok([{ op: "set", t: "quarrel", id: a.quarrelId, fields: { filedAt: a.at, state: "filed" } }]),
});

const stub = (d: Doc): Doc => ({ communityCode: d["communityCode"], state: d["state"] });

const TYPES = {
  quarrel: {
    keep: "rows",
    scopes: (d: Quarrel) => d.mediatorIds.map(personScope),
    sealed: {
      entitled: (d: Quarrel) => d.mediatorIds,
      stub: { t: "quarrelStub", of: (d: Quarrel) => stub(d as unknown as Doc) },
      onPhone: { days: 7, from: (d: Quarrel) => d.filedAt },
    },
  },
  quarrelStub: { keep: "rows", scopes: (d: Quarrel) => [workScope(d.communityCode)] },
};

Object.assign(REGISTRY, TYPES);
(RECORD_TYPES as string[]).push(...Object.keys(TYPES));
const specs: readonly Command<never>[] = [takeUp, correct, hear, share, file] as unknown as Command<never>[];
for (const { spec } of specs) (COMMANDS as Map<string, CommandSpec>).set(spec.name, spec);

/** What a waiting record is called, and why it was not taken, in words. */
import type { Issue } from "#domain/issue/issue";
import type { PersonId } from "#domain/kernel/ids";
import { REFUSAL_KINDS } from "#domain/kernel/refusal";
import { useCategoryName } from "#storage/checklists";
import type { OutboxEntry } from "#storage/outbox";
import { usePeople } from "#storage/people";
import { usePlaces } from "#storage/places";
import { refusalText } from "#ui/refusal-text";
import { type Lang, useLang, useText } from "#ui/text";
import { en } from "./sync-status.en.ts";
import { zh } from "./sync-status.zh.ts";

export type Words = ReturnType<typeof useText<typeof zh>>;

export const useSyncText = (): Words => useText(zh, en);

/** The sentence under a key we may not have. */
export const named = (map: object, key: string): string | undefined => (map as Readonly<Record<string, string>>)[key];

/** Why the server did not take it, in words where we have them. */
export function reasonText(lang: Lang, t: Words, reason: string): string {
  const kind = REFUSAL_KINDS.find((k) => k === reason);
  return kind ? refusalText(lang, { kind }) : (named(t.reasons, reason) ?? t.otherFault(reason));
}

export interface Names {
  /** Name of a place or a person; an id nobody knows here gives nothing. */
  readonly of: (id: string) => string | undefined;
  /** Category of a report, in the language of the screen. */
  readonly category: (report: Issue) => string;
}

export function useNames(): Names {
  const { lang } = useLang();
  const places = usePlaces();
  const people = usePeople();
  const category = useCategoryName(lang);
  const of = (id: string) =>
    places?.checkpoints.get(id)?.name ??
    places?.compounds.get(id)?.name ??
    places?.routes.get(id)?.name ??
    places?.orgUnits.get(id)?.name ??
    people?.get(id as PersonId)?.displayName;
  return { of, category };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

interface Named {
  readonly cmd: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Where it is about: the checkpoint, the compound, or the person's own words. */
export function placeOf({ args }: Named, names: Names): string {
  const place = (args["place"] ?? {}) as Readonly<Record<string, unknown>>;
  const ids = [args["checkpointId"], place["checkpointId"], place["compoundId"], args["compoundId"], args["routeId"]];
  const known = ids.flatMap((id) => names.of(text(id)) ?? []);
  return known[0] ?? text(place["spot"]);
}

/** 报一个问题：消防通道占堵 · 3栋2单元 */
export function titleOf(entry: Named, t: Words, names: Names): string {
  const label = entry.cmd === "issue.report" ? names.category(entry.args as unknown as Issue) : "";
  const what = named(t.cmd, entry.cmd) ?? t.otherCmd;
  const place = placeOf(entry, names);
  return `${label ? t.labelled(what, label) : what}${place ? ` · ${place}` : ""}`;
}

/** The argument a person wrote in words, and may write again. */
const WRITTEN = ["words", "text", "note", "remark", "handover"] as const;

export function writtenIn(entry: Pick<OutboxEntry, "args">): { field: string; words: string } | undefined {
  const field = WRITTEN.find((name) => typeof entry.args[name] === "string");
  return field === undefined ? undefined : { field, words: text(entry.args[field]) };
}

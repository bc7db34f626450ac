/** Deeds in words, for whoever must read a record that was not taken: on the phone, at the desk, in a file. */

import { REFUSAL_KINDS } from "#domain/kernel/refusal";
import { holdsBox, isSealedBox } from "#domain/kernel/sealed";
import { en } from "./deed.en.ts";
import { zh } from "./deed.zh.ts";
import { refusalText } from "./refusal-text.tsx";
import { type Lang, useLang, useText } from "./text.tsx";

type DeedWords = ReturnType<typeof useDeedDictionary>;

const useDeedDictionary = () => useText(zh, en);

/** A thing somebody did, as it stands in its envelope. */
export interface NamedDeed {
  readonly cmd: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What this device knows the names of. */
export interface KnownNames {
  /** Name of a place or a person; an id nobody knows here gives nothing. */
  readonly of: (id: string) => string | undefined;
  /** Category of a report, in the language of the screen. */
  readonly category: (args: NamedDeed["args"]) => string;
}

export interface Deeds {
  /** 报一个问题：消防通道占堵 · 3栋2单元 */
  title(deed: NamedDeed, names: KnownNames): string;
  /** Where it is about: the checkpoint, the compound, or the person's own words; empty where nothing is said. */
  place(args: NamedDeed["args"], names: KnownNames): string;
  /** What a person would read of it, name and value; photos and ids of the record itself say nothing. */
  facts(deed: NamedDeed, names: KnownNames): (readonly [name: string, value: string])[];
  /** One value as a person reads it; empty where nothing stands. */
  value(field: string, value: unknown, names: KnownNames): string;
  /** What a field is called. */
  field(field: string): string;
  /** A record by its kind and, where this device knows it, its name. */
  record(t: string, id: string, names: KnownNames): string;
  /** Why the server did not take it. */
  reason(code: string): string;
}

const wordFor = (map: object, key: string): string | undefined => (map as Readonly<Record<string, string>>)[key];
const text = (value: unknown): string => (typeof value === "string" ? value : "");

function placeIn(args: NamedDeed["args"], names: KnownNames): string {
  const place = (args["place"] ?? {}) as Readonly<Record<string, unknown>>;
  const ids = [args["checkpointId"], place["checkpointId"], place["compoundId"], args["compoundId"], args["routeId"]];
  const known = ids.flatMap((id) => names.of(text(id)) ?? []);
  return known[0] ?? text(place["spot"]);
}

function valueText(value: unknown, t: DeedWords, names: KnownNames): string {
  if (isSealedBox(value)) return t.sealedText;
  if (Array.isArray(value)) return value.map((member) => valueText(member, t, names)).join("、");
  if (typeof value === "boolean") return value ? t.yes : t.no;
  if (value !== null && typeof value === "object") {
    return Object.entries(value)
      .filter(([key]) => key !== "id")
      .map(([key, member]) => `${wordFor(t.fact, key) ?? key} ${valueText(member, t, names)}`)
      .join("，");
  }
  const plain = String(value ?? "");
  return names.of(plain) ?? wordFor(t.value, plain) ?? plain;
}

/** Longitude and latitude, as a map shows them. */
const positionText = (value: unknown): string =>
  Array.isArray(value) ? value.map((part) => Number(part).toFixed(5)).join(", ") : "";

/** What is told of a deed about a mediation: the rest is codes that stand in its file, or sealed. */
const OF_A_FILE: readonly string[] = ["communityCode", "on", "until", "personId"];

function factsIn(deed: NamedDeed, t: DeedWords, names: KnownNames): [string, string][] {
  const place = placeIn(deed.args, names);
  const facts: [string, string][] = place ? [[t.fact.place, place]] : [];
  const isMediation = deed.cmd.startsWith("mediation.");
  for (const [key, value] of Object.entries(deed.args)) {
    const name = wordFor(t.fact, key);
    if (name === undefined || key === "place" || value === "" || holdsBox(value)) continue;
    if (!isMediation || OF_A_FILE.includes(key)) facts.push([name, valueText(value, t, names)]);
  }
  if (holdsBox(deed.args)) facts.push([t.sealedName, t.sealedText]);
  return facts;
}

function titleIn(deed: NamedDeed, t: DeedWords, names: KnownNames): string {
  const label = deed.cmd === "issue.report" ? names.category(deed.args) : "";
  const what = wordFor(t.cmd, deed.cmd) ?? t.otherCmd;
  const place = placeIn(deed.args, names);
  return `${label ? t.labelled(what, label) : what}${place ? ` · ${place}` : ""}`;
}

function reasonIn(lang: Lang, t: DeedWords, code: string): string {
  const kind = REFUSAL_KINDS.find((k) => k === code);
  return kind ? refusalText(lang, { kind }) : (wordFor(t.reasons, code) ?? t.otherReason(code));
}

/** Deeds in the language of the screen. */
export function useDeeds(): Deeds {
  const t = useDeedDictionary();
  const { lang } = useLang();
  return {
    title: (deed, names) => titleIn(deed, t, names),
    place: placeIn,
    facts: (deed, names) => factsIn(deed, t, names),
    value: (field, value, names) => (field === "position" ? positionText(value) : valueText(value, t, names)),
    field: (field) => wordFor(t.fact, field) ?? wordFor(t.fileField, field) ?? field,
    record: (type, id, names) => [wordFor(t.record, type) ?? "", names.of(id) ?? ""].filter(Boolean).join(" "),
    reason: (code) => reasonIn(lang, t, code),
  };
}

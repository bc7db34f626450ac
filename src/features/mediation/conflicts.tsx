import { useEffect, useState } from "react";
import type { Matter, Party } from "#domain/mediation/confidential";
import { bringBack, letBe } from "#domain/overwritten/overwritten-commands";
import { type LostValue, useLostValues } from "#storage/overwritten";
import { usePeople } from "#storage/people";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { useCase, useOpener } from "./case-context.ts";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

/** What two mediators changed without knowing of each other: both versions, and one of them decides. */
export function Conflicts() {
  const { file } = useCase();
  const lost = useLostValues()?.filter((one) => one.may && one.recordId === file.id) ?? [];
  return lost.map((one) => <Conflict key={one.id} one={one} />);
}

type FieldName = keyof ReturnType<typeof useMediationText>["field"];

function Conflict({ one }: { readonly one: LostValue }) {
  const t = useMediationText();
  const people = usePeople();
  const { person } = useWorld();
  const { act, busy } = useMediationAct();
  const [lost, put] = useBoth(one);
  const args = { overwrittenId: one.id, t: one.t, recordId: one.recordId };
  const nameOf = (id: string): string =>
    id === person.personId ? t.you : (people?.get(id)?.displayName ?? t.colleague);
  const [first, second] = [nameOf(one.lostById), nameOf(one.byId)];
  const title = t.conflictTitle(one.mine ? second : first, t.field[one.field as FieldName]);
  return (
    <Card label={title}>
      <Banner tone="warn" title={title}>
        {t.conflictText(second)}
      </Banner>
      <h3>{t.wrote(first)}</h3>
      <p className="case-words">{lost}</p>
      <h3>{t.wrote(second)}</h3>
      <p className="case-words">{put}</p>
      <Button full busy={busy} onClick={() => void act(bringBack(args))}>
        {t.useWhat(first)}
      </Button>
      <Button full busy={busy} onClick={() => void act(letBe(args))}>
        {t.useWhat(second)}
      </Button>
    </Card>
  );
}

/** Both versions as a person reads them. */
function useBoth(one: LostValue): readonly [string, string] {
  const t = useMediationText();
  const open = useOpener();
  const [values, setValues] = useState<readonly [unknown, unknown]>(["", ""]);
  const { lost, put } = one;
  useEffect(() => {
    let current = true;
    void open({ lost, put }).then((both) => {
      if (current && both) setValues([both.lost, both.put]);
    });
    return () => {
      current = false;
    };
  }, [open, lost, put]);
  const say = (value: unknown): string => wordsOf(one.field, value, t) || t.unreadable;
  return [say(values[0]), say(values[1])];
}

const isMatter = (value: unknown): value is Matter => typeof value === "object" && value !== null && "facts" in value;
const areParties = (value: unknown): value is readonly Party[] =>
  Array.isArray(value) && value.some((one) => typeof one === "object" && one !== null && "name" in one);

const SEALED = ["parties", "matter"];
type Words = ReturnType<typeof useMediationText>;

/** A value of a field as a person says it; nothing where it cannot be read. */
function wordsOf(field: string, value: unknown, t: Words): string {
  if (isMatter(value)) return [value.where, value.facts, ...value.claims, value.remarks].filter(Boolean).join("\n");
  if (areParties(value)) {
    return value.map((p) => [t.party(p.key), p.name, p.phone, p.address].filter(Boolean).join(" ")).join("\n");
  }
  // No key to it on this phone, or nothing filled in.
  if (value === null || value === undefined) return SEALED.includes(field) ? "" : t.nothingThere;
  if (field === "amountFen") return `${Number(value) / 100} ${t.yuan}`;
  const names: Readonly<Record<string, string>> = { ...t.category, ...t.tag, ...t.source, ...t.involved, ...t.risk };
  const one = (code: unknown): string => (field === "partyKeys" ? t.party(String(code)) : (names[String(code)] ?? ""));
  return Array.isArray(value) ? value.map(one).join("、") || t.nothingThere : one(value);
}

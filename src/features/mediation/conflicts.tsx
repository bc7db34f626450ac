import { useEffect, useState } from "react";
import type { Matter, Party } from "#domain/mediation/confidential";
import { bringBack, letBe } from "#domain/overwritten/overwritten-commands";
import { type LostValue, useLostValues } from "#storage/overwritten";
import { usePeople } from "#storage/people";
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
  const { act, busy } = useMediationAct();
  const [lost, put] = useBoth(one);
  const args = { overwrittenId: one.id, t: one.t, recordId: one.recordId };
  const who = people?.get(one.byId)?.displayName ?? t.colleague;
  return (
    <Card label={t.conflictTitle}>
      <Banner tone="warn" title={`${t.conflictTitle}：${t.field[one.field as FieldName]}`}>
        {t.conflictText(who)}
      </Banner>
      <h3>{t.first}</h3>
      <p className="case-words">{lost}</p>
      <h3>{t.second}</h3>
      <p className="case-words">{put}</p>
      <div className="row">
        <Button busy={busy} onClick={() => void act(bringBack(args))}>
          {t.keepFirst}
        </Button>
        <Button busy={busy} onClick={() => void act(letBe(args))}>
          {t.keepSecond}
        </Button>
      </div>
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
  const say = (value: unknown): string => wordsOf(value, (key) => t.party(key)) || t.unreadable;
  return [say(values[0]), say(values[1])];
}

const isMatter = (value: unknown): value is Matter => typeof value === "object" && value !== null && "facts" in value;
const areParties = (value: unknown): value is readonly Party[] =>
  Array.isArray(value) && value.some((one) => typeof one === "object" && one !== null && "name" in one);

function wordsOf(value: unknown, party: (key: string) => string): string {
  if (isMatter(value)) return [value.where, value.facts, ...value.claims, value.remarks].filter(Boolean).join("\n");
  if (areParties(value)) {
    return value.map((p) => [party(p.key), p.name, p.phone, p.address].filter(Boolean).join(" ")).join("\n");
  }
  if (Array.isArray(value)) return value.join("、");
  return value === null || value === undefined ? "" : String(value);
}

import { type ReactNode, useState } from "react";
import { canTakeOver, handOverCase, mayHandOver } from "#domain/mediation/hand-over";
import { isInOffice } from "#domain/mediation/stub";
import type { RegisterLine } from "#storage/mediations";
import { useMe, usePeople } from "#storage/people";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { SelectField } from "#ui/field";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";
import type { Saying } from "./register-columns.tsx";

/** An alarm stands open; what may be done any day is folded away. */
function Around({ title, folded, children }: { title: string; folded: boolean; children: ReactNode }) {
  if (!folded) {
    return (
      <section className="stack" aria-label={title}>
        <h3>{title}</h3>
        {children}
      </section>
    );
  }
  return (
    <details className="desk-fold">
      <summary>{title}</summary>
      <div className="stack">{children}</div>
    </details>
  );
}

/** A file goes to another mediator, where this desk may say so: whose mediator has left, or any for the committee's head. */
export function HandOverForm({ line, saying }: { readonly line: RegisterLine; readonly saying: Saying }) {
  const { t, names, now, desk } = saying;
  const me = useMe();
  const people = usePeople();
  const { act, problem, busy } = useAct();
  const [picked, pick] = useState("");
  const [toId, choose] = useState("");
  if (!me || line.basis !== "formal" || line.state === "filed") return null;
  const { mediatorIds = [] } = line;
  const may = (id: string): boolean => id !== me.actor.personId && mayHandOver(me.actor, line, now.person(id), now.now);
  const from = mediatorIds.filter(may);
  const fromId = from.find((id) => id === picked) ?? from[0];
  if (!fromId) return null;
  const inOffice = (id: string): boolean => {
    const person = now.person(id);
    return person !== undefined && isInOffice(person, line.communityCode, now.now);
  };
  const takers = [...(people?.values() ?? [])].filter((one) => one.id !== fromId && canTakeOver(one, line, now.now));
  const keepers = mediatorIds.filter((id) => id !== fromId && inOffice(id));
  const options = (ids: readonly string[]) => ids.map((value) => ({ value, label: names.person(value) }));
  const give = async (): Promise<void> => {
    const command = handOverCase({ caseId: line.id, entryId: newId(), fromId, toId });
    if (await act([command], t.handOver.done(names.person(toId)))) choose("");
  };
  return (
    <Around title={t.handOver.title} folded={inOffice(fromId)}>
      {inOffice(fromId) ? (
        <p>{t.handOver.better(names.person(fromId))}</p>
      ) : (
        <Banner tone="bad">{t.handOver.left(names.person(fromId))}</Banner>
      )}
      {from.length > 1 && (
        <SelectField label={t.handOver.from} value={fromId} options={options(from)} onChange={pick} />
      )}
      {takers.length === 0 && <p>{t.handOver.nobody}</p>}
      {takers.length > 0 && (
        <SelectField
          label={t.handOver.to}
          value={toId}
          options={options(takers.map((one) => one.id))}
          onChange={choose}
        />
      )}
      <p className="dim small">
        {keepers.length > 0
          ? t.handOver.keyByColleague(keepers.map(names.person).join(desk.listComma))
          : t.handOver.keyByOperator}
      </p>
      <Problem text={problem} />
      <div>
        <Button variant="main" busy={busy} disabled={toId === ""} onClick={() => void give()}>
          {t.handOver.give}
        </Button>
      </div>
    </Around>
  );
}

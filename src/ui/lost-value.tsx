import type { ReactNode } from "react";
import { holdsBox } from "#domain/kernel/sealed";
import type { Overwritten } from "#domain/overwritten/overwritten";
import { Card } from "./card.tsx";
import { type KnownNames, useDeeds } from "./deed-words.tsx";
import "./lost-value.css";
import { When } from "./time.tsx";
import { useWords } from "./words.tsx";

interface LostValueProps {
  readonly lost: Overwritten;
  readonly names: KnownNames;
  /** Number of the record, where it has one. */
  readonly number?: string | undefined;
  /** What can be done about it. */
  readonly acts?: ReactNode;
}

/** Who wrote what, who wrote over it, and when: in plain words, the lost value first. */
export function LostValueCard({ lost, names, number, acts }: LostValueProps) {
  const words = useWords();
  const deeds = useDeeds();
  const { field } = lost;
  const isSealed = holdsBox([lost.lost, lost.put]);
  const title = [deeds.record(lost.t, lost.recordId, names), number].filter(Boolean).join(" ");
  const line = (who: string, at: string, value: unknown, say: (who: string) => string) => (
    <p>
      {say(names.of(who) ?? words.lost.somebody)}{" "}
      <span className="dim small">
        (<When at={at} />)
      </span>
      {!isSealed && <strong className="ui-lost-value">{deeds.value(field, value, names) || words.lost.nothing}</strong>}
    </p>
  );
  return (
    <Card label={title}>
      <p className="ui-lost-title">
        {title} · {deeds.field(field)}
      </p>
      {isSealed && <p>{words.sealed.only}</p>}
      {line(lost.lostById, lost.lostAt, lost.lost, words.lost.wrote)}
      {line(lost.byId, lost.at, lost.put, words.lost.wroteOver)}
      {acts && <div className="row">{acts}</div>}
    </Card>
  );
}

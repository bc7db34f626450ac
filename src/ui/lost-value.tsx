import type { ReactNode } from "react";
import type { Overwritten } from "#domain/overwritten/overwritten";
import { Card } from "./card.tsx";
import { type KnownNames, useDeeds } from "./deed-words.tsx";
import "./lost-value.css";
import { When } from "./time.tsx";
import { useWords } from "./words.tsx";

interface LostValueProps {
  readonly lost: Overwritten;
  readonly names: KnownNames;
  /** What can be done about it. */
  readonly acts?: ReactNode;
}

/** Who wrote what, who wrote over it, and when: in plain words, the lost value first. */
export function LostValueCard({ lost, names, acts }: LostValueProps) {
  const words = useWords();
  const deeds = useDeeds();
  const { field } = lost;
  const line = (who: string, at: string, value: unknown, say: (who: string) => string) => (
    <p>
      {say(names.of(who) ?? words.lost.somebody)}{" "}
      <span className="dim small">
        (<When at={at} />)
      </span>
      <strong className="ui-lost-value">{deeds.value(field, value, names) || words.lost.nothing}</strong>
    </p>
  );
  return (
    <Card label={deeds.record(lost.t, lost.recordId, names)}>
      <p className="ui-lost-title">
        {deeds.record(lost.t, lost.recordId, names)} · {deeds.field(field)}
      </p>
      {line(lost.lostById, lost.lostAt, lost.lost, words.lost.wrote)}
      {line(lost.byId, lost.at, lost.put, words.lost.wroteOver)}
      {acts && <div className="row">{acts}</div>}
    </Card>
  );
}

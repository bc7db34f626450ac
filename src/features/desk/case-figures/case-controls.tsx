import ChevronLeft from "lucide-react/icons/chevron-left";
import ChevronRight from "lucide-react/icons/chevron-right";
import { useState } from "react";
import { daysOf, shiftedPeriod } from "#domain/mediation/periods";
import { BASES } from "#domain/mediation/words";
import { Button } from "#ui/button";
import { FilterChips } from "#ui/chips";
import { DateField } from "#ui/field";
import { useQuarrelWords } from "#ui/quarrel-words";
import { useToday } from "../dates.tsx";
import { periodName, useCaseFiguresText } from "./case-figures-text.ts";
import { type Asked, periodAround } from "./use-asked.ts";

/** Which kind, which time, and how it is split up. */
export function CaseControls({ asked }: { asked: Asked }) {
  const t = useCaseFiguresText();
  const words = useQuarrelWords();
  const { today } = useToday();
  const { basis, period, span, by, spans, groupings, ask } = asked;
  return (
    <div className="case-controls">
      <FilterChips
        label={t.basisQ}
        options={[...BASES].reverse().map((value) => ({ value, label: words.basis(value) }))}
        value={[basis]}
        onChange={([next]) => next && ask({ basis: next })}
        single
      />
      <FilterChips
        label={t.periodQ}
        options={spans.map((value) => ({ value, label: t.span[value] }))}
        value={[span]}
        onChange={([next]) => next && ask({ period: periodAround(next, today) })}
        single
      />
      {span === "own" ? (
        <OwnDays key={period} asked={asked} />
      ) : (
        <div className="case-period">
          <Button size="small" icon={<ChevronLeft />} onClick={() => ask({ period: shiftedPeriod(period, -1) })}>
            {t.earlier}
          </Button>
          <strong>{periodName(t, period)}</strong>
          <Button
            size="small"
            icon={<ChevronRight />}
            disabled={period >= periodAround(span, today)}
            onClick={() => ask({ period: shiftedPeriod(period, 1) })}
          >
            {t.later}
          </Button>
        </div>
      )}
      {groupings.length > 1 && (
        <FilterChips
          label={t.byQ}
          options={groupings.map((value) => ({ value, label: t.by[value] }))}
          value={[by]}
          onChange={([next]) => next && ask({ by: next })}
          single
        />
      )}
    </div>
  );
}

function OwnDays({ asked: { period, ask } }: { asked: Asked }) {
  const t = useCaseFiguresText();
  const known = daysOf(period);
  const [from, setFrom] = useState(known?.from ?? "");
  const [to, setTo] = useState(known?.to ?? "");
  const put = (next: { from: string; to: string }): void => {
    setFrom(next.from);
    setTo(next.to);
    const own = `${next.from}..${next.to}`;
    if (daysOf(own)) ask({ period: own });
  };
  return (
    <div className="case-period">
      <DateField label={t.from} value={from} onChange={(next) => put({ from: next, to })} />
      <DateField label={t.to} value={to} onChange={(next) => put({ from, to: next })} />
      {!daysOf(`${from}..${to}`) && <p role="alert">{t.badSpan}</p>}
    </div>
  );
}

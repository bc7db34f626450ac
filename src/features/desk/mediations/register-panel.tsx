import { isOverdue, stillDue } from "#domain/mediation/stub";
import type { RegisterLine } from "#storage/mediations";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { LinkButton } from "#ui/button";
import { Fact, Facts } from "../facts.tsx";
import { HandOverForm } from "./hand-over-form.tsx";
import { isGone, mediatorsOf, placeOf, type Saying } from "./register-columns.tsx";

/** One quarrel as far as its number, kind, state and days say it. */
export function RegisterPanel({ line, saying }: { readonly line: RegisterLine; readonly saying: Saying }) {
  const { t, words, task, now, desk } = saying;
  const due = stillDue(line, now.today);
  const inCharge = line.mediatorIds?.find((id) => !isGone(saying, line, id));
  return (
    <div className="stack-wide">
      <div className="stack">
        <div className="row">
          <StateBadge>{words.state(line.state)}</StateBadge>
          <StateBadge tone="plain">{words.basis(line.basis)}</StateBadge>
        </div>
        <p className="subtitle">{line.number ?? t.noNumber}</p>
        <Facts>
          <Fact name={t.category}>{words.category(line.category)}</Fact>
          {line.tags && line.tags.length > 0 && (
            <Fact name={t.tags}>{line.tags.map(words.tag).join(desk.listComma)}</Fact>
          )}
          <Fact name={t.compound}>{placeOf(saying, line)}</Fact>
          <Fact name={t.registered}>{line.registeredOn}</Fact>
          {line.acceptedOn && <Fact name={t.accepted}>{line.acceptedOn}</Fact>}
          <Fact name={t.mediator}>{mediatorsOf(saying, line)}</Fact>
        </Facts>
      </div>
      {line.basis === "formal" && line.whole && (
        <LinkButton variant="main" full to={`/desk/mediations/${line.id}`}>
          {line.mine ? t.openFile : t.sealFile}
        </LinkButton>
      )}
      {line.basis === "formal" && !line.whole && (
        <Banner tone="info" title={t.sealedTitle}>
          {line.state === "filed" && line.mine
            ? t.sealedFiled
            : inCharge
              ? t.sealedAsk(saying.names.person(inCharge))
              : t.sealedNobody}
        </Banner>
      )}
      <HandOverForm line={line} saying={saying} />
      {line.basis === "formal" && (
        <section className="stack-tight" aria-label={t.allDue}>
          <h3>{t.allDue}</h3>
          {due.length === 0 && <p className="dim">{t.nothingDue}</p>}
          <ul className="desk-timeline">
            {due.map((day) => (
              <li key={`${day.kind} ${day.on}`}>
                <strong>{task(day.kind)}</strong>
                <p className={isOverdue({ due: [day] }, now.today) ? "desk-late" : "dim"}>
                  {isOverdue({ due: [day] }, now.today) ? t.overdueSince(day.on) : day.on}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

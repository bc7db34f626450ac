import type { ReactNode } from "react";
import { judicialUntil, mediateUntil, tasksOf } from "#domain/mediation/deadlines";
import type { MediationState } from "#domain/mediation/mediation";
import { usePeople } from "#storage/people";
import { LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { When } from "#ui/time";
import { useCase } from "./case-context.ts";
import { CaseEnd } from "./case-end.tsx";
import { type CaseFact, CaseFacts } from "./case-facts.tsx";
import { Papers } from "./case-papers.tsx";
import "./mediation.css";
import { useTaskWords } from "#ui/quarrel-task";
import { Conflicts } from "./conflicts.tsx";
import { ReferNotice } from "./danger.tsx";
import { type Offer, offersOf } from "./offers.ts";
import { useMediationText } from "./use-mediation-act.ts";

const AT_HAND = 5;

const isOpen = (state: MediationState): boolean =>
  !["referred", "refused", "failed", "closed", "filed"].includes(state);

/** Where the file stands, what comes next, what is in it. */
export function CaseOverview({ badge, paper }: { readonly badge: ReactNode; readonly paper: ReactNode }) {
  const t = useMediationText();
  const { file, place } = useCase();
  const offers = offersOf(file);
  // Where only the private note is left, nothing comes next.
  const next = offers[0] === "note" ? undefined : offers[0];
  const others = offers.filter((offer) => offer !== next);
  const footer = next && (
    <LinkButton full variant="main" size="patrol" to={next}>
      {t.offer[next]}
    </LinkButton>
  );
  return (
    <place.Page title={file.number ?? t.noNumber} back={place.list} badge={badge} footer={footer}>
      <Standing />
      {isOpen(file.state) && <ReferNotice exclusions={file.exclusions ?? []} />}
      <Conflicts />
      <OfferList offers={others.slice(0, AT_HAND)} />
      <Dates />
      <CaseEnd />
      <What />
      <Papers />
      {paper}
      <Steps />
      <OfferList offers={others.slice(AT_HAND)} title={t.otherSteps} />
    </place.Page>
  );
}

/** The file beside one of its steps. */
export function CaseBeside() {
  return (
    <>
      <Standing />
      <What />
      <Papers />
    </>
  );
}

function Standing() {
  const t = useMediationText();
  const taskWords = useTaskWords();
  const { file } = useCase();
  const task = tasksOf(file)[0];
  return (
    <Card kind="accent" label={t.state[file.state]}>
      <h2>{t.state[file.state]}</h2>
      <p>
        {t.category[file.category]} {file.tags.map((tag) => t.tag[tag]).join("、")}
      </p>
      {file.settledBefore && <p className="dim">{t.cameFrom(t.state[file.settledBefore.state])}</p>}
      {task && (
        <p>
          {taskWords(task.kind)} · <strong className="nowrap">{t.dueBy(task.dueOn)}</strong>
        </p>
      )}
    </Card>
  );
}

function OfferList({ offers, title }: { readonly offers: readonly Offer[]; readonly title?: string }) {
  const t = useMediationText();
  if (offers.length === 0) return null;
  return (
    <section className="stack" aria-label={title ?? t.next}>
      {title && <h2>{title}</h2>}
      <Card kind="list">
        {offers.map((offer) => (
          <ListRow key={offer} to={offer}>
            {t.offer[offer]}
          </ListRow>
        ))}
      </Card>
    </section>
  );
}

function Dates() {
  const t = useMediationText();
  const { file } = useCase();
  const people = usePeople();
  const facts: readonly CaseFact[] = [
    [t.mediateUntil, file.effectiveOn ? null : mediateUntil(file)],
    [t.sealedOn, file.sealedOn],
    [t.effectiveOn, file.effectiveOn],
    [t.judicialUntil, file.effectiveOn ? (judicialUntil(file) ?? t.noJudicial) : null],
    [t.mediators, file.mediatorIds.map((one) => people?.get(one)?.displayName ?? one.slice(-4)).join("、")],
  ];
  return <CaseFacts label={t.dates} facts={facts} />;
}

function What() {
  const t = useMediationText();
  const { file, plain } = useCase();
  if (!plain) return null;
  const unreadable = plain.parties === null || plain.matter === null;
  return (
    <Card label={t.whatHappened}>
      {unreadable && <p>{t.unreadable}</p>}
      {plain.parties?.map((p) => (
        <p key={p.key}>
          <strong>
            {t.party(p.key)} {p.name}
          </strong>{" "}
          <span className="dim">{[p.phone, p.address].filter(Boolean).join(" · ")}</span>
        </p>
      ))}
      {plain.matter?.where && <p className="dim">{plain.matter.where}</p>}
      {plain.matter?.facts && <p className="case-words">{plain.matter.facts}</p>}
      {(plain.matter?.claims ?? []).map((claim) => (
        <p key={claim}>· {claim}</p>
      ))}
      {file.amountFen != null && (
        <p>
          {t.amount} {file.amountFen / 100} {t.yuan}
        </p>
      )}
      {file.risk && <p>{t.risk[file.risk]}</p>}
    </Card>
  );
}

function Steps() {
  const t = useMediationText();
  const { file } = useCase();
  const people = usePeople();
  const nameOf = (id: string): string => people?.get(id)?.displayName ?? t.colleague;
  const deeds = [
    ...file.steps.map((step) => ({ ...step, words: t.state[step.to] })),
    ...(file.extensions ?? []).map((entry) => ({ ...entry, words: t.extended(entry.until) })),
    ...(file.receipt ? [{ ...file.receipt, words: t.receiptGiven }] : []),
    ...(file.handOvers ?? []).map((entry) => ({
      ...entry,
      words: t.handedOver(nameOf(entry.fromId), nameOf(entry.toId)),
    })),
  ].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <section className="stack" aria-label={t.timeline}>
      <h2>{t.timeline}</h2>
      <ol className="case-life">
        {deeds.map((deed) => (
          <li key={deed.id}>
            <strong>{deed.words}</strong>
            <span className="dim">
              {nameOf(deed.byId)} · <When at={deed.at} />
            </span>
          </li>
        ))}
        <li>
          <strong>{t.state[file.settledBefore?.state ?? "registered"]}</strong>
          <span className="dim">
            <When at={file.registeredAt} />
          </span>
        </li>
      </ol>
    </section>
  );
}

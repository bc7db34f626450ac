import type { ReactNode } from "react";
import { localDateOf } from "#domain/kernel/clock";
import { judicialUntil, mediateUntil, tasksOf } from "#domain/mediation/deadlines";
import { currentAgreement, type MediationState, standingSignatures } from "#domain/mediation/mediation";
import { usePeople } from "#storage/people";
import type { SealedFile } from "#storage/sealed-files";
import { useStandingForms } from "#storage/signed-forms";
import { LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { Fold } from "#ui/fold";
import { When } from "#ui/time";
import { useCase } from "./case-context.ts";
import { CaseEnd } from "./case-end.tsx";
import "./mediation.css";
import { useTaskWords } from "#ui/quarrel-task";
import { Conflicts } from "./conflicts.tsx";
import { ReferNotice } from "./danger.tsx";
import { FormSignatures } from "./form-signatures.tsx";
import { type Offer, offersOf } from "./offers.ts";
import { SealedPhotos } from "./sealed-photos.tsx";
import { useMediationText } from "./use-mediation-act.ts";

const AT_HAND = 5;

const isOpen = (state: MediationState): boolean =>
  !["referred", "refused", "failed", "closed", "filed"].includes(state);

/** Where the file stands, what comes next, what is in it. */
export function CaseOverview({ badge, paper }: { readonly badge: ReactNode; readonly paper: ReactNode }) {
  const t = useMediationText();
  const { file, place } = useCase();
  const offers = offersOf(file);
  const [first, ...others] = offers;
  const footer = first && (
    <LinkButton full variant="main" size="patrol" to={first}>
      {t.offer[first]}
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
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [t.mediateUntil, file.effectiveOn ? null : mediateUntil(file)],
    [t.sealedOn, file.sealedOn],
    [t.effectiveOn, file.effectiveOn],
    [t.judicialUntil, file.effectiveOn ? (judicialUntil(file) ?? t.noJudicial) : null],
    [t.mediators, file.mediatorIds.map((one) => people?.get(one)?.displayName ?? one.slice(-4)).join("、")],
  ];
  return (
    <Card label={t.dates}>
      <dl className="case-facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Card>
  );
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

interface WrittenEntry {
  readonly id: string;
  readonly title: string;
  /** Missing where this phone has no key to it. */
  readonly text: string | null | undefined;
  readonly photos?: readonly SealedFile[] | undefined;
}

/** What was written down so far, each behind its fold. */
function Papers() {
  const t = useMediationText();
  const { plain, file } = useCase();
  const text = currentAgreement(file);
  const words = plain?.agreements?.[plain.agreements.length - 1]?.words;
  const entries: readonly WrittenEntry[] = [
    ...(plain?.inquiries ?? []).map((e) => ({ id: e.id, title: `${t.inquiries} ${e.on}`, text: e.words?.account })),
    ...(plain?.evidence ?? []).map((e) => ({
      id: e.id,
      title: `${t.evidence} ${e.words?.name ?? ""}`,
      text:
        e.words && [e.words.origin, e.words.broughtBy, t.photoCount(e.words.photos.length)].filter(Boolean).join(" · "),
      photos: e.words?.photos ?? [],
    })),
    ...(plain?.sessions ?? []).map((e) => ({
      id: e.id,
      title: `${t.sessions} ${e.on}`,
      text:
        e.words && [...e.words.statements.map((s) => `${t.party(s.partyKey)}：${s.words}`), e.words.result].join("\n"),
    })),
    ...(plain?.followUps ?? []).map((e) => ({
      id: e.id,
      title: `${t.offer.followUp} ${e.on}`,
      text: e.words?.performance,
    })),
  ];
  return (
    <>
      {entries.map((entry) => (
        <Fold key={entry.id} title={entry.title} later>
          <p className="case-words">{entry.text ?? t.unreadable}</p>
          {entry.photos && <SealedPhotos files={entry.photos} />}
        </Fold>
      ))}
      <OtherSignatures />
      {text && (
        <Fold title={`${t.agreement} · ${t.form[text.form]}`} open>
          <p className="case-words">{words?.text ?? t.unreadable}</p>
          <Signatures />
        </Fold>
      )}
    </>
  );
}

/** Under the papers beside the agreement. */
function OtherSignatures() {
  const t = useMediationText();
  const { plain } = useCase();
  const standing = useStandingForms(plain);
  const under = plain?.formSignatures ?? [];
  if (under.length === 0 || !standing) return null;
  return (
    <Fold title={t.otherSignatures(under.length)} open={under.some(({ id }) => !standing.has(id))}>
      <FormSignatures under={under} standing={standing} />
    </Fold>
  );
}

function Signatures() {
  const t = useMediationText();
  const { plain, file } = useCase();
  const standing = new Set(standingSignatures(file).map((s) => s.id));
  return (
    <ul aria-label={t.signatures}>
      {(plain?.signatures ?? []).map((s) => (
        <li key={s.id} className={standing.has(s.id) ? undefined : "case-fallen"}>
          {s.partyKey ? t.party(s.partyKey) : t.theMediator} {s.words?.name ?? ""} {t.signedOn(localDateOf(s.at))}
          {!standing.has(s.id) && <strong> {t.fallen}</strong>}
          {s.words && <SealedPhotos files={s.words.photos} />}
        </li>
      ))}
    </ul>
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

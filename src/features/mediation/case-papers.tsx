import { localDateOf } from "#domain/kernel/clock";
import { currentAgreement, standingSignatures } from "#domain/mediation/mediation";
import type { OpenedMediation } from "#domain/mediation/opened";
import type { SealedFile } from "#storage/sealed-files";
import { useStandingForms } from "#storage/signed-forms";
import { Card } from "#ui/card";
import { Fold } from "#ui/fold";
import { useCase } from "./case-context.ts";
import { FormSignatures } from "./form-signatures.tsx";
import { SealedPhotos } from "./sealed-photos.tsx";
import { useMediationText } from "./use-mediation-act.ts";

interface WrittenEntry {
  readonly id: string;
  readonly title: string;
  /** Missing where this phone has no key to it. */
  readonly text: string | null | undefined;
  readonly photos?: readonly SealedFile[] | undefined;
}

interface Group {
  readonly title: string;
  readonly entries: readonly WrittenEntry[];
}

/** Of more than so many of a kind one sees how many there are first. */
const AT_A_GLANCE = 6;

function groupsOf(plain: OpenedMediation | undefined, t: ReturnType<typeof useMediationText>): readonly Group[] {
  const said = (e: NonNullable<OpenedMediation["sessions"]>[number]): string | null =>
    e.words && [...e.words.statements.map((s) => `${t.party(s.partyKey)}：${s.words}`), e.words.result].join("\n");
  const shown = (e: NonNullable<OpenedMediation["evidence"]>[number]): string | null =>
    e.words && [e.words.origin, e.words.broughtBy, t.photoCount(e.words.photos.length)].filter(Boolean).join(" · ");
  return [
    {
      title: t.inquiries,
      entries: (plain?.inquiries ?? []).map((e) => ({ id: e.id, title: e.on, text: e.words?.account })),
    },
    {
      title: t.evidence,
      entries: (plain?.evidence ?? []).map((e) => ({
        ...{ id: e.id, title: e.words?.name ?? "", text: shown(e), photos: e.words?.photos ?? [] },
      })),
    },
    { title: t.sessions, entries: (plain?.sessions ?? []).map((e) => ({ id: e.id, title: e.on, text: said(e) })) },
    {
      title: t.offer.followUp,
      entries: (plain?.followUps ?? []).map((e) => ({ id: e.id, title: e.on, text: e.words?.performance })),
    },
  ];
}

/** What was written down so far, each behind its fold. */
export function Papers() {
  const t = useMediationText();
  const { plain, file } = useCase();
  const text = currentAgreement(file);
  const words = plain?.agreements?.[plain.agreements.length - 1]?.words;
  const groups = groupsOf(plain, t).filter(({ entries }) => entries.length > 0);
  if (groups.length === 0 && !text && (plain?.formSignatures ?? []).length === 0) return null;
  return (
    <Card kind="list" className="case-papers">
      {groups.map(({ title, entries }) =>
        entries.length > AT_A_GLANCE ? (
          <Fold key={title} title={`${title} · ${entries.length}`} later>
            <Entries title={title} entries={entries} />
          </Fold>
        ) : (
          <Entries key={title} title={title} entries={entries} />
        ),
      )}
      <OtherSignatures />
      {text && (
        <Fold title={`${t.agreement} · ${t.form[text.form]}`} open>
          <p className="case-words">{words?.text ?? t.unreadable}</p>
          <Signatures />
        </Fold>
      )}
    </Card>
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

function Entries({ title, entries }: Group) {
  const t = useMediationText();
  return entries.map((entry) => (
    <Fold key={entry.id} title={`${title} ${entry.title}`} later>
      <p className="case-words">{entry.text ?? t.unreadable}</p>
      {entry.photos && <SealedPhotos files={entry.photos} />}
    </Fold>
  ));
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

/** The opened file, with its signatures and words, as the dossier that the forms are printed from. */

import { judicialUntil } from "#domain/mediation/deadlines";
import type { Dossier, DossierAgreement, DossierPhoto, DossierSignature } from "#domain/mediation/dossier";
import {
  consentOf,
  currentAgreement,
  type Mediation,
  performanceOf,
  standingSignatures,
} from "#domain/mediation/mediation";
import type { OpenedMediation } from "#domain/mediation/opened";
import { dateInWords } from "./words.ts";

export interface DossierNames {
  readonly committee: string;
  readonly nameOf: (personId: string) => string;
  /** Local day of an instant. */
  readonly dayOf: (at: string) => string;
  /** Signatures under papers beside the agreement that still hold. */
  readonly standing: ReadonlySet<string>;
  /** HH:MM of the place. */
  readonly timeOf: (at: string) => string;
  readonly today: string;
}

/** The opened words of one entry; nothing where this phone has no key to them. */
const wordsIn = <W>(
  entries: readonly { readonly id: unknown; readonly words: W | null }[] | undefined,
  id: string,
): W | null | undefined => entries?.find((entry) => entry.id === id)?.words;

/** `file` is what the rules see of it, `plain` the same with its words opened; what was not opened stays blank. */
export function dossierOf(file: Mediation, plain: OpenedMediation, names: DossierNames): Dossier {
  const { committee, nameOf, dayOf, today } = names;
  const matter = plain.matter;
  const written = agreementOf(file, plain);
  return {
    caseId: file.id,
    number: file.number ?? null,
    committee: { name: committee, community: file.communityCode },
    composedOn: today,
    parties: (plain.parties ?? []).map((party) => ({ ...party, consent: consentIn(file, party.key, dayOf) })),
    category: file.category,
    tags: file.tags,
    source: file.source ?? "initiative",
    involves: file.involves,
    risk: file.risk ?? null,
    where: matter?.where ?? "",
    registeredOn: dayOf(file.registeredAt),
    acceptedOn: file.acceptedAt ? dayOf(file.acceptedAt) : null,
    closedOn: file.closedAt ? dayOf(file.closedAt) : null,
    filedOn: file.filedAt ? dayOf(file.filedAt) : null,
    registrar: nameOf(file.registeredById),
    mediators: file.mediatorIds.map(nameOf),
    facts: matter?.facts ?? "",
    claims: matter?.claims ?? [],
    amountFen: file.amountFen ?? null,
    remarks: matter?.remarks ?? "",
    rightsToldOn: file.rightsToldAt ? dayOf(file.rightsToldAt) : null,
    extendedTo: (file.extensions ?? []).map(({ until }) => until).sort()[(file.extensions ?? []).length - 1] ?? null,
    investigations: (file.inquiries ?? []).map(({ id, on, byId }) => {
      const words = wordsIn(plain.inquiries, id);
      return {
        id,
        on,
        from: words?.from ?? "",
        place: words?.place ?? "",
        present: words?.present ?? "",
        questioned: words?.questioned ?? "",
        investigators: [nameOf(byId)],
        account: words?.account ?? "",
      };
    }),
    evidence: (plain.evidence ?? []).map(({ id, on, words }) => ({
      id,
      name: words?.name ?? "",
      origin: words?.origin ?? "",
      broughtBy: words?.broughtBy ?? "",
      on,
      photos: (words?.photos ?? []).map(({ sha256 }) => ({ sha256, caption: words?.name ?? "" })),
    })),
    sessions: (file.sessions ?? []).map(({ id, on, open, partiesPresent, mediatorIds }, i) => {
      const words = wordsIn(plain.sessions, id);
      return {
        id,
        ordinal: i + 1,
        on,
        from: words?.from ?? "",
        to: words?.to ?? "",
        place: words?.place ?? "",
        open,
        partiesPresent,
        invited: words?.invited ?? "",
        mediators: mediatorIds.map(nameOf),
        recorder: words?.recorder ?? "",
        rightsTold: file.rightsToldAt ? `${dateInWords(dayOf(file.rightsToldAt))}已告知当事人权利和义务。` : "",
        principlesTold: words?.principlesTold ?? "",
        statements: words?.statements ?? [],
        checked: words?.checked ?? "",
        risksTold: words?.risksTold ?? "",
        result: words?.result ?? "",
        others: words?.others ?? "",
      };
    }),
    agreement: written,
    ...endOf(file, plain, names),
    followUps: (file.followUps ?? []).map(({ id, on, byId }) => {
      const words = wordsIn(plain.followUps, id);
      return {
        id,
        on,
        visitor: nameOf(byId),
        reason: words?.reason ?? "",
        performance: words?.performance ?? "",
        satisfaction: words?.satisfaction ?? "",
        lawsuit: words?.lawsuit ?? "",
        mistakes: words?.mistakes ?? "",
        escalation: words?.escalation ?? "",
        measures: words?.measures ?? "",
      };
    }),
    judicial: file.judicial ?? null,
    signatures: [...signaturesOf(file, plain, dayOf), ...formSignaturesOf(file, plain, names)],
    signedPapers: [
      ...photosOf(
        formSignaturesOf(file, plain, names).filter(({ fallen }) => !fallen),
        plain.formSignatures,
      ),
      ...photosOf(signaturesOf(file, plain, dayOf), plain.signatures),
    ],
    closing: file.closedAt ? { outcome: plain.closing ?? "" } : null,
    retentionClass: file.retentionClass ?? null,
    filedBy: nameOf(file.mediatorIds[0] ?? file.registeredById),
  };
}

/** Without an agreement: it failed, a party did not want it, or it was handed on. */
function endOf(
  { failure, referral, receipt, consents }: Mediation,
  plain: OpenedMediation,
  { dayOf, timeOf }: DossierNames,
): Pick<Dossier, "failure" | "refusal" | "referral"> {
  const refused = (consents ?? []).find(({ given }) => !given);
  return {
    failure: failure ? { on: failure.on, reason: plain.failure?.words ?? "", advice: failure.advice } : null,
    refusal: refused ? { on: dayOf(refused.at), partyKey: refused.partyKey } : null,
    referral: referral
      ? {
          ...{ to: referral.to, reason: referral.reason, on: referral.on },
          at: referral.at ? timeOf(referral.at) : null,
          receiver: plain.referral?.words ?? "",
          receipt: receipt ? `${dateInWords(receipt.on)}　${plain.receipt?.words ?? ""}` : "",
        }
      : null,
  };
}

function consentIn(file: Mediation, key: string, dayOf: (at: string) => string): Dossier["parties"][number]["consent"] {
  const said = consentOf(file, key);
  return said && { given: said.given, on: dayOf(said.at) };
}

function agreementOf(file: Mediation, plain: OpenedMediation): DossierAgreement | null {
  const entry = currentAgreement(file);
  const words = plain.agreements?.find(({ id }) => id === entry?.id)?.words;
  if (!entry || !words) return null;
  return {
    form: entry.form,
    composedOn: entry.on,
    facts: words.facts,
    responsibility: words.responsibility,
    terms: words.terms,
    obligations: entry.obligations.map((one, i) => {
      const duty = words.duties.find(({ id }) => id === one.id);
      return {
        ...one,
        ordinal: i + 1,
        what: duty?.what ?? "",
        where: duty?.where ?? "",
        manner: duty?.manner ?? "",
        performed: performanceOf(file, one.id) ?? "open",
      };
    }),
    copies: file.partyKeys.length + 1,
    text: words.text,
    textHash: entry.textHash,
    sealedOn: file.sealedOn ?? null,
    effectiveOn: file.effectiveOn ?? null,
    judicialUntil: file.effectiveOn ? (judicialUntil(file) ?? null) : null,
  };
}

/** Photos of the paper on which these signatures were made. */
const photosOf = (
  signatures: readonly Signed[],
  opened:
    | readonly { readonly id: unknown; readonly words: { readonly photos: readonly { sha256: string }[] } | null }[]
    | undefined,
): DossierPhoto[] =>
  signatures.flatMap(({ id, name, signedOn }) =>
    (wordsIn(opened, id)?.photos ?? []).map(({ sha256 }) => ({ sha256, caption: `${name}　${dateInWords(signedOn)}` })),
  );

interface Signed extends DossierSignature {
  readonly id: string;
}

/** Those that stand: a changed text lets the others fall away. */
function signaturesOf(file: Mediation, plain: OpenedMediation, dayOf: (at: string) => string): Signed[] {
  const under = currentAgreement(file)?.form === "oral" ? "oral" : "agreement";
  return standingSignatures(file).map(({ id, role, partyKey, how, at, textHash }) => {
    const words = plain.signatures?.find((one) => one.id === id)?.words;
    return {
      id,
      under,
      entryId: null,
      role,
      partyKey,
      name: words?.name ?? "",
      signedOn: dayOf(at),
      how: how === "drawn" ? { kind: "drawn", strokes: words?.strokes ?? [] } : { kind: "paper" },
      textHash,
      fallen: false,
    };
  });
}

/** Under the other papers, those that fell away among them: they are kept and not drawn. */
function formSignaturesOf(file: Mediation, plain: OpenedMediation, { dayOf, standing }: DossierNames): Signed[] {
  return (file.formSignatures ?? []).map(({ id, under, entryId, role, partyKey, how, at, textHash }) => {
    const words = wordsIn(plain.formSignatures, id);
    return {
      ...{ id, under, entryId, role, partyKey, name: words?.name ?? "", signedOn: dayOf(at), textHash },
      how: how === "drawn" ? { kind: "drawn", strokes: words?.strokes ?? [] } : { kind: "paper" },
      fallen: !standing.has(id),
    };
  });
}

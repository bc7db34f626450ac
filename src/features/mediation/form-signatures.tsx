import type { OpenedMediation } from "#domain/mediation/opened";
import { useMediationText } from "./use-mediation-act.ts";

type Signatures = NonNullable<OpenedMediation["formSignatures"]>;

/** Who signed; a signature whose paper was changed afterwards is struck out and says so. */
export function FormSignatures({
  under,
  standing,
}: {
  readonly under: Signatures;
  readonly standing: ReadonlySet<string>;
}) {
  const t = useMediationText();
  if (under.length === 0) return null;
  return (
    <ul aria-label={t.signatures}>
      {under.map((one) => (
        <li key={one.id} className={standing.has(one.id) ? undefined : "case-fallen"}>
          {t.formName[one.under]} · {one.words?.name ?? ""} {t.signedOn(one.at.slice(0, 10))}
          {!standing.has(one.id) && <strong> {t.fallen}</strong>}
        </li>
      ))}
    </ul>
  );
}

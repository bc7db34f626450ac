import { Card } from "#ui/card";
import { useCase } from "./case-context.ts";
import { useMediationText } from "./use-mediation-act.ts";

/** How it ended or to whom it went: what was said, in the words of the file. */
export function CaseEnd() {
  const t = useMediationText();
  const { file, plain } = useCase();
  const { referral, receipt, failure, judicial, retentionClass } = file;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [t.referTo, referral && `${t.receiver[referral.to]} · ${referral.on}`],
    [t.referReason, referral && (referral.reason === "other" ? t.referOther : t.exclusion[referral.reason])],
    [t.receiverPost, referral && plain?.referral?.words],
    [t.receipt, referral && (receipt ? `${receipt.on} ${plain?.receipt?.words ?? ""}` : t.receiptWaiting)],
    [t.reason, failure && plain?.failure?.words],
    [t.adviceQ, failure?.advice.map((one) => t.advice[one]).join("、")],
    [t.askedOn, judicial?.askedOn],
    [
      t.decidedQ,
      judicial && [t.decided[judicial.decided ?? "waiting"], judicial.decidedOn].filter(Boolean).join(" · "),
    ],
    [t.closed, plain?.closing],
    [t.retentionQ, retentionClass && t.retention[retentionClass as keyof typeof t.retention]],
  ];
  const known = facts.filter(([, value]) => value);
  if (known.length === 0) return null;
  return (
    <Card label={t.closed}>
      <dl className="case-facts">
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="case-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

import { useCase } from "./case-context.ts";
import { type CaseFact, CaseFacts } from "./case-facts.tsx";
import { useMediationText } from "./use-mediation-act.ts";

/** How it ended or to whom it went: what was said, in the words of the file. */
export function CaseEnd() {
  const t = useMediationText();
  const { file, plain } = useCase();
  const { referral, receipt, failure, judicial, retentionClass } = file;
  const facts: readonly CaseFact[] = [
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
  return <CaseFacts label={t.closed} facts={facts} inWords />;
}

import { type Exclusion, URGENT } from "#domain/mediation/mediation";
import { Banner } from "#ui/banner";
import { PhoneCard } from "#ui/phone-card";
import { useMediationText } from "./use-mediation-act.ts";

const NUMBERS = ["110", "120", "12345"] as const;

interface ExclusionsProps {
  readonly exclusions: readonly (Exclusion | "other")[];
}

export const isUrgent = ({ exclusions }: ExclusionsProps): boolean =>
  exclusions.some((one) => one !== "other" && URGENT.includes(one));

/** Where somebody may be in danger: the duty to report and the numbers, before anything is written down. */
export function DangerNotice({ exclusions }: ExclusionsProps) {
  const t = useMediationText();
  if (!isUrgent({ exclusions })) return null;
  return (
    <>
      <Banner tone="bad" title={t.dangerTitle}>
        {t.dangerText}
      </Banner>
      <PhoneCard
        label={t.dangerTitle}
        numbers={NUMBERS.map((number) => ({ number, name: t.numbers[number], urgent: number !== "12345" }))}
      />
    </>
  );
}

/** Which answer keeps the matter from being mediated here, and what to do instead. */
export function ReferNotice({ exclusions }: { readonly exclusions: readonly Exclusion[] }) {
  const t = useMediationText();
  if (exclusions.length === 0) return null;
  return (
    <Banner tone="warn" title={exclusions.map((one) => t.exclusion[one]).join("；")}>
      {t.excludedText}
    </Banner>
  );
}

import { useLost } from "#storage/lost";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { useSyncText } from "./entry-words.ts";

/** The browser had cleared this phone: what is missing, until the person has read it. */
export function Cleared() {
  const t = useSyncText();
  const { lost, seen } = useLost();
  if (lost === undefined) return null;
  return (
    <Banner tone="warn" title={t.clearedTitle} action={<Button onClick={() => void seen()}>{t.clearedSeen}</Button>}>
      {t.cleared(lost)}
    </Banner>
  );
}

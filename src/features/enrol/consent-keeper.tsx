import { type ReactNode, useEffect } from "react";
import { useMe } from "#storage/people";
import { useRecord, useWorld } from "#storage/use-world";
import { Button } from "#ui/button";
import { PhonePage } from "#ui/page";
import { readChoice, writeChoice } from "#ui/stored-choice";
import { useText } from "#ui/text";
import { ConsentText } from "./consent-step.tsx";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";
import { CONSENT_VERSION } from "./frame.ts";

/** Records the consent that was given on this phone as soon as the person's record is there; else asks for it. */
export function ConsentKeeper({ children }: { children: ReactNode }) {
  const t = useText(zh, en);
  const { person: enrolled } = useWorld();
  const me = useMe();
  const record = useRecord();
  const key = `zimajia.consent.${enrolled.personId}`;
  const known = me?.person !== undefined;
  const missing = known && me.person?.consent?.version !== CONSENT_VERSION;
  const agreedHere = readChoice(key, [CONSENT_VERSION, "none"], "none") === CONSENT_VERSION;
  const keep = () =>
    record([{ cmd: "person.consent", args: { personId: enrolled.personId, version: CONSENT_VERSION } }]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per person and change of what is missing
  useEffect(() => {
    if (missing && agreedHere) void keep();
  }, [missing, agreedHere]);
  if (!missing || agreedHere) return <>{children}</>;
  const agree = (): void => {
    writeChoice(key, CONSENT_VERSION);
    void keep();
  };
  return (
    <PhonePage
      title={t.consentTitle}
      footer={
        <Button full variant="main" size="patrol" onClick={agree}>
          {t.agree}
        </Button>
      }
    >
      <ConsentText />
    </PhonePage>
  );
}

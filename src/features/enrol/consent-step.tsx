import { useState } from "react";
import { isFault } from "#domain/kernel/fault";
import type { EnrolledPerson } from "#storage/device-book";
import { enrol } from "#sync/enrol";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { PhonePage } from "#ui/page";
import { writeChoice } from "#ui/stored-choice";
import { useText } from "#ui/text";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";
import { CONSENT_VERSION, codeIn, deviceNameOf } from "./frame.ts";

/** What is wrong with the code, and until when (epoch ms) no other is taken. */
export interface CodeTrouble {
  readonly text: string;
  readonly waitUntilMs?: number | undefined;
}

interface ConsentProps {
  readonly code: string;
  readonly onBack: () => void;
  readonly onTrouble: (trouble: CodeTrouble) => void;
  readonly onEnrolled: (person: EnrolledPerson) => void;
}

/** What is kept and what never is; by agreeing the code is traded for this phone's enrolment. */
export function ConsentStep({ code, onBack, onTrouble, onEnrolled }: ConsentProps) {
  const t = useText(zh, en);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const tryCode = async (): Promise<void> => {
    const done = await enrol(codeIn(code) ?? code, deviceNameOf(navigator.userAgent));
    if (done.ok) {
      writeChoice(`zimajia.consent.${done.value.personId}`, CONSENT_VERSION);
      return onEnrolled(done.value);
    }
    const { kind, waitS } = done.error;
    if (kind === "offline") return setError(t.errOffline);
    const waitUntilMs = waitS === undefined ? undefined : Date.now() + waitS * 1_000;
    onTrouble({ text: kind === "too-many" ? t.errTooMany : t.errUnknown, waitUntilMs });
  };
  const agree = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await tryCode();
    } catch (cause) {
      if (!isFault(cause)) throw cause;
      setError(t.errFault(cause.code));
    } finally {
      setBusy(false);
    }
  };
  return (
    <PhonePage
      title={t.consentTitle}
      back={onBack}
      footer={
        <div className="stack">
          {error && <Banner tone="bad">{error}</Banner>}
          <Button full variant="main" size="patrol" busy={busy} onClick={() => void agree()}>
            {busy ? t.working : t.agree}
          </Button>
        </div>
      }
    >
      <ConsentText />
    </PhonePage>
  );
}

/** What is kept, what never is, in plain words. */
export function ConsentText() {
  const t = useText(zh, en);
  return (
    <>
      <p>{t.consentIntro}</p>
      <Lines title={t.consentKept} lines={t.consentKeptList} />
      <Lines title={t.consentNever} lines={t.consentNeverList} />
      <p>{t.consentTrack}</p>
      <p>{t.consentRight}</p>
    </>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <Card>
      <h2>{title}</h2>
      <ul className="stack" style={{ listStyle: "disc", paddingLeft: "1.2em" }}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Card>
  );
}

import QrCode from "lucide-react/icons/qr-code";
import { useState } from "react";
import { isWeChat } from "#device/shell";
import { isFault } from "#domain/kernel/fault";
import type { EnrolledPerson } from "#storage/device-book";
import { enrol } from "#sync/enrol";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { TextField } from "#ui/field";
import { PhonePage } from "#ui/page";
import { writeChoice } from "#ui/stored-choice";
import { useText } from "#ui/text";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";
import { CONSENT_VERSION, codeIn, deviceNameOf, type ScanDialog } from "./frame.ts";
import { NewPin } from "./new-pin.tsx";

interface EnrolProps {
  readonly Scan: ScanDialog;
  /** From a scanned address. */
  readonly codeAtHand: string | undefined;
  readonly onDone: (person: EnrolledPerson) => void;
  /** Absent on a phone nobody is enrolled on yet. */
  readonly onBack?: (() => void) | undefined;
}

/** The code, what is kept and what never is, then a PIN. The one time that needs a connection. */
export function EnrolPage({ Scan, codeAtHand, onDone, onBack }: EnrolProps) {
  const [code, setCode] = useState(codeAtHand ?? "");
  const [step, setStep] = useState<"code" | "consent">("code");
  const [person, setPerson] = useState<EnrolledPerson | undefined>(undefined);
  if (isWeChat()) return <OpenInBrowser />;
  if (person) return <NewPin person={person} onDone={() => onDone(person)} />;
  if (step === "consent") return <Consent code={code} onBack={() => setStep("code")} onEnrolled={setPerson} />;
  return <Code Scan={Scan} code={code} onCode={setCode} onNext={() => setStep("consent")} onBack={onBack} />;
}

function OpenInBrowser() {
  const t = useText(zh, en);
  return (
    <PhonePage title={t.wechatTitle}>
      <Banner tone="warn" title={t.wechatHow}>
        {t.wechatText}
      </Banner>
    </PhonePage>
  );
}

interface CodeProps extends Pick<EnrolProps, "Scan" | "onBack"> {
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly onNext: () => void;
}

function Code({ Scan, code, onCode, onNext, onBack }: CodeProps) {
  const t = useText(zh, en);
  const [scanning, setScanning] = useState(false);
  const [tried, setTried] = useState(false);
  const whole = codeIn(code) !== undefined;
  const next = (): void => (whole ? onNext() : setTried(true));
  const onText = (text: string): void => {
    const found = codeIn(text);
    if (!found) return;
    setScanning(false);
    onCode(found);
    onNext();
  };
  return (
    <PhonePage
      title={t.title}
      back={onBack}
      footer={
        <Button full variant="main" size="patrol" onClick={next}>
          {t.next}
        </Button>
      }
    >
      <p>{t.intro}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          next();
        }}
      >
        <TextField
          label={t.codeLabel}
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={9}
          value={code}
          error={tried && !whole ? t.codeShort : undefined}
          onChange={onCode}
        />
      </form>
      <Button full size="patrol" icon={<QrCode />} onClick={() => setScanning(true)}>
        {t.scan}
      </Button>
      <Scan open={scanning} title={t.scan} onText={onText} onClose={() => setScanning(false)} />
    </PhonePage>
  );
}

interface ConsentProps {
  readonly code: string;
  readonly onBack: () => void;
  readonly onEnrolled: (person: EnrolledPerson) => void;
}

function Consent({ code, onBack, onEnrolled }: ConsentProps) {
  const t = useText(zh, en);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const agree = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const done = await enrol(codeIn(code) ?? code, deviceNameOf(navigator.userAgent));
      if (done.ok) {
        writeChoice(`zimajia.consent.${done.value.personId}`, CONSENT_VERSION);
        onEnrolled(done.value);
        return;
      }
      const { kind, waitS } = done.error;
      setError(kind === "offline" ? t.errOffline : kind === "too-many" ? t.errTooMany(waitS ?? 60) : t.errUnknown);
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
        <Button full variant="main" size="patrol" busy={busy} onClick={() => void agree()}>
          {busy ? t.working : t.agree}
        </Button>
      }
    >
      {error && <Banner tone="bad">{error}</Banner>}
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

import QrCode from "lucide-react/icons/qr-code";
import { useEffect, useState } from "react";
import { isWeChat } from "#device/shell";
import type { EnrolledPerson } from "#storage/device-book";
import { heldByAll } from "#storage/lost-marker";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { TextField } from "#ui/field";
import { OpenInBrowser } from "#ui/open-in-browser";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { useNow } from "#ui/time";
import { type CodeTrouble, ConsentStep } from "./consent-step.tsx";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";
import { codeIn, type ScanDialog } from "./frame.ts";
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
  const [trouble, setTrouble] = useState<CodeTrouble | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step, or what is wrong with the code, is read from its top
  useEffect(() => {
    // New browsers answer with a promise, which React would take for the way to clean up.
    window.scrollTo(0, 0);
  }, [step, trouble]);
  if (isWeChat()) return <InWeChat />;
  if (person) return <NewPin person={person} onDone={() => onDone(person)} />;
  const toCode = (next?: CodeTrouble): void => {
    setTrouble(next);
    setStep("code");
  };
  if (step === "consent") {
    return <ConsentStep code={code} onBack={() => toCode()} onTrouble={toCode} onEnrolled={setPerson} />;
  }
  return (
    <Code
      Scan={Scan}
      code={code}
      trouble={trouble}
      onCode={setCode}
      onNext={() => setStep("consent")}
      onBack={onBack}
    />
  );
}

/** A code works once: here it would be spent on a window that forgets. */
function InWeChat() {
  const t = useText(zh, en);
  return (
    <PhonePage title={t.wechatTitle}>
      <Banner tone="warn">{t.wechatText}</Banner>
      <Card kind="accent">
        <OpenInBrowser />
      </Card>
    </PhonePage>
  );
}

interface CodeProps extends Pick<EnrolProps, "Scan" | "onBack"> {
  readonly code: string;
  readonly trouble: CodeTrouble | undefined;
  readonly onCode: (code: string) => void;
  readonly onNext: () => void;
}

function Code({ Scan, code, trouble, onCode, onNext, onBack }: CodeProps) {
  const t = useText(zh, en);
  const [scanning, setScanning] = useState(false);
  const [tried, setTried] = useState(false);
  // Nobody is enrolled where something was held: the browser has cleared this phone.
  const [cleared] = useState(() => (onBack ? undefined : heldByAll()));
  const now = useNow(1_000);
  const waitS = trouble?.waitUntilMs ? Math.max(0, Math.ceil((trouble.waitUntilMs - now) / 1_000)) : 0;
  const whole = codeIn(code) !== undefined;
  const next = (): void => {
    if (!whole) setTried(true);
    else if (waitS === 0) onNext();
  };
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
        <Button full variant="main" size="patrol" disabled={waitS > 0} onClick={next}>
          {waitS > 0 ? t.waitLeft(Math.floor(waitS / 60), waitS % 60) : t.next}
        </Button>
      }
    >
      {trouble && (
        <Banner tone="bad" title={trouble.text}>
          {trouble.waitUntilMs && (waitS > 0 ? t.waitLeft(Math.floor(waitS / 60), waitS % 60) : t.waitOver)}
        </Banner>
      )}
      {cleared !== undefined && (
        <Banner tone="warn" title={t.clearedTitle}>
          {t.cleared(cleared)}
        </Banner>
      )}
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

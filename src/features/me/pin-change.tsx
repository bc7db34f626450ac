import { useState } from "react";
import { checkPin } from "#storage/device-book";
import { setPin } from "#storage/pin";
import { useWeakPin } from "#storage/use-weak-pin";
import { isWeakPin } from "#storage/weak-pin";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { PinPad } from "#ui/pin-pad";
import { useText } from "#ui/text";
import { useToast } from "#ui/toast";
import { en } from "./me.en.ts";
import { zh } from "./me.zh.ts";

type Step = { readonly name: "old" } | { readonly name: "new" } | { readonly name: "again"; readonly first: string };

/** The present PIN first, then the new one twice. */
export function PinChange({ personId, onClosed }: { personId: string; onClosed: () => void }) {
  const t = useText(zh, en);
  const [open, setOpen] = useState(false);
  const isWeak = useWeakPin(personId);
  return (
    <>
      {isWeak && (
        <Banner tone="warn" title={t.pinWeakTitle}>
          {t.pinWeakText}
        </Banner>
      )}
      <Button full onClick={() => setOpen(true)}>
        {t.pinChange}
      </Button>
      <Dialog open={open} title={t.pinChange} onClose={() => setOpen(false)}>
        <PinSteps personId={personId} onDone={() => setOpen(false)} onClosed={onClosed} />
      </Dialog>
    </>
  );
}

interface StepsProps {
  readonly personId: string;
  readonly onDone: () => void;
  /** Ten wrong ones: the app locks. */
  readonly onClosed: () => void;
}

function PinSteps({ personId, onDone, onClosed }: StepsProps) {
  const t = useText(zh, en);
  const toast = useToast();
  const [step, setStep] = useState<Step>({ name: "old" });
  const [error, setError] = useState<string | undefined>(undefined);
  const [waitUntilMs, setWait] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const tryOld = async (pin: string): Promise<void> => {
    const checked = await checkPin(personId, pin, Date.now());
    if (checked.ok) {
      setError(undefined);
      setStep({ name: "new" });
    } else if (checked.error.kind === "wait") {
      setWait(Date.now() + checked.error.waitMs);
      setError(t.pinCloses(checked.error.left));
    } else if (checked.error.kind === "closed") onClosed();
    else setError(t.pinWrong(checked.error.free));
  };
  const tryAgain = async (pin: string, first: string): Promise<void> => {
    if (pin !== first) {
      setError(t.pinDiffers);
      setStep({ name: "new" });
      return;
    }
    await setPin(personId, pin);
    toast({ tone: "good", text: t.pinDone });
    onDone();
  };
  const take = async (pin: string): Promise<void> => {
    setBusy(true);
    if (step.name === "old") await tryOld(pin);
    else if (step.name === "again") await tryAgain(pin, step.first);
    else if (isWeakPin(pin)) setError(t.pinWeak);
    else {
      setError(undefined);
      setStep({ name: "again", first: pin });
    }
    setBusy(false);
  };
  const label = { old: t.pinOld, new: t.pinNew, again: t.pinAgain }[step.name];
  return (
    <PinPad
      key={step.name}
      label={label}
      error={error}
      busy={busy}
      waitUntilMs={waitUntilMs}
      onComplete={(pin) => void take(pin)}
    />
  );
}

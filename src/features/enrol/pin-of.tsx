import LockKeyhole from "lucide-react/icons/lock-keyhole";
import { useEffect, useState } from "react";
import { checkPin, type EnrolledPerson, pinRefusal } from "#storage/device-book";
import type { PinRefusal } from "#storage/pin-tries";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { EmptyState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { PinPad } from "#ui/pin-pad";
import { useText } from "#ui/text";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";

interface PinOfProps {
  readonly person: EnrolledPerson;
  /** Stands before an open PIN pad, or does not any more. */
  readonly onAtDoor: (person: EnrolledPerson | undefined) => void;
  readonly onUnlocked: (person: EnrolledPerson) => void;
  readonly onClosed: (person: EnrolledPerson) => void;
  readonly onOther: (() => void) | undefined;
  readonly onAddPerson: () => void;
}

interface Stop {
  readonly refusal?: PinRefusal | undefined;
  readonly untilMs: number | null;
}

const stopOf = (refusal: PinRefusal | undefined): Stop => ({
  refusal,
  untilMs: refusal?.kind === "wait" ? Date.now() + refusal.waitMs : null,
});

/** One person's PIN; a wait that began before a restart goes on. */
export function PinOf({ person, onAtDoor, onUnlocked, onClosed, onOther, onAddPerson }: PinOfProps) {
  const t = useText(zh, en);
  const [busy, setBusy] = useState(false);
  const [stop, setStop] = useState<Stop | undefined>(undefined);
  useEffect(() => {
    let current = true;
    void pinRefusal(person.personId, Date.now()).then((found) => current && setStop(stopOf(found)));
    return () => {
      current = false;
    };
  }, [person.personId]);
  const mayTry = stop !== undefined && stop.refusal?.kind !== "closed";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the person is the same while key and device are
  useEffect(() => {
    if (!mayTry) return undefined;
    onAtDoor(person);
    return () => onAtDoor(undefined);
  }, [mayTry, person.personId, person.deviceId]);
  const take = async (pin: string): Promise<void> => {
    setBusy(true);
    const checked = await checkPin(person.personId, pin, Date.now());
    setBusy(false);
    if (checked.ok) return onUnlocked(person);
    setStop(stopOf(checked.error));
    if (checked.error.kind === "closed") onClosed(person);
  };
  const title = t.unlockTitle(person.displayName);
  const { refusal, untilMs } = stop ?? { untilMs: null };
  if (refusal?.kind === "closed") return <Closed person={person} onOther={onOther} onAddPerson={onAddPerson} />;
  return (
    <PhonePage title={title} back={onOther}>
      <PinPad
        label={title}
        labelAbove
        error={refusal?.kind === "wrong-pin" ? t.wrongPin(refusal.free) : undefined}
        busy={busy || stop === undefined}
        waitUntilMs={untilMs}
        corner={<Forgot onAddPerson={onAddPerson} />}
        onComplete={(pin) => void take(pin)}
      />
      {refusal?.kind === "wait" || (refusal?.kind === "wrong-pin" && refusal.free < 1) ? (
        <Banner tone="warn" title={t.closesTitle(refusal.left)}>
          {t.closesText}
        </Banner>
      ) : (
        <p className="dim">{t.lockedNote}</p>
      )}
    </PhonePage>
  );
}

function Forgot({ onAddPerson }: { onAddPerson: () => void }) {
  const t = useText(zh, en);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="ui-pin-key ui-pin-key-word" onClick={() => setOpen(true)}>
        {t.forgot}
      </button>
      <Dialog
        open={open}
        title={t.forgotTitle}
        onClose={() => setOpen(false)}
        actions={<Button onClick={onAddPerson}>{t.enterCode}</Button>}
      >
        <p>{t.forgotText}</p>
      </Dialog>
    </>
  );
}

function Closed({ person, onOther, onAddPerson }: Pick<PinOfProps, "person" | "onOther" | "onAddPerson">) {
  const t = useText(zh, en);
  return (
    <PhonePage
      title={t.closedTitle(person.displayName)}
      back={onOther}
      footer={
        <Button full variant="main" size="patrol" onClick={onAddPerson}>
          {t.enterCode}
        </Button>
      }
    >
      <EmptyState icon={<LockKeyhole />} title={t.closedText} text={t.closedSafe} />
    </PhonePage>
  );
}

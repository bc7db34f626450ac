import { useState } from "react";
import type { EnrolledPerson } from "#storage/device-book";
import { setPin } from "#storage/pin";
import { isWeakPin } from "#storage/weak-pin";
import { PhonePage } from "#ui/page";
import { PinPad } from "#ui/pin-pad";
import { useText } from "#ui/text";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";

/** A PIN, twice the same. */
export function NewPin({ person, onDone }: { person: EnrolledPerson; onDone: () => void }) {
  const t = useText(zh, en);
  const [first, setFirst] = useState<string | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const take = async (pin: string): Promise<void> => {
    if (first === undefined) {
      if (isWeakPin(pin)) return setError(t.pinWeak);
      setError(undefined);
      setFirst(pin);
      return;
    }
    if (pin !== first) {
      setError(t.pinDiffers);
      setFirst(undefined);
      return;
    }
    setBusy(true);
    await setPin(person.personId, pin);
    onDone();
  };
  const again = first !== undefined;
  return (
    <PhonePage title={again ? t.pinAgainTitle : t.pinTitle}>
      <p>{again ? t.pinAgainText : t.pinText}</p>
      <PinPad
        key={again ? "again" : "first"}
        label={again ? t.pinAgainTitle : t.pinTitle}
        labelAbove
        error={error}
        busy={busy}
        onComplete={(pin) => void take(pin)}
      />
    </PhonePage>
  );
}

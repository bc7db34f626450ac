import { useState } from "react";
import { checkPin, type EnrolledPerson } from "#storage/device-book";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { PhonePage } from "#ui/page";
import { PinPad } from "#ui/pin-pad";
import { useText } from "#ui/text";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";
import { NewPin } from "./new-pin.tsx";

interface UnlockProps {
  readonly people: readonly EnrolledPerson[];
  /** Whose turn it is, where that is known. */
  readonly personId: string | undefined;
  readonly onUnlocked: (person: EnrolledPerson) => void;
  readonly onAddPerson: () => void;
}

/** Who, then the PIN; with one person on the phone, the PIN at once. */
export function UnlockPage({ people, personId, onUnlocked, onAddPerson }: UnlockProps) {
  const t = useText(zh, en);
  const only = people.length === 1 ? people[0]?.personId : undefined;
  const [chosen, setChosen] = useState<string | undefined>(personId ?? only);
  const person = people.find((p) => p.personId === chosen);
  if (person && !person.hasPin) return <NewPin person={person} onDone={() => onUnlocked(person)} />;
  if (person) {
    const other = people.length > 1 ? () => setChosen(undefined) : undefined;
    return <PinOf key={person.personId} person={person} onUnlocked={onUnlocked} onOther={other} />;
  }
  return (
    <PhonePage title={t.whoTitle}>
      <p className="dim">{t.whoText}</p>
      <Card kind="list">
        {people.map((p) => (
          <ListRow key={p.personId} onPress={() => setChosen(p.personId)}>
            <span className="subtitle">{p.displayName}</span>
          </ListRow>
        ))}
      </Card>
      <Button full variant="quiet" onClick={onAddPerson}>
        {t.addPerson}
      </Button>
    </PhonePage>
  );
}

interface PinOfProps {
  readonly person: EnrolledPerson;
  readonly onUnlocked: (person: EnrolledPerson) => void;
  readonly onOther: (() => void) | undefined;
}

function PinOf({ person, onUnlocked, onOther }: PinOfProps) {
  const t = useText(zh, en);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const [waitUntilMs, setWait] = useState<number | null>(null);
  const take = async (pin: string): Promise<void> => {
    setBusy(true);
    const checked = await checkPin(person.personId, pin, Date.now());
    setBusy(false);
    if (checked.ok) onUnlocked(person);
    else if (checked.error.kind === "wait") setWait(Date.now() + checked.error.waitMs);
    else setError(t.wrongPin(checked.error.left));
  };
  return (
    <PhonePage title={t.unlockTitle(person.displayName)} back={onOther}>
      <PinPad
        label={t.unlockTitle(person.displayName)}
        error={error}
        busy={busy}
        waitUntilMs={waitUntilMs}
        onComplete={(pin) => void take(pin)}
      />
      <p className="dim">{t.lockedNote}</p>
      {onOther && (
        <Button variant="quiet" onClick={onOther}>
          {t.otherPerson}
        </Button>
      )}
    </PhonePage>
  );
}

import { useState } from "react";
import type { EnrolledPerson } from "#storage/device-book";
import type { Unsent } from "#storage/outbox";
import { useUnsentOf } from "#storage/use-unsent-of";
import { StateBadge } from "#ui/badge";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";
import { NewPin } from "./new-pin.tsx";
import { PinOf } from "./pin-of.tsx";
import { RevokedPage } from "./revoked-page.tsx";

interface UnlockProps {
  readonly people: readonly EnrolledPerson[];
  /** Whose turn it is, where that is known. */
  readonly personId: string | undefined;
  /** Who is about to type a PIN. */
  readonly onAtDoor: (person: EnrolledPerson | undefined) => void;
  readonly onUnlocked: (person: EnrolledPerson) => void;
  /** Ten wrong PINs: what the server said leaves the phone. */
  readonly onClosed: (person: EnrolledPerson) => void;
  readonly onAddPerson: () => void;
}

/** Who, then the PIN; with one person on the phone, the PIN at once. */
export function UnlockPage({ people, personId, onAtDoor, onUnlocked, onClosed, onAddPerson }: UnlockProps) {
  const only = people.length === 1 ? people[0]?.personId : undefined;
  const [chosen, setChosen] = useState<string | undefined>(personId ?? only);
  const person = people.find((p) => p.personId === chosen);
  const onOther = people.length > 1 ? () => setChosen(undefined) : undefined;
  if (person?.revoked) {
    return <RevokedPage person={person} revoked={person.revoked} onOther={onOther} onAddPerson={onAddPerson} />;
  }
  if (person && !person.hasPin) return <NewPin person={person} onDone={() => onUnlocked(person)} />;
  if (person) {
    return (
      <PinOf
        key={person.personId}
        person={person}
        onAtDoor={onAtDoor}
        onUnlocked={onUnlocked}
        onClosed={onClosed}
        onOther={onOther}
        onAddPerson={onAddPerson}
      />
    );
  }
  return <Who people={people} onChosen={setChosen} onAddPerson={onAddPerson} />;
}

interface WhoProps {
  readonly people: readonly EnrolledPerson[];
  readonly onChosen: (personId: string) => void;
  readonly onAddPerson: () => void;
}

function Who({ people, onChosen, onAddPerson }: WhoProps) {
  const t = useText(zh, en);
  const unsent = useUnsentOf(people);
  return (
    <PhonePage title={t.whoTitle}>
      <Card kind="list">
        {people.map((p) => (
          <ListRow
            key={p.personId}
            onPress={() => onChosen(p.personId)}
            end={p.revoked && <StateBadge tone="warn">{t.switchedOff}</StateBadge>}
          >
            <span className="subtitle">{p.displayName}</span>
            <Left unsent={unsent.get(p.personId)} />
          </ListRow>
        ))}
      </Card>
      <p className="dim">{t.whoText}</p>
      <Button full variant="quiet" onClick={onAddPerson}>
        {t.addPerson}
      </Button>
    </PhonePage>
  );
}

/** What the person has not handed in yet, on a line of its own. */
function Left({ unsent }: { unsent: Unsent | undefined }) {
  const t = useText(zh, en);
  if (!unsent || unsent.records + unsent.photos === 0) return null;
  const text = unsent.records > 0 ? t.leftUnsent(unsent.records) : t.leftPhotos(unsent.photos);
  return (
    <span className="dim" style={{ display: "block" }}>
      {text}
    </span>
  );
}

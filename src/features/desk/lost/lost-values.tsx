import { bringBack, letBe } from "#domain/overwritten/overwritten-commands";
import { useKnownNames } from "#storage/known-names";
import { type LostValue, useLostValues } from "#storage/overwritten";
import { Button, LinkButton } from "#ui/button";
import { LostValueCard } from "#ui/lost-value";
import { useLang } from "#ui/text";
import { useWords } from "#ui/words";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";

/** All values that were written over unseen and that this person may bring back; nothing where there are none. */
export function LostValues() {
  const words = useWords().lost;
  const lost = useLostValues()?.filter((one) => one.may) ?? [];
  if (lost.length === 0) return null;
  return (
    <section className="stack" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="dim">{words.text}</p>
      {lost.map((one) => (
        <Lost key={one.id} one={one} />
      ))}
    </section>
  );
}

/** The same for one record, beside its form. */
export function LostOf({ recordId }: { recordId: string }) {
  const lost = useLostValues()?.filter((one) => one.may && one.recordId === recordId) ?? [];
  return lost.map((one) => <Lost key={one.id} one={one} />);
}

/** What two mediators wrote stands side by side in their file, and is decided there. */
function LostInFile({ one }: { one: LostValue }) {
  const words = useWords().sealed;
  const names = useKnownNames(useLang().lang);
  const acts = (
    <>
      <p className="dim small">{words.inFile}</p>
      <LinkButton to={`/desk/mediations/${one.recordId}`}>{words.decide}</LinkButton>
    </>
  );
  return <LostValueCard lost={one} names={names} number={one.number} acts={acts} />;
}

function Lost({ one }: { one: LostValue }) {
  const words = useWords().lost;
  const names = useKnownNames(useLang().lang);
  const { act, problem, busy } = useAct();
  const args = { overwrittenId: one.id, t: one.t, recordId: one.recordId };
  if (one.t === "mediation") return <LostInFile one={one} />;
  return (
    <>
      <LostValueCard
        lost={one}
        names={names}
        acts={
          <>
            <Button variant="main" busy={busy} onClick={() => void act([bringBack(args)], words.broughtBack)}>
              {words.bringBack}
            </Button>
            <Button busy={busy} onClick={() => void act([letBe(args)], words.left)}>
              {words.letBe}
            </Button>
          </>
        }
      />
      <Problem text={problem} />
    </>
  );
}

import { isFault } from "#domain/kernel/fault";
import { bringBack, letBe } from "#domain/overwritten/overwritten-commands";
import { type LostValue, useLostValues } from "#storage/overwritten";
import { useRecord } from "#storage/use-world";
import { Button, LinkButton } from "#ui/button";
import { LostValueCard } from "#ui/lost-value";
import { refusalText } from "#ui/refusal-text";
import { useLang } from "#ui/text";
import { useToast } from "#ui/toast";
import { useWords } from "#ui/words";
import { type Names, useSyncText } from "./entry-words.ts";

/** What this person wrote and somebody else has written over since, unseen. */
export function LostOfMine({ names }: { readonly names: Names }) {
  const words = useWords().lost;
  const lost = useLostValues()?.filter((one) => one.mine) ?? [];
  if (lost.length === 0) return null;
  return (
    <section className="stack" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="dim">{words.text}</p>
      {lost.map((one) => (
        <LostValueCard
          key={one.id}
          lost={one}
          names={names}
          number={one.number}
          acts={one.may && (one.t === "mediation" ? <InFile one={one} /> : <Settle one={one} />)}
        />
      ))}
    </section>
  );
}

/** What two mediators wrote stands side by side in their file, and is decided there. */
function InFile({ one }: { readonly one: LostValue }) {
  const words = useWords().sealed;
  return (
    <>
      <p className="dim small">{words.inFile}</p>
      <LinkButton to={`/mediation/${one.recordId}`}>{words.decide}</LinkButton>
    </>
  );
}

function Settle({ one }: { readonly one: LostValue }) {
  const t = useSyncText();
  const words = useWords().lost;
  const record = useRecord();
  const toast = useToast();
  const { lang } = useLang();
  const args = { overwrittenId: one.id, t: one.t, recordId: one.recordId };
  const give = async (command: { cmd: string; args: unknown }, done: string): Promise<void> => {
    try {
      const result = await record([command]);
      toast(result.ok ? { tone: "good", text: done } : { tone: "bad", text: refusalText(lang, result.error) });
    } catch (error) {
      if (!isFault(error)) throw error;
      toast({ tone: "bad", text: t.otherFault(error.code) });
    }
  };
  return (
    <>
      <Button variant="main" onClick={() => void give(bringBack(args), words.broughtBack)}>
        {words.bringBack}
      </Button>
      <Button onClick={() => void give(letBe(args), words.left)}>{words.letBe}</Button>
    </>
  );
}

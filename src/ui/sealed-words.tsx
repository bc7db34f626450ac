import { useState } from "react";
import type { Refusal } from "#domain/kernel/refusal";
import type { Result } from "#domain/kernel/result";
import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import "./lost-value.css";
import { refusalText } from "./refusal-text.tsx";
import { useLang } from "./text.tsx";
import { useWords } from "./words.tsx";

interface SealedWordsProps {
  /** Absent: not for this person. */
  readonly read: ((reason: string) => Promise<Result<readonly string[], Refusal>>) | undefined;
  /** Name of whoever may tell. */
  readonly ask: string | undefined;
}

/** Sealed words of a mediation in a list of deeds: read by one entitled, with a reason; everybody else learns whom to ask. */
export function SealedWords({ read, ask }: SealedWordsProps) {
  const words = useWords().sealed;
  const { lang } = useLang();
  const [said, setSaid] = useState<Result<readonly string[], Refusal>>();
  const [busy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
    setBusy(true);
    setSaid(await read?.(words.reason));
    setBusy(false);
  };
  if (!read) return <p>{ask === undefined ? words.askOffice : words.ask(ask)}</p>;
  if (said?.ok) {
    const lines = said.value.length > 0 ? said.value : [words.unreadable];
    return lines.map((line) => (
      <p key={line} className="ui-lost-value">
        {line}
      </p>
    ));
  }
  return (
    <>
      {said && <Banner tone="warn">{refusalText(lang, said.error)}</Banner>}
      <p className="dim small">{words.logged}</p>
      <Button busy={busy} onClick={() => void open()}>
        {words.open}
      </Button>
    </>
  );
}

import { useState } from "react";
import type { SetAside as Aside } from "#domain/aside/set-aside";
import { findsPersonalData } from "#domain/issue/personal-data";
import { isFault } from "#domain/kernel/fault";
import { type OutboxEntry, retryQuarantined } from "#storage/outbox";
import { useSealedWordsOf } from "#storage/sealed-words";
import { closeAside, useMyAside } from "#storage/set-aside";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { useDeeds } from "#ui/deed-words";
import { Dialog } from "#ui/dialog";
import { TextArea } from "#ui/field";
import { LongList } from "#ui/long-list";
import { refusalText } from "#ui/refusal-text";
import { SealedWords } from "#ui/sealed-words";
import { useLang } from "#ui/text";
import { When } from "#ui/time";
import { useToast } from "#ui/toast";
import { EntryRow } from "./entry-row.tsx";
import { type Names, useSyncText, writtenIn } from "./entry-words.ts";

/** Gives a record again; says what came of it. Answers whether it was saved. */
function useRetry(): (mid: string, changes?: Readonly<Record<string, unknown>>) => Promise<boolean> {
  const t = useSyncText();
  const { lang } = useLang();
  const world = useWorld();
  const toast = useToast();
  return async (mid, changes) => {
    try {
      const again = await retryQuarantined(world, mid, changes);
      toast(again.ok ? { tone: "good", text: t.retried } : { tone: "bad", text: refusalText(lang, again.error) });
      return again.ok;
    } catch (error) {
      if (!isFault(error)) throw error;
      toast({ tone: "bad", text: t.otherFault(error.code) });
      return false;
    }
  };
}

/** 平台没收下的: each with its reason in words, and what can be done: mend it, give it again. */
export function SetAside({ entries, names }: { readonly entries: readonly OutboxEntry[]; readonly names: Names }) {
  const t = useSyncText();
  const desk = useMyAside();
  return (
    <section className="stack" aria-label={t.quarantined}>
      <h2>{t.quarantined}</h2>
      <Banner tone="warn">{t.quarantinedText}</Banner>
      <LongList items={entries} keyOf={(entry) => entry.mid} className="sync-cards">
        {(entry) => <AsideCard entry={entry} names={names} aside={desk.get(entry.mid)} />}
      </LongList>
    </section>
  );
}

interface CardProps {
  readonly entry: OutboxEntry;
  readonly names: Names;
  /** As the desk has it; absent until this phone has heard of it there. */
  readonly aside: Aside | undefined;
}

function AsideCard({ entry, names, aside }: CardProps) {
  return (
    <Card className="sync-aside">
      <EntryRow entry={entry} names={names} />
      <WhatItSays entry={entry} names={names} />
      {aside && <DeskSays aside={aside} names={names} />}
      {aside && aside.state !== "open" ? <Close aside={aside} mid={entry.mid} /> : <GiveAgain entry={entry} />}
    </Card>
  );
}

/** Everything of the record in words, folded away. */
function WhatItSays({ entry, names }: Pick<CardProps, "entry" | "names">) {
  const t = useSyncText();
  const facts = useDeeds().facts(entry, names);
  const sealed = useSealedWordsOf(entry.args, entry.refs[0]);
  if (facts.length === 0) return null;
  return (
    <details className="sync-fold">
      <summary>{t.whatItSays}</summary>
      <dl className="sync-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {sealed && <SealedWords read={sealed.read} ask={names.of(sealed.inChargeId ?? "")} />}
    </details>
  );
}

/** The last thing the desk did with it, by whom and when. */
function DeskSays({ aside, names }: { readonly aside: Aside; readonly names: Names }) {
  const t = useSyncText();
  const last = aside.events[aside.events.length - 1];
  if (!last) return <p className="dim small">{t.deskHasIt}</p>;
  const who = names.of(last.byId);
  const tone = aside.state === "applied" ? "good" : "info";
  return (
    <Banner tone={tone} title={t.desk[last.kind]}>
      {last.to && <p>{t.deskTo(names.of(last.to) ?? last.to)}</p>}
      {last.text && <p>{last.text}</p>}
      <p className="small">
        {who && `${who} · `}
        <When at={last.at} />
      </p>
    </Banner>
  );
}

function Close({ aside, mid }: { readonly aside: Aside; readonly mid: string }) {
  const t = useSyncText();
  const world = useWorld();
  const retry = useRetry();
  return (
    <div className="row">
      <Button variant="main" onClick={() => void closeAside(world, mid)}>
        {t.closeOne}
      </Button>
      {aside.state === "filed" && <Button onClick={() => void retry(mid)}>{t.retryOne}</Button>}
    </div>
  );
}

function GiveAgain({ entry }: { readonly entry: OutboxEntry }) {
  const t = useSyncText();
  const retry = useRetry();
  const [editing, setEditing] = useState(false);
  const written = writtenIn(entry);
  return (
    <>
      <div className="row">
        {entry.cmd === "issue.report" ? (
          <LinkButton to={`/report?again=${entry.mid}`}>{t.editOne}</LinkButton>
        ) : (
          written && <Button onClick={() => setEditing(true)}>{t.editOne}</Button>
        )}
        <Button onClick={() => void retry(entry.mid)}>{t.retryOne}</Button>
      </div>
      {editing && written && (
        <EditWords
          words={written.words}
          onClose={() => setEditing(false)}
          onSave={(words) => retry(entry.mid, { [written.field]: words })}
        />
      )}
    </>
  );
}

interface EditProps {
  readonly words: string;
  readonly onClose: () => void;
  readonly onSave: (words: string) => Promise<boolean>;
}

function EditWords({ words, onClose, onSave }: EditProps) {
  const t = useSyncText();
  const [value, setValue] = useState(words);
  const [busy, setBusy] = useState(false);
  const personal = findsPersonalData(value);
  const save = async (): Promise<void> => {
    setBusy(true);
    if (await onSave(value)) onClose();
    else setBusy(false);
  };
  return (
    <Dialog
      open
      title={t.editOne}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} disabled={Boolean(personal)} onClick={() => void save()}>
          {t.editSave}
        </Button>
      }
    >
      <TextArea
        label={t.editWords}
        rows={5}
        maxLength={500}
        value={value}
        error={personal ? t.editPersonal : undefined}
        onChange={setValue}
      />
    </Dialog>
  );
}

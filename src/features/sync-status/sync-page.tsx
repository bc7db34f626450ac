import { type ReactNode, useState } from "react";
import { saveFile } from "#device/download";
import { REFUSAL_KINDS } from "#domain/kernel/refusal";
import { exportUnsent, type OutboxEntry, retryQuarantined, useOutbox, useUnsent } from "#storage/outbox";
import { useWorld } from "#storage/use-world";
import { useLastContact, useSyncNow, useSyncStage } from "#sync/use-sync";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { EmptyState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { refusalText } from "#ui/refusal-text";
import { type Lang, useLang, useText } from "#ui/text";
import { When } from "#ui/time";
import { useToast } from "#ui/toast";
import { en } from "./sync-status.en.ts";
import { zh } from "./sync-status.zh.ts";

type Words = ReturnType<typeof useText<typeof zh>>;

const named = (map: object, key: string): string | undefined => (map as Readonly<Record<string, string>>)[key];

/** Why the server did not take it, in words where we have them. */
function reasonText(lang: Lang, t: Words, reason: string): string {
  const kind = REFUSAL_KINDS.find((k) => k === reason);
  return kind ? refusalText(lang, { kind }) : (named(t.faults, reason) ?? t.otherFault(reason));
}

/** 同步: what is not with the server yet, why, and what can be done about it. */
export function SyncPage({ badge }: { badge: ReactNode }) {
  const t = useText(zh, en);
  const syncNow = useSyncNow();
  const stage = useSyncStage();
  const entries = useOutbox();
  const unsent = useUnsent();
  const aside = entries.filter((e) => e.state === "quarantined");
  const waiting = entries.filter((e) => e.state !== "quarantined");
  const photos = unsent?.photos ?? 0;
  const main = (
    <Button full variant="main" size="patrol" busy={stage.name === "sending"} onClick={() => void syncNow()}>
      {stage.name === "sending" ? t.syncing : t.syncNow}
    </Button>
  );
  return (
    <PhonePage title={t.title} back="/" badge={badge} footer={main}>
      <Contact />
      {entries.length === 0 && photos === 0 && <EmptyState title={t.allDone} text={t.allDoneText} />}
      {aside.length > 0 && <Aside entries={aside} />}
      {photos > 0 && <p>{t.photosLeft(photos)}</p>}
      {waiting.length > 0 && (
        <section className="stack" aria-label={t.unsent(waiting.length)}>
          <h2>{t.unsent(waiting.length)}</h2>
          <Card kind="list">
            {waiting.map((e) => (
              <EntryRow key={e.mid} entry={e} />
            ))}
          </Card>
        </section>
      )}
      {(entries.length > 0 || photos > 0) && <ExportUnsent />}
    </PhonePage>
  );
}

function Contact() {
  const t = useText(zh, en);
  const { at, fault } = useLastContact();
  return (
    <div className="stack-tight">
      <p className="dim">
        {at === undefined ? (
          t.neverContact
        ) : (
          <>
            {t.lastContact("")}
            <When at={at} />
          </>
        )}
      </p>
      {fault !== undefined && <p>{t.lastFault(named(t.faults, fault) ?? t.otherFault(fault))}</p>}
    </div>
  );
}

function EntryRow({ entry }: { entry: OutboxEntry }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const { args, cmd, reason, state } = entry;
  const label = typeof args["categoryLabel"] === "string" ? `: ${args["categoryLabel"]}` : "";
  return (
    <ListRow end={<StateBadge tone={state === "quarantined" ? "bad" : "plain"}>{t.state[state]}</StateBadge>}>
      {named(t.cmd, cmd) ?? t.otherCmd}
      {label}
      <span className="dim small" style={{ display: "block" }}>
        <When at={entry.at} />
      </span>
      {reason !== undefined && <span style={{ display: "block" }}>{t.reason(reasonText(lang, t, reason))}</span>}
    </ListRow>
  );
}

function Aside({ entries }: { entries: readonly OutboxEntry[] }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const world = useWorld();
  const toast = useToast();
  const retry = async (mid: string): Promise<void> => {
    const again = await retryQuarantined(world, mid);
    if (!again.ok) toast({ tone: "bad", text: refusalText(lang, again.error) });
  };
  return (
    <section className="stack" aria-label={t.quarantined}>
      <h2>{t.quarantined}</h2>
      <Banner tone="warn">{t.quarantinedText}</Banner>
      {entries.map((e) => (
        <Card key={e.mid}>
          <EntryRow entry={e} />
          <Button onClick={() => void retry(e.mid)}>{t.retryOne}</Button>
        </Card>
      ))}
    </section>
  );
}

function ExportUnsent() {
  const t = useText(zh, en);
  const world = useWorld();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const save = async (): Promise<void> => {
    setState("busy");
    try {
      const content = await exportUnsent(world);
      const day = new Date(world.clock.now()).toISOString().slice(0, 10);
      saveFile({ name: `zimajia-${day}.json`, content, type: "application/json" });
      setState("idle");
    } catch {
      // Whatever stopped it (no memory, no space), nothing is lost: the records stay in the outbox.
      setState("failed");
    }
  };
  return (
    <Card label={t.exportTitle}>
      <h2>{t.exportTitle}</h2>
      <p>{t.exportText}</p>
      {state === "failed" && <Banner tone="bad">{t.exportFailed}</Banner>}
      <Button busy={state === "busy"} onClick={() => void save()}>
        {t.exportButton}
      </Button>
    </Card>
  );
}

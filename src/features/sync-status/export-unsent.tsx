import { useState } from "react";
import { saveFile } from "#device/download";
import type { OutboxEntry } from "#storage/outbox";
import { readUnsent } from "#storage/unsent-export";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { type Deeds, useDeeds } from "#ui/deed-words";
import { useLang } from "#ui/text";
import { exactTime } from "#ui/time";
import { type Names, useSyncText } from "./entry-words.ts";
import { composeUnsentFile, type ExportedRecord } from "./unsent-file.ts";

function recordOf(entry: OutboxEntry, deeds: Deeds, names: Names, why: (text: string) => string): ExportedRecord {
  return {
    title: deeds.title(entry, names),
    at: entry.at,
    facts: deeds.facts(entry, names),
    reason: entry.reason === undefined ? undefined : why(deeds.reason(entry.reason)),
    photoHashes: entry.photos.flatMap((p) => [p.sha256, p.thumbSha256]),
  };
}

/** 导出到文件: the last way out, readable by a person and by the platform. */
export function ExportUnsent({ entries, names }: { entries: readonly OutboxEntry[]; names: Names }) {
  const t = useSyncText();
  const deeds = useDeeds();
  const { lang } = useLang();
  const world = useWorld();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const save = async (): Promise<void> => {
    setState("busy");
    try {
      const { content, photos } = await readUnsent(world);
      const words = { ...t.file, lang, lead: t.file.lead(content.displayName, exactTime(content.exportedAt)) };
      const records = entries.map((entry) => recordOf(entry, deeds, names, t.reason));
      const type = "text/html;charset=utf-8";
      const page = new Blob(composeUnsentFile(content, photos, records, words), { type });
      saveFile({ name: t.file.name(exactTime(content.exportedAt).slice(0, 16).replace(/\D/g, "")), content: page });
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

import { useState } from "react";
import { saveFile } from "#device/download";
import type { OutboxEntry } from "#storage/outbox";
import { readUnsent } from "#storage/unsent-export";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { type Lang, useLang } from "#ui/text";
import { exactTime } from "#ui/time";
import { type Names, named, placeOf, reasonText, titleOf, useSyncText, type Words } from "./entry-words.ts";
import { composeUnsentFile, type ExportedRecord } from "./unsent-file.ts";

interface Saying {
  readonly lang: Lang;
  readonly t: Words;
  readonly names: Names;
}

/** A value as a person reads it; ids by their names, lists one after the other. */
function valueText(value: unknown, saying: Saying): string {
  const { t, names } = saying;
  if (Array.isArray(value)) return value.map((member) => valueText(member, saying)).join("、");
  if (typeof value === "boolean") return value ? t.yes : t.no;
  if (value !== null && typeof value === "object") {
    return Object.entries(value)
      .map(([key, member]) => `${named(t.fact, key) ?? key} ${valueText(member, saying)}`)
      .join("，");
  }
  const text = String(value ?? "");
  return names.of(text) ?? named(t.value, text) ?? text;
}

/** What is said in words beside the raw record; photos are shown, ids of the record itself say nothing to a person. */
function factsOf(entry: OutboxEntry, saying: Saying): [string, string][] {
  const place = placeOf(entry, saying.names);
  const facts: [string, string][] = place ? [[saying.t.fact.place, place]] : [];
  for (const [key, value] of Object.entries(entry.args)) {
    const name = named(saying.t.fact, key);
    if (name !== undefined && key !== "place" && value !== "") facts.push([name, valueText(value, saying)]);
  }
  return facts;
}

function recordOf(entry: OutboxEntry, saying: Saying): ExportedRecord {
  const { lang, t, names } = saying;
  return {
    title: titleOf(entry, t, names),
    at: entry.at,
    facts: factsOf(entry, saying),
    reason: entry.reason === undefined ? undefined : t.reason(reasonText(lang, t, entry.reason)),
    photoHashes: entry.photos.flatMap((p) => [p.sha256, p.thumbSha256]),
  };
}

/** 导出到文件: the last way out, readable by a person and by the platform. */
export function ExportUnsent({ entries, names }: { entries: readonly OutboxEntry[]; names: Names }) {
  const t = useSyncText();
  const { lang } = useLang();
  const world = useWorld();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const save = async (): Promise<void> => {
    setState("busy");
    try {
      const { content, photos } = await readUnsent(world);
      const saying = { lang, t, names };
      const words = { ...t.file, lang, lead: t.file.lead(content.displayName, exactTime(content.exportedAt)) };
      const records = entries.map((entry) => recordOf(entry, saying));
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

/**
 * Keeps the files that printing needs on the phone: fonts and the worker, fetched ahead by those who print. The service
 * worker answers from the same cache. Nothing personal is in it.
 */
import { useCallback, useEffect, useState } from "react";
import { Fault } from "#domain/kernel/fault";
import { useOnline } from "./use-sync.ts";

const CACHE = "paper-kit";

export type PaperKitState = "unknown" | "absent" | "loading" | "kept" | "failed";

async function missingOf(urls: readonly string[]): Promise<string[]> {
  const cache = await caches.open(CACHE);
  const found = await Promise.all(urls.map((url) => cache.match(url)));
  return urls.filter((_, i) => !found[i]);
}

async function keep(urls: readonly string[], also: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const url of await missingOf(urls)) await cache.add(url);
  const wanted = new Set([...urls, ...also].map((url) => new URL(url, location.href).href));
  // Files of an older version of the app.
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
}

/** The bytes of one file of the kit, from the phone or the line. Throws Fault `no-paper-kit` (later). */
export async function readKitFile(url: string): Promise<ArrayBuffer> {
  const kept = typeof caches === "undefined" ? undefined : await caches.match(url);
  const response = kept ?? (await fetch(url).catch(() => undefined));
  if (!response?.ok) throw new Fault("no-paper-kit", "later");
  return response.arrayBuffer();
}

/** State of the kit and the way to fetch it; `ahead` fetches it without being asked whenever there is a line. */
export function usePaperKit(
  urls: readonly string[],
  { ahead, also }: { readonly ahead: boolean; readonly also: readonly string[] },
): { readonly kit: PaperKitState; readonly onKeep: () => void } {
  const [kit, setKit] = useState<PaperKitState>("unknown");
  const online = useOnline();
  const onKeep = useCallback(() => {
    setKit("loading");
    keep(urls, also).then(
      () => setKit("kept"),
      () => setKit("failed"),
    );
  }, [urls, also]);
  useEffect(() => {
    if (typeof caches === "undefined") return setKit("absent");
    let current = true;
    void missingOf(urls).then((missing) => {
      if (!current) return;
      if (missing.length === 0) setKit("kept");
      else if (ahead && online) onKeep();
      else setKit("absent");
    });
    return () => {
      current = false;
    };
  }, [urls, ahead, online, onKeep]);
  return { kit, onKeep };
}

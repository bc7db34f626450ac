/**
 * The page that is kept for starts without a network carries the policy of the day it was kept: pictures of a host
 * that was allowed later would be refused for ever, because an unchanged page is never fetched again.
 */

const SHELL = "/index.html";

async function keptShell(): Promise<{ cache: Cache; request: Request; response: Response } | undefined> {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    const request = (await cache.keys()).find((r) => new URL(r.url).pathname === SHELL);
    const response = request && (await cache.match(request));
    if (request && response) return { cache, request, response };
  }
  return undefined;
}

/**
 * Keeps the page anew if its policy does not know `origin` yet. Answers true where it did: the policy holds from the
 * next start. A page that has changed is left to the update, whose files must come with it. Throws when off line.
 */
export async function renewKeptPage(origin: string): Promise<boolean> {
  const kept = typeof caches === "undefined" ? undefined : await keptShell();
  if (!kept || kept.response.headers.get("content-security-policy")?.includes(origin)) return false;
  // With a query the service worker does not answer from what it keeps.
  const fresh = await fetch("/?policy", { cache: "no-store" });
  if (!fresh.ok || !fresh.headers.get("content-security-policy")?.includes(origin)) return false;
  if ((await fresh.clone().text()) !== (await kept.response.text())) return false;
  await kept.cache.put(kept.request, fresh);
  return true;
}

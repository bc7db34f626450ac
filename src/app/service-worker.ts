/**
 * Keeps the whole app on the phone so that it opens with no signal. It answers pages and the app's own files only:
 * everything under /api/ and every other origin goes to the network untouched, so nothing personal is cached here.
 * A new version waits until the person asks for it (message SKIP_WAITING): reloading by itself would lose half-typed words.
 */
import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";

/** The few parts of the worker's world that are used here; the page's own types claim the name `self`. */
interface WorkerScope {
  readonly __WB_MANIFEST: (string | { url: string; revision: string | null })[];
  skipWaiting(): Promise<void>;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

declare const self: WorkerScope;

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: [/^\/api\//] }));

// Fonts and the worker of the paper: too large for every phone, kept by those who print (src/sync/paper-kit.ts).
registerRoute(
  ({ url }) => /^\/assets\/(press-worker-|[\w.]+\.ttf-)/.test(url.pathname),
  new CacheFirst({ cacheName: "paper-kit" }),
);

// The very first visit is served from the network; claim it, so that going offline right after it already works.
clientsClaim();

self.addEventListener("message", (event) => {
  const message: unknown = event.data;
  if (typeof message !== "object" || message === null || !("type" in message)) return;
  if (message.type === "SKIP_WAITING") void self.skipWaiting();
});

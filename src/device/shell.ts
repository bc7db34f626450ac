/** In what the app runs: a browser, the home screen, or inside WeChat, where it cannot be installed or work offline. */

const ownAgent = (): string => (typeof navigator === "undefined" ? "" : navigator.userAgent);

export const isWeChat = (agent: string = ownAgent()): boolean => /MicroMessenger/i.test(agent);

/** iPhone, iPod and iPad; an iPad calls itself a Mac but has a touch screen. */
export function isIos(agent: string = ownAgent(), touchPoints: number = globalThis.navigator?.maxTouchPoints ?? 0) {
  return /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1);
}

/** Started from the home screen. */
export function isStandalone(): boolean {
  if (typeof window === "undefined") return false;
  const onHomeScreen = (window.navigator as { standalone?: boolean }).standalone === true;
  return onHomeScreen || window.matchMedia?.("(display-mode: standalone)").matches === true;
}

/** Chromium's own event, which the libraries of TypeScript do not know. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ readonly outcome: "accepted" | "dismissed" }>;
}

export interface InstallPrompt {
  /** Shows the browser's question, once, from a tap. True: it was installed. */
  ask(): Promise<boolean>;
}

/**
 * Hears when the app can be installed by a tap, and null when it has been. Listen before the first screen is drawn:
 * the browser says it once. Never heard on iOS. Answers how to stop.
 */
export function onInstallPrompt(listener: (prompt: InstallPrompt | null) => void, world: EventTarget = window) {
  const onOffer = (event: Event): void => {
    event.preventDefault();
    const offer = event as InstallPromptEvent;
    listener({ ask: async () => (await offer.prompt()).outcome === "accepted" });
  };
  const onInstalled = (): void => listener(null);
  world.addEventListener("beforeinstallprompt", onOffer);
  world.addEventListener("appinstalled", onInstalled);
  return (): void => {
    world.removeEventListener("beforeinstallprompt", onOffer);
    world.removeEventListener("appinstalled", onInstalled);
  };
}

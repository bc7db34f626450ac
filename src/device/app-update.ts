/** A new version of the app: found in the background, and waiting until a person lets it in. */

type Container = Pick<ServiceWorkerContainer, "controller" | "register" | "addEventListener">;

interface Surroundings {
  readonly container: Container;
  readonly script: string;
  readonly reload: () => void;
  readonly isOnline: () => boolean;
}

export interface AppUpdates {
  /** True while a newer version is on this phone than the page that is open. */
  readonly isWaiting: () => boolean;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Lets it in and opens the page again. The one way in which a page is reloaded by an update. */
  accept(): void;
  /** Asks the server for a newer version, at most once an hour and never without a line. */
  look(nowMs: number): Promise<void>;
}

const LOOK_EVERY_MS = 3_600_000;

class WatchedUpdates implements AppUpdates {
  private readonly around: Surroundings;
  private readonly listeners = new Set<() => void>();
  private registration: ServiceWorkerRegistration | undefined;
  private lookedAt: number;
  private accepted = false;
  private hadController: boolean;
  /** Another page of this phone let the new version in; this one still runs the old files. */
  private overtaken = false;

  constructor(around: Surroundings, nowMs: number) {
    this.around = around;
    this.lookedAt = nowMs;
    this.hadController = around.container.controller !== null;
    around.container.addEventListener("controllerchange", () => this.onNewController());
  }

  isWaiting = (): boolean => this.overtaken || (this.hadController && Boolean(this.registration?.waiting));

  subscribe = (onChange: () => void): (() => void) => {
    this.listeners.add(onChange);
    return () => this.listeners.delete(onChange);
  };

  async register(): Promise<void> {
    const registration = await this.around.container.register(this.around.script);
    this.registration = registration;
    const follow = (): void => registration.installing?.addEventListener("statechange", () => this.tell());
    registration.addEventListener("updatefound", follow);
    follow();
    this.tell();
  }

  accept(): void {
    const waiting = this.registration?.waiting;
    this.accepted = true;
    if (waiting) waiting.postMessage({ type: "SKIP_WAITING" });
    else this.around.reload();
  }

  async look(nowMs: number): Promise<void> {
    if (!this.registration || !this.around.isOnline() || nowMs - this.lookedAt < LOOK_EVERY_MS) return;
    this.lookedAt = nowMs;
    // No line after all, or a server that is down: the next look is soon enough.
    await this.registration.update().catch(() => undefined);
  }

  private onNewController(): void {
    // The very first worker takes the page over too; that is no update.
    if (this.hadController) this.overtaken = true;
    this.hadController = true;
    if (this.accepted) this.around.reload();
    else this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Starts the worker that keeps the app on this phone; undefined where the browser has none (WeChat on iOS, plain http). */
export function watchAppUpdates(
  container: Container | undefined = globalThis.navigator?.serviceWorker,
  given: Partial<Omit<Surroundings, "container">> = {},
): AppUpdates | undefined {
  if (!container) return undefined;
  const around: Surroundings = {
    container,
    script: "/service-worker.js",
    reload: () => window.location.reload(),
    isOnline: () => navigator.onLine,
    ...given,
  };
  const updates = new WatchedUpdates(around, Date.now());
  // A browser that refuses (private mode, blocked storage) leaves the app as it is: on line only.
  updates.register().catch(() => undefined);
  return updates;
}

import { useEffect, useState, useSyncExternalStore } from "react";
import { useLocation } from "react-router";
import { type AppUpdates, watchAppUpdates } from "#device/app-update";
import { useMyOpenRound } from "#storage/patrols";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { useText } from "#ui/text";
import { useAnythingUnfinished } from "#ui/unfinished";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";

const ASK_AGAIN_MS = 4 * 3_600_000;

/** Places where something is being written or walked, whether or not a field has been touched yet. */
const AT_WORK = /^\/(report|patrol\/|join|d\/)/;

const NO_UPDATES: Pick<AppUpdates, "isWaiting" | "subscribe"> = {
  isWaiting: () => false,
  subscribe: () => () => undefined,
};

/** Keeps the app on this phone from the first visit on, and looks for a newer one when the page comes back in sight. */
export const appUpdates = import.meta.env.PROD ? watchAppUpdates() : undefined;

function useLookWhenSeen(): void {
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === "visible") void appUpdates?.look(Date.now());
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
}

/**
 * Says that a new version waits: only on arriving at a place where nothing is under way, so that nothing moves under
 * a finger; never in a round, over a form or over a dialog. Put off, it asks again after four hours or at the next start.
 */
export function UpdatePrompt() {
  const t = useText(zh, en);
  const { pathname } = useLocation();
  const round = useMyOpenRound();
  const unfinished = useAnythingUnfinished();
  const { isWaiting, subscribe } = appUpdates ?? NO_UPDATES;
  const waiting = useSyncExternalStore(subscribe, isWaiting);
  const [putOffUntil, setPutOff] = useState(0);
  const [arrivedAt, setArrived] = useState<string | undefined>(undefined);
  useLookWhenSeen();
  const quiet = round === null && !unfinished && !AT_WORK.test(pathname);
  // biome-ignore lint/correctness/useExhaustiveDependencies: decided on arrival, and again once the round is known
  useEffect(() => {
    setArrived(isWaiting() ? pathname : undefined);
  }, [pathname, round === null]);
  if (!waiting || !quiet || arrivedAt !== pathname || putOffUntil > Date.now()) return null;
  return (
    <Banner
      action={
        <div className="row">
          <Button onClick={() => appUpdates?.accept()}>{t.updateNow}</Button>
          <Button variant="quiet" onClick={() => setPutOff(Date.now() + ASK_AGAIN_MS)}>
            {t.updateLater}
          </Button>
        </div>
      }
    >
      {t.updateReady}
    </Banner>
  );
}

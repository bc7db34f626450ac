/** What lies behind the door: one person's records, their sync, and every screen of the app. */
import { lazy, Suspense, useEffect } from "react";
import { useLocation } from "react-router";
import type { EnrolledPerson } from "#storage/device-book";
import { dropCacheOf } from "#storage/left-behind";
import { dropSealKeys } from "#storage/pin";
import { useStorageFull, WorldProvider } from "#storage/use-world";
import { SyncProvider } from "#sync/use-sync";
import { Banner } from "#ui/banner";
import { FailedState, LoadingState } from "#ui/empty";
import { useText } from "#ui/text";
import { ConsentKeeper } from "../features/enrol/consent-keeper.tsx";
import { HomeAhead } from "../features/home/home-page.tsx";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";
import { AppRoutes, isWide } from "./router.tsx";
import { useLeftBehind } from "./use-left-behind.ts";
import { useOpenWorld } from "./use-open-world.ts";

/** Neither draws anything on the first screen, so it does not wait for them. */
const TrackKeeper = lazy(async () => ({ default: (await import("../features/patrol/use-track.ts")).TrackKeeper }));
const loadUpdates = () => import("./update-prompt.tsx");
const UpdatePrompt = lazy(async () => ({ default: (await loadUpdates()).UpdatePrompt }));

interface InsideProps {
  readonly people: readonly EnrolledPerson[];
  readonly person: EnrolledPerson | undefined;
  /** Whoever is typing a PIN: what the first screen needs is read meanwhile, and nothing of it shown. */
  readonly atDoor: EnrolledPerson | undefined;
  /** Something stands before the app, locked or enrolling: nothing of it is shown. */
  readonly isCovered: boolean;
  /** Whoever has just left, with everything the server said to go. */
  readonly toDrop: string | undefined;
  readonly onDropped: () => void;
  readonly onLock: () => void;
  readonly onSwitch: () => void;
  readonly onAddPerson: () => void;
}

export function Inside(props: InsideProps) {
  const { people, person, atDoor, toDrop, onDropped } = props;
  useLeftBehind(people, person?.personId);
  useEffect(() => {
    // Keeps the app on this phone from the first visit on, before anybody has come in.
    void loadUpdates();
  }, []);
  const isOpen = (person ?? atDoor) !== undefined;
  useEffect(() => {
    // Not before the picture without this person: by then the records have been told to close.
    if (toDrop === undefined || isOpen) return;
    onDropped();
    void dropCacheOf(toDrop);
    void dropSealKeys(toDrop);
  }, [toDrop, isOpen, onDropped]);
  return <Records {...props} />;
}

function Records({ person, atDoor, isCovered, onLock, onSwitch, onAddPerson }: InsideProps) {
  const t = useText(zh, en);
  const open = useOpenWorld(person ?? atDoor, person !== undefined);
  const atHome = useLocation().pathname === "/" && !isWide();
  if (!person) {
    return open.state === "open" && <WorldProvider world={open.world}>{atHome && <HomeAhead />}</WorldProvider>;
  }
  if (open.state === "failed") {
    return (
      !isCovered && (
        <FailedState
          title={t.storageTitle}
          text={t.storageText}
          code={open.code}
          onRetry={() => window.location.reload()}
        />
      )
    );
  }
  if (open.state === "opening" || open.world.person.personId !== person.personId) {
    return !isCovered && <LoadingState />;
  }
  return (
    <WorldProvider world={open.world} key={person.personId}>
      <SyncProvider engine={open.engine}>
        <Suspense fallback={null}>
          <TrackKeeper />
          {!isCovered && <UpdatePrompt />}
        </Suspense>
        {!isCovered && (
          <>
            <FullPhone />
            <ConsentKeeper>
              <AppRoutes onLock={onLock} onSwitch={onSwitch} onAddPerson={onAddPerson} />
            </ConsentKeeper>
          </>
        )}
      </SyncProvider>
    </WorldProvider>
  );
}

/** On every screen while something that is being written could not be kept: what to do, and not to close it. */
function FullPhone() {
  const t = useText(zh, en);
  if (!useStorageFull()) return null;
  return (
    <Banner tone="bad" title={t.fullTitle}>
      {t.fullText}
    </Banner>
  );
}

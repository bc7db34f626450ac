import { type ReactNode, useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { type EnrolledPerson, markUsed, usePeopleOnPhone } from "#storage/device-book";
import { WorldProvider } from "#storage/use-world";
import { SyncProvider } from "#sync/use-sync";
import { FailedState, LoadingState } from "#ui/empty";
import { useText } from "#ui/text";
import { ConsentKeeper } from "../features/enrol/consent-keeper.tsx";
import { EnrolPage } from "../features/enrol/enrol-page.tsx";
import { codeIn } from "../features/enrol/frame.ts";
import { UnlockPage } from "../features/enrol/unlock-page.tsx";
import { PhoneTrackPurge, TrackKeeper } from "../features/patrol/use-track.ts";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";
import { AppRoutes } from "./router.tsx";
import { ScanDialog } from "./scan-dialog.tsx";
import { UpdatePrompt } from "./update-prompt.tsx";
import { useOpenWorld } from "./use-open-world.ts";

const LOCK_AFTER_MS = 10 * 60_000;

type Door =
  | { readonly at: "locked"; readonly personId?: string | undefined }
  | { readonly at: "enrol" }
  | { readonly at: "in" };

/** Locks when the page comes back after ten minutes out of sight; the round and its sync go on underneath. */
function useLockWhenAway(lock: () => void): void {
  useEffect(() => {
    let hiddenAt: number | undefined;
    const onVisibility = (): void => {
      if (document.visibilityState === "hidden") hiddenAt = Date.now();
      else {
        if (hiddenAt !== undefined && Date.now() - hiddenAt > LOCK_AFTER_MS) lock();
        hiddenAt = undefined;
      }
    };
    document.addEventListener("visibilitychange", onVisibility);
    return () => document.removeEventListener("visibilitychange", onVisibility);
  }, [lock]);
}

/** Nobody enrolled: the code. Enrolled and locked: who, and the PIN. Unlocked: the app. */
export function Gate() {
  const people = usePeopleOnPhone();
  const codeAtHand = useCodeInAddress();
  const [door, setDoor] = useState<Door>(codeAtHand === undefined ? { at: "locked" } : { at: "enrol" });
  const [person, setPerson] = useState<EnrolledPerson | undefined>(undefined);
  const [lock] = useState(() => () => setDoor((now) => (now.at === "in" ? { at: "locked" } : now)));
  useLockWhenAway(lock);
  const enter = (next: EnrolledPerson): void => {
    setPerson(next);
    setDoor({ at: "in" });
    void markUsed(next.personId);
  };
  if (!people) return <LoadingState />;
  const enrolling = door.at === "enrol" || people.length === 0;
  const onBack = people.length > 0 ? () => setDoor(person ? { at: "in" } : { at: "locked" }) : undefined;
  const screen = enrolling ? (
    <EnrolPage Scan={ScanDialog} codeAtHand={codeAtHand} onDone={enter} onBack={onBack} />
  ) : door.at === "locked" ? (
    <UnlockPage
      key={person?.personId ?? "anybody"}
      people={people}
      personId={person?.personId}
      onUnlocked={enter}
      onAddPerson={() => setDoor({ at: "enrol" })}
    />
  ) : undefined;
  const switchPerson = (): void => {
    setPerson(undefined);
    setDoor({ at: "locked" });
  };
  return (
    <Inside person={person} screen={screen}>
      <AppRoutes onLock={lock} onSwitch={switchPerson} onAddPerson={() => setDoor({ at: "enrol" })} />
    </Inside>
  );
}

/** `?code=12345678` of the printed enrolment code, taken out of the address once it is read. */
function useCodeInAddress(): string | undefined {
  const { search, hash, pathname } = useLocation();
  const navigate = useNavigate();
  const given = new URLSearchParams(search).get("code") ?? new URLSearchParams(hash.slice(1)).get("code");
  const [code] = useState(() => (given === null ? undefined : codeIn(given)));
  useEffect(() => {
    if (given !== null)
      void navigate(pathname === "/join" || pathname === "/enrol" ? "/" : pathname, { replace: true });
  }, [given, pathname, navigate]);
  return code;
}

interface InsideProps {
  readonly person: EnrolledPerson | undefined;
  /** Stands before the app: locked or enrolling. */
  readonly screen: ReactNode;
  readonly children: ReactNode;
}

function Inside({ person, screen, children }: InsideProps) {
  const t = useText(zh, en);
  const open = useOpenWorld(person);
  if (!person) return <>{screen}</>;
  if (open.state === "failed") {
    return (
      <FailedState
        title={t.storageTitle}
        text={t.storageText}
        code={open.code}
        onRetry={() => window.location.reload()}
      />
    );
  }
  if (open.state === "opening" || open.world.person.personId !== person.personId) return screen ?? <LoadingState />;
  return (
    <WorldProvider world={open.world} key={person.personId}>
      <SyncProvider engine={open.engine}>
        <TrackKeeper />
        <PhoneTrackPurge />
        {screen ?? (
          <>
            <UpdatePrompt />
            <ConsentKeeper>{children}</ConsentKeeper>
          </>
        )}
      </SyncProvider>
    </WorldProvider>
  );
}

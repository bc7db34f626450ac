import { type ReactNode, useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { type EnrolledPerson, markUsed, usePeopleOnPhone } from "#storage/device-book";
import { dropCacheOf } from "#storage/left-behind";
import { dropSealKeys } from "#storage/pin";
import { dropPinKeys } from "#storage/pin-key";
import { useStorageFull, WorldProvider } from "#storage/use-world";
import { SyncProvider } from "#sync/use-sync";
import { Banner } from "#ui/banner";
import { FailedState, LoadingState } from "#ui/empty";
import { useText } from "#ui/text";
import { ConsentKeeper } from "../features/enrol/consent-keeper.tsx";
import { EnrolPage } from "../features/enrol/enrol-page.tsx";
import { codeIn } from "../features/enrol/frame.ts";
import { UnlockPage } from "../features/enrol/unlock-page.tsx";
import { HomeAhead } from "../features/home/home-page.tsx";
import { TrackKeeper } from "../features/patrol/use-track.ts";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";
import { AppRoutes, isWide } from "./router.tsx";
import { ScanDialog } from "./scan-dialog.tsx";
import { UpdatePrompt } from "./update-prompt.tsx";
import { useLeftBehind } from "./use-left-behind.ts";
import { useOpenWorld } from "./use-open-world.ts";
import { WeChatNotice } from "./wechat-notice.tsx";

const LOCK_AFTER_MS = 10 * 60_000;

type Door =
  | { readonly at: "locked"; readonly personId?: string | undefined }
  /** `backTo`: whoever came from a locked door goes back to it. */
  | { readonly at: "enrol"; readonly backTo: "locked" | "in" }
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

/** Who stands before which door; a person whose enrolment was switched off is led out. */
function useDoor(people: readonly EnrolledPerson[] | undefined, codeAtHand: string | undefined) {
  const start: Door = codeAtHand === undefined ? { at: "locked" } : { at: "enrol", backTo: "locked" };
  const [door, setDoor] = useState<Door>(start);
  const [person, setPerson] = useState<EnrolledPerson | undefined>(undefined);
  const [lock] = useState(() => () => setDoor((now) => (now.at === "in" ? { at: "locked" } : now)));
  const revoked = people?.find((p) => p.personId === person?.personId)?.revoked;
  const leave = (personId?: string): void => {
    setPerson(undefined);
    setDoor({ at: "locked", personId });
  };
  const personId = person?.personId;
  const stage = revoked?.stage;
  useEffect(() => {
    if (stage === undefined) return;
    // While things are on their way the engine must run; after that nobody may have the world open.
    if (stage !== "taking") setPerson(undefined);
    setDoor({ at: "locked", personId });
  }, [stage, personId]);
  const at = door.at;
  useEffect(() => {
    if (at === "locked") dropPinKeys();
  }, [at]);
  const enter = (next: EnrolledPerson): void => {
    setPerson(next);
    setDoor({ at: "in" });
    void markUsed(next.personId);
  };
  const enrol = (): void => setDoor((now) => ({ at: "enrol", backTo: now.at === "in" ? "in" : "locked" }));
  const back = (): void => setDoor((now) => ({ at: now.at === "enrol" ? now.backTo : "locked" }));
  const shown: Door = revoked && door.at === "in" ? { at: "locked", personId } : door;
  return { door: shown, person, lock, leave, enter, enrol, back };
}

/** Nobody enrolled: the code. Enrolled and locked: who, and the PIN. Unlocked: the app. */
export function Gate() {
  const people = usePeopleOnPhone();
  const [atDoor, setAtDoor] = useState<EnrolledPerson | undefined>(undefined);
  const codeAtHand = useCodeInAddress();
  const { door, person, lock, leave, enter, enrol, back } = useDoor(people, codeAtHand);
  useLockWhenAway(lock);
  useLeftBehind(people, person?.personId);
  const [toDrop, setToDrop] = useState<string | undefined>(undefined);
  const isOpen = (person ?? atDoor) !== undefined;
  useEffect(() => {
    // Not before the picture without this person: by then the records have been told to close.
    if (toDrop === undefined || isOpen) return;
    setToDrop(undefined);
    void dropCacheOf(toDrop);
    void dropSealKeys(toDrop);
  }, [toDrop, isOpen]);
  if (!people) return <LoadingState />;
  const enrolling = door.at === "enrol" || people.length === 0;
  const close = (closed: EnrolledPerson): void => {
    leave(closed.personId);
    setAtDoor(undefined);
    setToDrop(closed.personId);
  };
  const whose = (door.at === "locked" ? door.personId : undefined) ?? person?.personId;
  const screen = enrolling ? (
    <EnrolPage Scan={ScanDialog} codeAtHand={codeAtHand} onDone={enter} onBack={people.length > 0 ? back : undefined} />
  ) : door.at === "locked" ? (
    <UnlockPage
      key={whose ?? "anybody"}
      people={people}
      personId={whose}
      onAtDoor={setAtDoor}
      onUnlocked={enter}
      onClosed={close}
      onAddPerson={enrol}
    />
  ) : undefined;
  return (
    <>
      {!enrolling && <WeChatNotice />}
      <Inside person={person} atDoor={atDoor} screen={screen}>
        <AppRoutes onLock={lock} onSwitch={() => leave()} onAddPerson={enrol} />
      </Inside>
    </>
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
  /** Whoever is typing a PIN: what the first screen needs is read meanwhile, and nothing of it shown. */
  readonly atDoor: EnrolledPerson | undefined;
  /** Stands before the app: locked or enrolling. */
  readonly screen: ReactNode;
  readonly children: ReactNode;
}

function Inside({ person, atDoor, screen, children }: InsideProps) {
  const t = useText(zh, en);
  const open = useOpenWorld(person ?? atDoor, person !== undefined);
  const atHome = useLocation().pathname === "/" && !isWide();
  if (!person) {
    return (
      <>
        {screen}
        {open.state === "open" && <WorldProvider world={open.world}>{atHome && <HomeAhead />}</WorldProvider>}
      </>
    );
  }
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
        {screen ?? (
          <>
            <UpdatePrompt />
            <FullPhone />
            <ConsentKeeper>{children}</ConsentKeeper>
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

import { lazy, Suspense, useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { type EnrolledPerson, markUsed, usePeopleOnPhone } from "#storage/device-book";
import { dropPinKeys } from "#storage/pin-key";
import { LoadingState } from "#ui/empty";
import { EnrolPage } from "../features/enrol/enrol-page.tsx";
import { codeIn } from "../features/enrol/frame.ts";
import { UnlockPage } from "../features/enrol/unlock-page.tsx";
import { useLockWhenAway, useLockWhenStill } from "./auto-lock.ts";
import { ScanDialog } from "./scan-dialog.tsx";
import { WeChatNotice } from "./wechat-notice.tsx";

/** All that lies behind the door: loaded while somebody types a PIN or a code. */
const Inside = lazy(async () => ({ default: (await import("./inside.tsx")).Inside }));

/** Also behind the pocket screen. */
const ROUND_PAGE = "/patrol/round";

type Door =
  | { readonly at: "locked"; readonly personId?: string | undefined }
  /** `backTo`: whoever came from a locked door goes back to it. */
  | { readonly at: "enrol"; readonly backTo: "locked" | "in" }
  | { readonly at: "in" };

/** Whether the first picture is out: until then nothing that lies behind the door may slow it down. */
function useAfterFirstPicture(): boolean {
  const [isOut, setIsOut] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setIsOut(true));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return isOut;
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
  useLockWhenStill(lock, useLocation().pathname === ROUND_PAGE);
  const [toDrop, setToDrop] = useState<string | undefined>(undefined);
  const isAhead = useAfterFirstPicture();
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
      {screen}
      {(isAhead || person) && (
        <Suspense fallback={!screen && <LoadingState />}>
          <Inside
            people={people}
            person={person}
            atDoor={atDoor}
            isCovered={screen !== undefined}
            toDrop={toDrop}
            onDropped={() => setToDrop(undefined)}
            onLock={lock}
            onSwitch={() => leave()}
            onAddPerson={enrol}
          />
        </Suspense>
      )}
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

import ClipboardPen from "lucide-react/icons/clipboard-pen";
import Footprints from "lucide-react/icons/footprints";
import House from "lucide-react/icons/house";
import Monitor from "lucide-react/icons/monitor";
import User from "lucide-react/icons/user";
import { type ComponentProps, lazy, Suspense, useEffect, useLayoutEffect } from "react";
import { Navigate, Route, Routes, useLocation, useNavigationType } from "react-router";
import { useMe } from "#storage/people";
import { useAwayTooLong } from "#storage/use-away";
import { useSyncStage } from "#sync/use-sync";
import { BottomBar } from "#ui/bottom-bar";
import { LoadingState } from "#ui/empty";
import { ErrorBoundary } from "#ui/error-boundary";
import { readChoice, writeChoice } from "#ui/stored-choice";
import { SyncBadge } from "#ui/sync-badge";
import { useText } from "#ui/text";
import { HomePage } from "../features/home/home-page.tsx";
import { useInstallOffer } from "../features/home/install-offer.tsx";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";
import { ScanDialog } from "./scan-dialog.tsx";
import { APP_VERSION } from "./version.ts";

const DeskRoutes = lazy(() => import("../features/desk/desk-routes.tsx"));
const ReportPage = lazy(async () => ({ default: (await import("../features/report/report-page.tsx")).ReportPage }));
const PatrolPage = lazy(async () => ({ default: (await import("../features/patrol/patrol-page.tsx")).PatrolPage }));
const RoundPage = lazy(async () => ({ default: (await import("../features/patrol/round-page.tsx")).RoundPage }));
const StartPage = lazy(async () => ({ default: (await import("../features/patrol/start-page.tsx")).StartPage }));
const FinishPage = lazy(async () => ({ default: (await import("../features/patrol/finish-page.tsx")).FinishPage }));
const TagPage = lazy(async () => ({ default: (await import("../features/patrol/scanned-pages.tsx")).TagPage }));
const JoinPage = lazy(async () => ({ default: (await import("../features/patrol/scanned-pages.tsx")).JoinPage }));
const LatePage = lazy(async () => ({ default: (await import("../features/patrol/late-page.tsx")).LatePage }));
const MePage = lazy(async () => ({ default: (await import("../features/me/me-page.tsx")).MePage }));
const PhonesPage = lazy(async () => ({ default: (await import("../features/me/phones-page.tsx")).PhonesPage }));
const SyncPage = lazy(async () => ({ default: (await import("../features/sync-status/sync-page.tsx")).SyncPage }));
const MyIssuesPage = lazy(async () => ({
  default: (await import("../features/my-issues/my-issues-page.tsx")).MyIssuesPage,
}));
const IssuePage = lazy(async () => ({ default: (await import("../features/my-issues/issue-page.tsx")).IssuePage }));
const BlankFormsPage = lazy(async () => ({
  default: (await import("../features/paper/blank-forms-page.tsx")).BlankFormsPage,
}));
const MediationsPage = lazy(async () => ({
  default: (await import("../features/mediation/mediations-page.tsx")).MediationsPage,
}));
const SettlePage = lazy(async () => ({ default: (await import("../features/mediation/settle-page.tsx")).SettlePage }));
const IntakePage = lazy(async () => ({ default: (await import("../features/mediation/intake-page.tsx")).IntakePage }));
const PaperOffer = lazy(async () => ({ default: (await import("../features/paper/paper-offer.tsx")).PaperOffer }));
const PaperAhead = lazy(async () => ({ default: (await import("../features/paper/paper-ahead.tsx")).PaperAhead }));
const CasePage = lazy(async () => ({ default: (await import("../features/mediation/case-page.tsx")).CasePage }));
const MapPage = lazy(async () => ({ default: (await import("../features/map-phone/map-page.tsx")).MapPage }));

const AwayPage = lazy(async () => ({ default: (await import("./away-page.tsx")).AwayPage }));

interface RoutesProps {
  readonly onLock: () => void;
  readonly onSwitch: () => void;
  readonly onAddPerson: () => void;
}

/** A desk, or a tablet that lies on one. */
export const isWide = (): boolean => window.matchMedia?.("(min-width: 1024px)").matches === true;

function Badge() {
  return <SyncBadge stage={useSyncStage()} />;
}

/** The four places of the phone; on a coordinator's wide screen also the way back to the desk. */
function Nav() {
  const t = useText(zh, en);
  const me = useMe();
  const wide = isWide();
  return (
    <BottomBar
      items={[
        { to: "/", label: t.today, icon: <House />, end: true },
        { to: "/patrol", label: t.patrol, icon: <Footprints /> },
        { to: "/report", label: t.report, icon: <ClipboardPen /> },
        { to: "/me", label: t.me, icon: <User /> },
        ...(wide && me?.offices.isCoordinator ? [{ to: "/desk", label: t.desk, icon: <Monitor /> }] : []),
      ]}
    />
  );
}

type Front = "desk" | "phone";
const FRONT_KEY = "zimajia.front";
const FRONTS: readonly Front[] = ["desk", "phone"];

/** Remembers which half of the app a coordinator used last on this computer; it is what 紫马甲 opens with. */
function useFront(front: Front | undefined): void {
  useEffect(() => {
    if (front) writeChoice(FRONT_KEY, front);
  }, [front]);
}

const DeskCase: ComponentProps<typeof DeskRoutes>["Case"] = ({ place }) => (
  <CasePage badge={null} Paper={PaperOffer} place={place} />
);

function Desk() {
  useFront("desk");
  return <DeskRoutes Case={DeskCase} />;
}

/** The way from the desk to the phone pages. */
function ToPhone() {
  useFront("phone");
  return <Navigate to="/" replace />;
}

/** At a desk a coordinator starts with the desk, unless the phone pages were chosen; everywhere else with 今天. */
function Landing() {
  const me = useMe();
  const front = readChoice(FRONT_KEY, FRONTS, "desk");
  const wide = isWide();
  // Before the first pull nobody's roles are known: a desk must not show a volunteer's page for a moment.
  if (!me || (wide && !me.person)) return <LoadingState />;
  if (wide && front === "desk" && (me.offices.isCoordinator || me.offices.isDistrict)) {
    return <Navigate to="/desk" replace />;
  }
  return (
    <>
      <HomePage badge={<Badge />} nav={<Nav />} />
      {me.actor.grants.some((grant) => grant.role === "mediator") && (
        <Suspense fallback={null}>
          <PaperAhead />
        </Suspense>
      )}
    </>
  );
}

/** Cold hands and night eyes: in a round every target is 60 px and every word 7 : 1. */
const FIELD = /^\/(patrol|report|d\/|join)/;

/** On a phone that was away for too long: a round, a report, the way to hand them in. */
const GOES_ON = /^\/(patrol|report|me|sync|join|d|phone|mediation\/new)(\/|$)/;

/** Others' words are behind this; undefined while it is not known yet. */
function useIsPutAway(pathname: string): boolean | undefined {
  const away = useAwayTooLong();
  return GOES_ON.test(pathname) ? false : away;
}

/** A new screen starts at its top (going back, the browser knows where it was), and says what it is to the styles. */
function usePlace(pathname: string): void {
  const how = useNavigationType();
  useLayoutEffect(() => {
    document.documentElement.dataset["place"] = FIELD.test(pathname) ? "field" : "calm";
    if (how !== "POP") window.scrollTo(0, 0);
  }, [pathname, how]);
}

/** Every address of the app. */
export function AppRoutes({ onLock, onSwitch, onAddPerson }: RoutesProps) {
  const { pathname } = useLocation();
  usePlace(pathname);
  const installOffer = useInstallOffer();
  const badge = <Badge />;
  const nav = <Nav />;
  const frame = { badge, nav };
  const putAway = useIsPutAway(pathname);
  if (putAway === undefined) return null;
  if (putAway)
    return (
      <Suspense fallback={null}>
        <AwayPage {...frame} />
      </Suspense>
    );
  return (
    <ErrorBoundary resetKey={pathname} version={APP_VERSION}>
      <Suspense fallback={<LoadingState />}>
        <Routes>
          <Route index element={<Landing />} />
          <Route path="patrol" element={<PatrolPage {...frame} Scan={ScanDialog} />} />
          <Route path="patrol/start/:slotId?" element={<StartPage {...frame} />} />
          <Route path="patrol/round" element={<RoundPage {...frame} Scan={ScanDialog} />} />
          <Route path="patrol/finish" element={<FinishPage {...frame} />} />
          <Route path="patrol/late" element={<LatePage {...frame} />} />
          <Route path="report" element={<ReportPage {...frame} />} />
          <Route
            path="me"
            element={
              <MePage
                {...frame}
                onLock={onLock}
                onSwitch={onSwitch}
                onAddPerson={onAddPerson}
                installOffer={installOffer}
                version={APP_VERSION}
              />
            }
          />
          <Route path="me/phones" element={<PhonesPage badge={badge} />} />
          <Route path="sync" element={<SyncPage badge={badge} />} />
          <Route path="issues" element={<MyIssuesPage badge={badge} />} />
          <Route path="issues/:issueId" element={<IssuePage badge={badge} />} />
          <Route path="forms" element={<BlankFormsPage badge={badge} />} />
          <Route path="mediation" element={<MediationsPage badge={badge} />} />
          <Route path="mediation/settle" element={<SettlePage badge={badge} />} />
          <Route path="mediation/new/:caseId?" element={<IntakePage badge={badge} />} />
          <Route path="mediation/:caseId/*" element={<CasePage badge={badge} Paper={PaperOffer} />} />
          <Route path="map" element={<MapPage badge={badge} />} />
          <Route path="d/:tag" element={<TagPage {...frame} />} />
          <Route path="join" element={<JoinPage {...frame} />} />
          <Route path="desk/*" element={<Desk />} />
          <Route path="phone" element={<ToPhone />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  );
}

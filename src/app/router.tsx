import ClipboardPen from "lucide-react/icons/clipboard-pen";
import Footprints from "lucide-react/icons/footprints";
import House from "lucide-react/icons/house";
import User from "lucide-react/icons/user";
import { lazy, Suspense } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";
import { useMe } from "#storage/people";
import { useSyncStage } from "#sync/use-sync";
import { BottomBar } from "#ui/bottom-bar";
import { LoadingState } from "#ui/empty";
import { ErrorBoundary } from "#ui/error-boundary";
import { SyncBadge } from "#ui/sync-badge";
import { useText } from "#ui/text";
import { HomePage } from "../features/home/home-page.tsx";
import { FinishPage } from "../features/patrol/finish-page.tsx";
import { PatrolPage } from "../features/patrol/patrol-page.tsx";
import { RoundPage } from "../features/patrol/round-page.tsx";
import { JoinPage, TagPage } from "../features/patrol/scanned-pages.tsx";
import { StartPage } from "../features/patrol/start-page.tsx";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";
import { ScanDialog } from "./scan-dialog.tsx";

const DeskRoutes = lazy(() => import("../features/desk/desk-routes.tsx"));
const ReportPage = lazy(async () => ({ default: (await import("../features/report/report-page.tsx")).ReportPage }));
const LatePage = lazy(async () => ({ default: (await import("../features/patrol/late-page.tsx")).LatePage }));
const MePage = lazy(async () => ({ default: (await import("../features/me/me-page.tsx")).MePage }));
const SyncPage = lazy(async () => ({ default: (await import("../features/sync-status/sync-page.tsx")).SyncPage }));
const MapPage = lazy(async () => ({ default: (await import("../features/map-phone/map-page.tsx")).MapPage }));

interface RoutesProps {
  readonly onLock: () => void;
  readonly onSwitch: () => void;
  readonly onAddPerson: () => void;
}

function Badge() {
  return <SyncBadge stage={useSyncStage()} />;
}

function Nav() {
  const t = useText(zh, en);
  return (
    <BottomBar
      items={[
        { to: "/", label: t.today, icon: <House />, end: true },
        { to: "/patrol", label: t.patrol, icon: <Footprints /> },
        { to: "/report", label: t.report, icon: <ClipboardPen /> },
        { to: "/me", label: t.me, icon: <User /> },
      ]}
    />
  );
}

const DESK_FROM = "(min-width: 1024px)";

/** At a desk a coordinator starts with the desk, everywhere else with 今天. */
function Landing() {
  const me = useMe();
  const { state } = useLocation();
  const wide = window.matchMedia?.(DESK_FROM).matches === true;
  // Before the first pull nobody's roles are known: a desk must not show a volunteer's page for a moment.
  if (!me || (wide && !me.person)) return <LoadingState />;
  if (wide && state !== "phone" && (me.offices.isCoordinator || me.offices.isDistrict)) {
    return <Navigate to="/desk" replace />;
  }
  return <HomePage badge={<Badge />} nav={<Nav />} />;
}

/** Every address of the app. */
export function AppRoutes({ onLock, onSwitch, onAddPerson }: RoutesProps) {
  const { pathname } = useLocation();
  const badge = <Badge />;
  const nav = <Nav />;
  const frame = { badge, nav };
  return (
    <ErrorBoundary resetKey={pathname}>
      <Suspense fallback={<LoadingState />}>
        <Routes>
          <Route index element={<Landing />} />
          <Route path="patrol" element={<PatrolPage {...frame} />} />
          <Route path="patrol/start/:slotId?" element={<StartPage {...frame} />} />
          <Route path="patrol/round" element={<RoundPage {...frame} Scan={ScanDialog} />} />
          <Route path="patrol/finish" element={<FinishPage {...frame} />} />
          <Route path="patrol/late" element={<LatePage {...frame} />} />
          <Route path="report" element={<ReportPage {...frame} />} />
          <Route
            path="me"
            element={<MePage {...frame} onLock={onLock} onSwitch={onSwitch} onAddPerson={onAddPerson} />}
          />
          <Route path="sync" element={<SyncPage badge={badge} />} />
          <Route path="map" element={<MapPage badge={badge} />} />
          <Route path="d/:tag" element={<TagPage {...frame} />} />
          <Route path="join" element={<JoinPage {...frame} />} />
          <Route path="desk/*" element={<DeskRoutes />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  );
}

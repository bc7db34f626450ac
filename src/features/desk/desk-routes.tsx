import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import { Navigate, Route, Routes } from "react-router";
import { isFault } from "#domain/kernel/fault";
import { useMe } from "#storage/people";
import { LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { CommunityProvider, useCommunity } from "./community.tsx";
import "./desk.css";
import { DeskFrame } from "./desk-frame.tsx";
import { useDeskText } from "./desk-text.ts";
import type { CasePart } from "./mediations/case-desk.tsx";
import { useRights } from "./rights.ts";

const lazyPage = (load: () => Promise<{ default: ComponentType }>) => lazy(load);

const TodayPage = lazyPage(() => import("./today/today-page.tsx"));
const IssuesPage = lazyPage(() => import("./issues/issues-page.tsx"));
const CoveragePage = lazyPage(() => import("./coverage/coverage-page.tsx"));
const RosterPage = lazyPage(() => import("./roster/roster-page.tsx"));
const OverviewPage = lazy(async () => ({ default: (await import("./figures/overview.tsx")).OverviewPage }));
const CaseDesk = lazy(async () => ({ default: (await import("./mediations/case-desk.tsx")).CaseDesk }));
const FiguresPage = lazy(async () => ({ default: (await import("./figures/figures-page.tsx")).FiguresPage }));

const PAGES: readonly (readonly [path: string, page: ComponentType])[] = [
  ["map", lazy(() => import("./map/map-page.tsx"))],
  ["routes", lazy(() => import("./routes/routes-page.tsx"))],
  ["mediations", lazy(() => import("./mediations/register-page.tsx"))],
  ["mediation-figures", lazy(() => import("./case-figures/case-figures-page.tsx"))],
  ["print/:what", lazy(() => import("./print/print-page.tsx"))],
  ["checklists", lazy(() => import("./checklists/checklists-page.tsx"))],
  ["samples", lazy(() => import("./mediation-samples/samples-page.tsx"))],
  ["people", lazy(() => import("./people/people-page.tsx"))],
  ["devices", lazy(() => import("./devices/devices-page.tsx"))],
  ["aside", lazy(() => import("./aside/aside-page.tsx"))],
];

/** Street and district hold figures, not texts: where others read records they see the figures of the same thing. */
function useTextPages(): readonly (readonly [path: string, page: ReactNode])[] {
  const t = useDeskText();
  const { figuresOnly } = useCommunity();
  const { seesWork } = useRights();
  if (figuresOnly) {
    return [
      ["", <OverviewPage key="overview" />],
      ["issues", <FiguresPage key="issues" title={t.nav.issues} topics={["issues"]} />],
      ["coverage", <FiguresPage key="coverage" title={t.nav.coverage} topics={["places"]} />],
      ["roster", <FiguresPage key="roster" title={t.nav.roster} topics={["rounds"]} />],
    ];
  }
  if (!seesWork) {
    return [
      ["", <Navigate key="issues" to="/desk/issues" replace />],
      ["issues", <IssuesPage key="issues" />],
      ["coverage", <CoveragePage key="coverage" />],
      ["roster", <NotYours key="roster" title={t.nav.roster} />],
    ];
  }
  return [
    ["", <TodayPage key="today" />],
    ["issues", <IssuesPage key="issues" />],
    ["coverage", <CoveragePage key="coverage" />],
    ["roster", <RosterPage key="roster" />],
  ];
}

/** One more try for what may pass, none for what will not. */
const newQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: (tries, error) => tries < 1 && isFault(error) && error.retry === "later" && error.code !== "offline",
      },
    },
  });

/** Everything under /desk; only for those who coordinate something. */
export default function DeskRoutes({ Case }: { readonly Case: CasePart }) {
  const [queries] = useState(newQueries);
  const me = useMe();
  if (!me) return <LoadingState />;
  if (!me.offices.isCoordinator) return <NotStaff />;
  return (
    <QueryClientProvider client={queries}>
      <CommunityProvider>
        <Suspense fallback={<LoadingState />}>
          <DeskPages Case={Case} />
        </Suspense>
      </CommunityProvider>
    </QueryClientProvider>
  );
}

function DeskPages({ Case }: { readonly Case: CasePart }) {
  const textPages = useTextPages();
  return (
    <Routes>
      {textPages.map(([path, page]) =>
        path === "" ? <Route key="index" index element={page} /> : <Route key={path} path={path} element={page} />,
      )}
      {PAGES.map(([path, Page]) => (
        <Route key={path} path={path} element={<Page />} />
      ))}
      <Route path="mediations/:caseId/*" element={<CaseDesk Case={Case} />} />
      <Route path="*" element={<Navigate to="/desk" replace />} />
    </Routes>
  );
}

/** A page of records that this office does not hold: why, and where to go instead. */
function NotYours({ title }: { title: string }) {
  const t = useDeskText();
  return (
    <DeskFrame title={title}>
      <EmptyState
        title={t.compoundOnly}
        text={t.compoundOnlyText}
        action={<LinkButton to="/desk/issues">{t.nav.issues}</LinkButton>}
      />
    </DeskFrame>
  );
}

function NotStaff() {
  const t = useDeskText();
  return (
    <main>
      <EmptyState title={t.notStaff} text={t.notStaffText} action={<LinkButton to="/">{t.toPhone}</LinkButton>} />
    </main>
  );
}

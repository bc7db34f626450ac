import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense, useState } from "react";
import { Navigate, Route, Routes } from "react-router";
import { isFault } from "#domain/kernel/fault";
import { useMe } from "#storage/people";
import { LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { CommunityProvider } from "./community.tsx";
import "./desk.css";
import { useDeskText } from "./desk-text.ts";

const PAGES: readonly (readonly [path: string, page: ComponentType])[] = [
  ["", lazy(() => import("./today/today-page.tsx"))],
  ["issues", lazy(() => import("./issues/issues-page.tsx"))],
  ["map", lazy(() => import("./map/map-page.tsx"))],
  ["coverage", lazy(() => import("./coverage/coverage-page.tsx"))],
  ["roster", lazy(() => import("./roster/roster-page.tsx"))],
  ["routes", lazy(() => import("./routes/routes-page.tsx"))],
  ["print/:what", lazy(() => import("./print/print-page.tsx"))],
  ["checklists", lazy(() => import("./checklists/checklists-page.tsx"))],
  ["people", lazy(() => import("./people/people-page.tsx"))],
  ["devices", lazy(() => import("./devices/devices-page.tsx"))],
];

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
export default function DeskRoutes() {
  const [queries] = useState(newQueries);
  const me = useMe();
  if (!me) return <LoadingState />;
  if (!me.offices.isCoordinator) return <NotStaff />;
  return (
    <QueryClientProvider client={queries}>
      <CommunityProvider>
        <Suspense fallback={<LoadingState />}>
          <Routes>
            {PAGES.map(([path, Page]) =>
              path === "" ? (
                <Route key="index" index element={<Page />} />
              ) : (
                <Route key={path} path={path} element={<Page />} />
              ),
            )}
            <Route path="*" element={<Navigate to="/desk" replace />} />
          </Routes>
        </Suspense>
      </CommunityProvider>
    </QueryClientProvider>
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

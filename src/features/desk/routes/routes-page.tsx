import { useState } from "react";
import { usePlaces } from "#storage/places";
import { Button, LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { SelectField } from "#ui/field";
import { useCommunity } from "../community.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { useDeskText } from "../desk-text.ts";
import { CheckpointList } from "./checkpoint-list.tsx";
import { RouteEditor } from "./route-editor.tsx";

/** Checkpoints of a compound, and the routes of the community. */
export default function RoutesPage() {
  const t = useDeskText();
  const places = usePlaces();
  const { code } = useCommunity();
  const [picked, pick] = useState<string>();
  const [routeId, setRouteId] = useState<string>();
  if (!places) {
    return (
      <DeskFrame title={t.routes.title}>
        <LoadingState />
      </DeskFrame>
    );
  }
  const compounds = [...places.compounds.values()].filter((c) => c.communityCode === code);
  const compound = compounds.find((c) => c.id === picked) ?? compounds[0];
  const routes = [...places.routes.values()].filter((r) => r.communityCode === code && !r.retiredOn);
  return (
    <DeskFrame
      title={t.routes.title}
      actions={compound && <LinkButton to={`/desk/print/qr?compound=${compound.id}`}>{t.routes.printQr}</LinkButton>}
    >
      <div className="desk-halves">
        <section className="stack" aria-label={t.routes.checkpoints}>
          <h2>{t.routes.checkpoints}</h2>
          <SelectField
            label={t.routes.compound}
            value={compound?.id ?? ""}
            options={compounds.map((c) => ({ value: c.id, label: c.name }))}
            onChange={pick}
          />
          {compound && <CheckpointList key={compound.id} compound={compound} />}
        </section>
        <section className="stack" aria-label={t.routes.routes}>
          <h2>{t.routes.routes}</h2>
          {routes.length === 0 && <EmptyState title={t.routes.noRoutes} text="" />}
          <div className="row">
            {routes.map((route) => (
              <Button
                key={route.id}
                size="small"
                aria-pressed={route.id === routeId}
                onClick={() => setRouteId(route.id)}
              >
                {`${route.name} · ${t.routes.stops(route.checkpointIds.length)}`}
              </Button>
            ))}
            <Button size="small" variant="quiet" onClick={() => setRouteId("new")}>
              {t.routes.newRoute}
            </Button>
          </div>
          {routeId && code && (
            <RouteEditor
              key={routeId}
              route={places.routes.get(routeId)}
              communityCode={code}
              onSaved={(id) => setRouteId(id)}
            />
          )}
        </section>
      </div>
    </DeskFrame>
  );
}

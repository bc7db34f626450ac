import { useState } from "react";
import { isRetired, type Route } from "#domain/place/place";
import { type Places, usePlaces } from "#storage/places";
import { StateBadge } from "#ui/badge";
import { Button, LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { SelectField } from "#ui/field";
import { type Column, DataTable } from "#ui/table";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { useRights } from "../rights.ts";
import { CheckpointList } from "./checkpoint-list.tsx";
import { RouteEditor } from "./route-editor.tsx";

const NEW = "new";
const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name.localeCompare(b.name, "zh-CN", { numeric: true });

/** Checkpoints of a compound, and the routes of the community. */
export default function RoutesPage() {
  const t = useDeskText();
  const places = usePlaces();
  const { code } = useCommunity();
  const rights = useRights();
  const [picked, pick] = useState<string>();
  const [routeId, setRouteId] = useState<string>();
  if (!places || !code) {
    return (
      <DeskFrame title={t.routes.title}>
        <LoadingState />
      </DeskFrame>
    );
  }
  const compounds = [...places.compounds.values()].filter((c) => c.communityCode === code).sort(byName);
  const compound = compounds.find((c) => c.id === picked) ?? compounds[0];
  const route = routeId ? places.routes.get(routeId) : undefined;
  const open = routeId === NEW || route?.communityCode === code ? routeId : undefined;
  return (
    <DeskFrame
      title={t.routes.title}
      actions={compound && <LinkButton to={`/desk/print/qr?compound=${compound.id}`}>{t.routes.printQr}</LinkButton>}
      side={
        open && (
          <RouteEditor
            key={`${code}.${open}`}
            route={route}
            communityCode={code}
            compoundId={compound?.id}
            onSaved={setRouteId}
          />
        )
      }
      sideTitle={route?.name ?? t.routes.newRoute}
      onSideClose={() => setRouteId(undefined)}
    >
      <div className="desk-halves">
        <section className="stack" aria-label={t.routes.routes}>
          <div className="row-apart">
            <h2>{t.routes.routes}</h2>
            {rights.routes && (
              <Button size="small" onClick={() => setRouteId(NEW)}>
                {t.routes.newRoute}
              </Button>
            )}
          </div>
          <RouteTable places={places} code={code} chosen={open} onChoose={setRouteId} />
        </section>
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
      </div>
    </DeskFrame>
  );
}

interface RouteTableProps {
  readonly places: Places;
  readonly code: string;
  readonly chosen: string | undefined;
  readonly onChoose: (routeId: string) => void;
}

function RouteTable({ places, code, chosen, onChoose }: RouteTableProps) {
  const t = useDeskText();
  const names = useNames();
  const { today } = useToday();
  const rows = [...places.routes.values()]
    .filter((route) => route.communityCode === code)
    .sort((a, b) => Number(isRetired(a, today)) - Number(isRetired(b, today)) || byName(a, b));
  const columns: Column<Route>[] = [
    {
      key: "name",
      head: t.routes.name,
      rowHead: true,
      cell: (route) => (
        <>
          {route.name} {isRetired(route, today) && <StateBadge>{t.stopped}</StateBadge>}
          <span className="desk-words">{names.team(route.teamId)}</span>
        </>
      ),
    },
    {
      key: "stops",
      head: t.routes.stopsHead,
      align: "end",
      cell: (route) => <span className="nowrap">{t.routes.stops(route.checkpointIds.length)}</span>,
    },
  ];
  return (
    <DataTable
      label={t.routes.routes}
      columns={columns}
      rows={rows}
      rowKey={(route) => route.id}
      selected={chosen ?? null}
      onSelect={(route) => onChoose(route.id)}
      empty={<EmptyState title={t.routes.noRoutes} text={t.routes.noRoutesText} />}
    />
  );
}

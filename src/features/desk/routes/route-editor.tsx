import { useState } from "react";
import type { Route } from "#domain/place/place";
import { saveRoute } from "#domain/place/place-commands";
import { useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { Checkbox } from "#ui/checkbox";
import { SelectField, TextField } from "#ui/field";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { useAct } from "../use-act.ts";

interface RouteEditorProps {
  readonly route: Route | undefined;
  readonly communityCode: string;
  readonly onSaved: (routeId: string) => void;
}

/** Name, team and stops of a route; stops are moved by buttons, so that a keyboard can do it. */
export function RouteEditor({ route, communityCode, onSaved }: RouteEditorProps) {
  const t = useDeskText();
  const act = useAct();
  const teams = (useTeams() ?? []).filter((team) => team.communityCode === communityCode);
  const [name, setName] = useState(route?.name ?? "");
  const [picked, setTeam] = useState(route?.teamId);
  const [ordered, setOrdered] = useState(route?.ordered ?? false);
  const [stops, setStops] = useState<readonly string[]>(route?.checkpointIds ?? []);
  const teamId = picked ?? teams[0]?.id;
  const save = async (): Promise<void> => {
    if (!teamId) return;
    const routeId = route?.id ?? newId();
    const command = saveRoute({
      routeId,
      name: name.trim(),
      communityCode,
      teamId,
      checkpointIds: [...stops],
      ordered,
    });
    if (await act([command], t.routes.routeSaved)) onSaved(routeId);
  };
  return (
    <div className="stack">
      <TextField label={t.routes.name} maxLength={60} value={name} onChange={setName} />
      <SelectField
        label={t.routes.team}
        value={teamId ?? ""}
        options={teams.map((team) => ({ value: team.id, label: team.name }))}
        onChange={setTeam}
      />
      <Checkbox label={t.routes.ordered} checked={ordered} onChange={setOrdered} />
      <StopOrder stops={stops} onChange={setStops} />
      <AddStop communityCode={communityCode} stops={stops} onAdd={(id) => setStops([...stops, id])} />
      <div>
        <Button variant="main" disabled={name.trim() === "" || !teamId} onClick={() => void save()}>
          {t.save}
        </Button>
      </div>
    </div>
  );
}

/** The list with the item at `from` moved by one place; unchanged at the ends. */
function moved(list: readonly string[], from: number, by: 1 | -1): string[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.max(0, from + by), 0, item);
  return next;
}

function StopOrder({ stops, onChange }: { stops: readonly string[]; onChange: (stops: readonly string[]) => void }) {
  const t = useDeskText();
  const names = useNames();
  if (stops.length === 0) return <p className="dim">{t.routes.emptyRoute}</p>;
  return (
    <ol className="desk-order" aria-label={t.routes.stopsOf}>
      {stops.map((id, n) => {
        const name = names.checkpoint(id);
        return (
          <li key={id}>
            <span className="grow">{`${n + 1}. ${name}`}</span>
            <Button
              size="small"
              aria-label={t.up(name)}
              disabled={n === 0}
              onClick={() => onChange(moved(stops, n, -1))}
            >
              ↑
            </Button>
            <Button
              size="small"
              aria-label={t.down(name)}
              disabled={n === stops.length - 1}
              onClick={() => onChange(moved(stops, n, 1))}
            >
              ↓
            </Button>
            <Button
              size="small"
              variant="quiet"
              aria-label={t.removeOf(name)}
              onClick={() => onChange(stops.filter((stop) => stop !== id))}
            >
              {t.remove}
            </Button>
          </li>
        );
      })}
    </ol>
  );
}

interface AddStopProps {
  readonly communityCode: string;
  readonly stops: readonly string[];
  readonly onAdd: (checkpointId: string) => void;
}

function AddStop({ communityCode, stops, onAdd }: AddStopProps) {
  const t = useDeskText();
  const names = useNames();
  const places = usePlaces();
  const options = [...(places?.checkpoints.values() ?? [])]
    .filter((c) => c.communityCode === communityCode && !c.retiredOn && !stops.includes(c.id))
    .map((c) => ({ value: c.id as string, label: `${names.compound(c.compoundId)} · ${c.name}` }))
    .sort((a, b) => a.label.localeCompare(b.label, "zh-CN", { numeric: true }));
  return <SelectField label={t.routes.addStop} value="" options={options} onChange={onAdd} />;
}

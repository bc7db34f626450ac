import { useState } from "react";
import { isRetired, type Route } from "#domain/place/place";
import { retireRoute, saveRoute } from "#domain/place/place-commands";
import { useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Checkbox } from "#ui/checkbox";
import { LoadingState } from "#ui/empty";
import { SelectField, TextField } from "#ui/field";
import { useToday } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { LostOf } from "../lost/lost-values.tsx";
import { useNames } from "../names.ts";
import { OrderButtons } from "../order-buttons.tsx";
import { Problem } from "../problem.tsx";
import { useRights } from "../rights.ts";
import { useAct } from "../use-act.ts";
import { type Form, useForm } from "../use-form.ts";

interface RouteForm {
  readonly name: string;
  readonly teamId: string;
  readonly ordered: boolean;
  readonly stops: readonly string[];
}

interface RouteEditorProps {
  readonly route: Route | undefined;
  readonly communityCode: string;
  /** Where stops to add are looked for first. */
  readonly compoundId: string | undefined;
  readonly onSaved: (routeId: string) => void;
}

/** Name, team and stops of a route; stops are moved by buttons, so that a keyboard can do it. */
export function RouteEditor({ route, communityCode, compoundId, onSaved }: RouteEditorProps) {
  const t = useDeskText();
  const rights = useRights();
  const teams = useTeams()?.filter((team) => team.communityCode === communityCode);
  const form = useForm<RouteForm>(`desk.route.${route?.id ?? `new.${communityCode}`}`, {
    name: route?.name ?? "",
    teamId: route?.teamId ?? teams?.[0]?.id ?? "",
    ordered: route?.ordered ?? false,
    stops: route?.checkpointIds ?? [],
  });
  if (!teams || !form.ready) return <LoadingState />;
  const { name, teamId, ordered, stops } = form.value;
  return (
    <div className="stack">
      {teams.length === 0 && <Banner tone="warn">{t.roster.noTeams}</Banner>}
      <TextField label={t.routes.name} maxLength={60} value={name} onChange={(next) => form.set({ name: next })} />
      <SelectField
        label={t.routes.team}
        value={teamId}
        options={teams.map((team) => ({ value: team.id, label: team.name }))}
        onChange={(next) => form.set({ teamId: next })}
      />
      <Checkbox label={t.routes.ordered} checked={ordered} onChange={(next) => form.set({ ordered: next })} />
      <StopOrder stops={stops} onChange={(next) => form.set({ stops: next })} />
      <AddStops
        communityCode={communityCode}
        compoundId={compoundId}
        stops={stops}
        onAdd={(ids) => form.set({ stops: [...stops, ...ids] })}
      />
      {route && <LostOf recordId={route.id} />}
      {!rights.routes && <p className="dim">{t.routes.readOnly}</p>}
      {rights.routes && <RouteButtons route={route} communityCode={communityCode} form={form} onSaved={onSaved} />}
    </div>
  );
}

interface RouteButtonsProps extends Omit<RouteEditorProps, "compoundId"> {
  readonly form: Form<RouteForm>;
}

function RouteButtons({ route, communityCode, form, onSaved }: RouteButtonsProps) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const { today } = useToday();
  const { name, teamId, ordered, stops } = form.value;
  const save = async (): Promise<void> => {
    const routeId = route?.id ?? newId();
    const args = { routeId, name: name.trim(), communityCode, teamId, checkpointIds: [...stops], ordered };
    if (!(await act([saveRoute(args)], t.routes.routeSaved))) return;
    await form.clear();
    onSaved(routeId);
  };
  const retire = (retiredOn: string | null): void => {
    if (!route) return;
    const { id: routeId, name: title } = route;
    const back = retireRoute({ routeId, retiredOn: route.retiredOn ?? null });
    const done = retiredOn ? t.routes.retired(title) : t.routes.restored(title);
    void act([retireRoute({ routeId, retiredOn })], done, [back]);
  };
  const stopped = route !== undefined && isRetired(route, today);
  return (
    <>
      <Problem text={problem} />
      {form.changed && <p className="dim small">{t.notSavedYet}</p>}
      <div className="row">
        <Button variant="main" busy={busy} disabled={name.trim() === "" || !teamId} onClick={() => void save()}>
          {t.save}
        </Button>
        {form.changed && <Button onClick={() => void form.clear()}>{t.startAgain}</Button>}
        {route && (
          <Button variant="quiet" onClick={() => retire(stopped ? null : today)}>
            {stopped ? t.restore : t.routes.stopRoute}
          </Button>
        )}
      </div>
    </>
  );
}

function StopOrder({ stops, onChange }: { stops: readonly string[]; onChange: (stops: readonly string[]) => void }) {
  const t = useDeskText();
  const names = useNames();
  const places = usePlaces();
  const { today } = useToday();
  const compoundOf = (id: string | undefined) => (id ? places?.checkpoints.get(id)?.compoundId : undefined);
  if (stops.length === 0) return <p className="dim">{t.routes.emptyRoute}</p>;
  return (
    <ol className="desk-order" aria-label={t.routes.stopsOf}>
      {stops.map((id, n) => {
        const name = names.checkpoint(id);
        const checkpoint = places?.checkpoints.get(id);
        return (
          <li key={id}>
            <span className="grow">
              {`${n + 1}. ${name}`}
              {checkpoint && isRetired(checkpoint, today) && <span className="dim"> · {t.stopped}</span>}
              {checkpoint && checkpoint.compoundId !== compoundOf(stops[n - 1]) && (
                <span className="desk-words">{names.compound(checkpoint.compoundId)}</span>
              )}
            </span>
            <OrderButtons
              name={name}
              list={stops}
              at={n}
              onOrder={onChange}
              onRemove={() => onChange(stops.filter((stop) => stop !== id))}
            />
          </li>
        );
      })}
    </ol>
  );
}

interface AddStopsProps {
  readonly communityCode: string;
  readonly compoundId: string | undefined;
  readonly stops: readonly string[];
  readonly onAdd: (checkpointIds: readonly string[]) => void;
}

/** First the compound, then one checkpoint of it or all. */
function AddStops({ communityCode, compoundId, stops, onAdd }: AddStopsProps) {
  const t = useDeskText();
  const places = usePlaces();
  const { today } = useToday();
  const [picked, pick] = useState<string>();
  const from = picked ?? compoundId;
  const compounds = [...(places?.compounds.values() ?? [])].filter((c) => c.communityCode === communityCode);
  const left = [...(places?.checkpoints.values() ?? [])]
    .filter((c) => c.compoundId === from && !isRetired(c, today) && !stops.includes(c.id))
    .sort((a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true }));
  return (
    <fieldset className="stack desk-group">
      <legend>{t.routes.addStops}</legend>
      <SelectField
        label={t.routes.compound}
        value={from ?? ""}
        options={compounds.map((c) => ({ value: c.id as string, label: c.name }))}
        onChange={pick}
      />
      <SelectField
        label={t.routes.addStop}
        value=""
        disabled={left.length === 0}
        placeholder={left.length === 0 ? t.routes.noneLeft : undefined}
        options={left.map((c) => ({ value: c.id as string, label: c.name }))}
        onChange={(id) => onAdd([id])}
      />
      {left.length > 1 && (
        <div>
          <Button size="small" onClick={() => onAdd(left.map((c) => c.id))}>
            {t.routes.addAll(left.length)}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

import { lazy, Suspense, useMemo, useState } from "react";
import { readPosition } from "#device/position";
import type { Position } from "#domain/kernel/geo";
import { CHECKPOINT_KINDS, type Checkpoint, type CheckpointKind, type Compound } from "#domain/place/place";
import { saveCheckpoint } from "#domain/place/place-commands";
import { useMapArchive } from "#storage/map-archive";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { LoadingState } from "#ui/empty";
import { SelectField, TextField } from "#ui/field";
import type { MapCheckpoint } from "#ui/map/district-map";
import { areasOf } from "#ui/map/from-records";
import { useDeskText } from "../desk-text.ts";
import { LostOf } from "../lost/lost-values.tsx";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";

const PointPicker = lazy(() => import("#ui/map/point-picker"));

const argsOf = ({ id, tag, communityCode, compoundId, kind, name, position }: Checkpoint) => ({
  checkpointId: id,
  tag,
  communityCode,
  compoundId,
  kind,
  name,
  position: position ? ([position[0], position[1]] as [number, number]) : null,
});

interface CheckpointDialogProps {
  readonly checkpoint: Checkpoint | undefined;
  readonly compound: Compound;
  readonly onClose: () => void;
}

/** A printed code must not be guessable, so its text is as random as an id. */
const newTag = (): string => newId().replace(/-/g, "").slice(12);

/** Makes a checkpoint or changes one: its name, its kind, its place on the map. */
export function CheckpointDialog({ checkpoint, compound, onClose }: CheckpointDialogProps) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const [name, setName] = useState(checkpoint?.name ?? "");
  const [kind, setKind] = useState<CheckpointKind>(checkpoint?.kind ?? "stairwell");
  const [point, setPoint] = useState<Position | null>(pointOf(checkpoint));
  const save = async (): Promise<void> => {
    const { communityCode, id: compoundId } = compound;
    const fresh = { checkpointId: newId(), tag: newTag(), communityCode, compoundId };
    const position: [number, number] | null = point ? [point.lng, point.lat] : null;
    const args = { ...(checkpoint ? argsOf(checkpoint) : fresh), name: name.trim(), kind, position };
    if (await act([saveCheckpoint(args)], t.routes.checkpointSaved)) onClose();
  };
  return (
    <Dialog
      open
      title={checkpoint ? t.routes.editCheckpoint : t.routes.addCheckpoint}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} disabled={name.trim() === ""} onClick={() => void save()}>
          {t.save}
        </Button>
      }
    >
      <div className="stack">
        <TextField label={t.routes.name} hint={t.routes.nameHint} maxLength={60} value={name} onChange={setName} />
        <SelectField
          label={t.routes.kind}
          value={kind}
          options={CHECKPOINT_KINDS.map((value) => ({ value, label: t.kind[value] }))}
          onChange={setKind}
        />
        <CheckpointPlace checkpoint={checkpoint} compound={compound} point={point} onPoint={setPoint} />
        {checkpoint && <LostOf recordId={checkpoint.id} />}
        <Problem text={problem} />
      </div>
    </Dialog>
  );
}

/** A saved place is exact to a step: nobody measured how sure it is. */
const SAVED_ACC_M = 3;

function pointOf(checkpoint: Checkpoint | undefined): Position | null {
  const at = checkpoint?.position;
  return at ? { lng: at[0], lat: at[1], accM: SAVED_ACC_M, crs: "wgs84" } : null;
}

interface CheckpointPlaceProps extends Pick<CheckpointDialogProps, "checkpoint" | "compound"> {
  readonly point: Position | null;
  readonly onPoint: (point: Position | null) => void;
}

async function findMe(): Promise<Position | undefined> {
  const read = await readPosition();
  return read.ok ? read.value : undefined;
}

function CheckpointPlace({ checkpoint, compound, point, onPoint }: CheckpointPlaceProps) {
  const t = useDeskText();
  const places = usePlaces();
  const archive = useMapArchive();
  const compounds = useMemo(() => areasOf(places?.compounds), [places]);
  const others = useMemo(
    () => neighboursOf(places?.checkpoints, compound.id, checkpoint?.id),
    [places, compound, checkpoint],
  );
  return (
    <section className="stack-tight" aria-label={t.routes.place}>
      <h3>{t.routes.place}</h3>
      <Suspense fallback={<LoadingState title={t.map.loading} />}>
        <PointPicker
          value={point}
          onChange={onPoint}
          compounds={compounds}
          within={compound.id}
          checkpoints={others}
          landmarks={compound.buildings.map(({ id, label, center }) => ({ id, name: label, at: center }))}
          findMe={findMe}
          archive={archive}
        />
      </Suspense>
    </section>
  );
}

/** The other checkpoints of the compound that have a place. */
function neighboursOf(
  checkpoints: ReadonlyMap<string, Checkpoint> | undefined,
  compoundId: string,
  but: string | undefined,
): MapCheckpoint[] {
  return [...(checkpoints?.values() ?? [])].flatMap(({ id, name, position, retiredOn, compoundId: home }) =>
    position && !retiredOn && home === compoundId && id !== but
      ? [{ id, name, lng: position[0], lat: position[1], tone: "plain" as const }]
      : [],
  );
}

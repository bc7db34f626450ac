import { useState } from "react";
import { CHECKPOINT_KINDS, type Checkpoint, type CheckpointKind, type Compound } from "#domain/place/place";
import { saveCheckpoint } from "#domain/place/place-commands";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { SelectField, TextField } from "#ui/field";
import { useToday } from "../dates.tsx";
import { DeskTable } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { useAct } from "../use-act.ts";

const argsOf = ({ id, tag, communityCode, compoundId, kind, name, position }: Checkpoint) => ({
  checkpointId: id,
  tag,
  communityCode,
  compoundId,
  kind,
  name,
  position: position ? ([position[0], position[1]] as [number, number]) : null,
});

/** The checkpoints of a compound: add, rename, retire. */
export function CheckpointList({ compound }: { compound: Compound }) {
  const t = useDeskText();
  const places = usePlaces();
  const [edited, edit] = useState<Checkpoint | "new">();
  const own = [...(places?.checkpoints.values() ?? [])]
    .filter((c) => c.compoundId === compound.id)
    .sort((a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true }));
  return (
    <div className="stack">
      <div>
        <Button onClick={() => edit("new")}>{t.routes.addCheckpoint}</Button>
      </div>
      {own.length === 0 ? (
        <p className="dim">{t.routes.noCheckpoints}</p>
      ) : (
        <DeskTable label={t.routes.checkpoints} heads={[t.routes.name, t.routes.kind, t.edit]}>
          {own.map((checkpoint) => (
            <CheckpointRow key={checkpoint.id} checkpoint={checkpoint} onEdit={() => edit(checkpoint)} />
          ))}
        </DeskTable>
      )}
      {edited && (
        <CheckpointDialog
          checkpoint={edited === "new" ? undefined : edited}
          compound={compound}
          onClose={() => edit(undefined)}
        />
      )}
    </div>
  );
}

function CheckpointRow({ checkpoint, onEdit }: { checkpoint: Checkpoint; onEdit: () => void }) {
  const t = useDeskText();
  const act = useAct();
  const { today } = useToday();
  const stopped = checkpoint.retiredOn !== undefined && checkpoint.retiredOn <= today;
  const args = argsOf(checkpoint);
  const stop = () => void act([saveCheckpoint({ ...args, retiredOn: today })], t.routes.retired(checkpoint.name));
  return (
    <tr>
      <th scope="row">
        {checkpoint.name}
        {stopped && <span className="dim"> · {t.stopped}</span>}
        {!checkpoint.position && <span className="dim"> · {t.routes.noPosition}</span>}
      </th>
      <td>{t.kind[checkpoint.kind]}</td>
      <td>
        <div className="row">
          <Button size="small" aria-label={`${t.edit} ${checkpoint.name}`} onClick={onEdit}>
            {t.edit}
          </Button>
          {!stopped && (
            <Button size="small" variant="quiet" aria-label={`${t.stop} ${checkpoint.name}`} onClick={stop}>
              {t.stop}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

interface CheckpointDialogProps {
  readonly checkpoint: Checkpoint | undefined;
  readonly compound: Compound;
  readonly onClose: () => void;
}

/** A printed code must not be guessable, so its text is as random as an id. */
const newTag = (): string => newId().replace(/-/g, "").slice(12);

function CheckpointDialog({ checkpoint, compound, onClose }: CheckpointDialogProps) {
  const t = useDeskText();
  const act = useAct();
  const [name, setName] = useState(checkpoint?.name ?? "");
  const [kind, setKind] = useState<CheckpointKind>(checkpoint?.kind ?? "stairwell");
  const save = async (): Promise<void> => {
    const { communityCode, id: compoundId } = compound;
    const fresh = { checkpointId: newId(), tag: newTag(), communityCode, compoundId, position: null };
    const args = { ...(checkpoint ? argsOf(checkpoint) : fresh), name: name.trim(), kind };
    if (await act([saveCheckpoint(args)], t.routes.checkpointSaved)) onClose();
  };
  return (
    <Dialog
      open
      title={checkpoint ? t.routes.editCheckpoint : t.routes.addCheckpoint}
      onClose={onClose}
      actions={
        <Button variant="main" disabled={name.trim() === ""} onClick={() => void save()}>
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
      </div>
    </Dialog>
  );
}

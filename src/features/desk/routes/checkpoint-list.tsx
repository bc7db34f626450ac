import { useState } from "react";
import { type Checkpoint, type Compound, isRetired } from "#domain/place/place";
import { retireCheckpoint } from "#domain/place/place-commands";
import { usePlaces } from "#storage/places";
import { StateBadge } from "#ui/badge";
import { Button } from "#ui/button";
import { EmptyState } from "#ui/empty";
import { type Column, DataTable } from "#ui/table";
import { useToday } from "../dates.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useRights } from "../rights.ts";
import { useAct } from "../use-act.ts";
import { CheckpointDialog } from "./checkpoint-dialog.tsx";

/** The checkpoints of a compound: add, rename, take out of use, bring back. */
export function CheckpointList({ compound }: { compound: Compound }) {
  const t = useDeskText();
  const places = usePlaces();
  const { act, problem } = useAct();
  const { today } = useToday();
  const may = useRights().checkpoints(compound.id);
  const [edited, edit] = useState<Checkpoint | "new">();
  const own = [...(places?.checkpoints.values() ?? [])]
    .filter((c) => c.compoundId === compound.id)
    .sort(
      (a, b) =>
        Number(isRetired(a, today)) - Number(isRetired(b, today)) ||
        a.name.localeCompare(b.name, "zh-CN", { numeric: true }),
    );
  const retire = ({ id: checkpointId, name, retiredOn: before }: Checkpoint, retiredOn: string | null): void => {
    const back = retireCheckpoint({ checkpointId, retiredOn: before ?? null });
    const done = retiredOn ? t.routes.retired(name) : t.routes.restored(name);
    void act([retireCheckpoint({ checkpointId, retiredOn })], done, [back]);
  };
  return (
    <div className="stack">
      {may && (
        <div>
          <Button size="small" onClick={() => edit("new")}>
            {t.routes.addCheckpoint}
          </Button>
        </div>
      )}
      <Problem text={problem} />
      <DataTable
        label={t.routes.checkpoints}
        columns={checkpointColumns(t, today, may ? { edit, retire } : undefined)}
        rows={own}
        rowKey={(checkpoint) => checkpoint.id}
        onSelect={may ? edit : undefined}
        empty={<EmptyState title={t.routes.noCheckpoints} text={t.routes.noCheckpointsText} />}
      />
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

interface CheckpointActs {
  readonly edit: (checkpoint: Checkpoint) => void;
  readonly retire: (checkpoint: Checkpoint, on: string | null) => void;
}

function checkpointColumns(t: DeskText, today: string, acts: CheckpointActs | undefined): Column<Checkpoint>[] {
  const columns: Column<Checkpoint>[] = [
    {
      key: "name",
      head: t.routes.name,
      rowHead: true,
      cell: (checkpoint) => (
        <>
          {checkpoint.name} {isRetired(checkpoint, today) && <StateBadge>{t.stopped}</StateBadge>}
          {!checkpoint.position && <span className="desk-words">{t.routes.noPosition}</span>}
        </>
      ),
    },
    { key: "kind", head: t.routes.kind, cell: (checkpoint) => t.kind[checkpoint.kind] },
  ];
  return acts ? [...columns, actsColumn(t, today, acts)] : columns;
}

function actsColumn(t: DeskText, today: string, { edit, retire }: CheckpointActs): Column<Checkpoint> {
  return {
    key: "acts",
    head: t.acts,
    cell: (checkpoint) => {
      const stopped = isRetired(checkpoint, today);
      const word = stopped ? t.restore : t.stop;
      return (
        <div className="desk-acts">
          <Button size="small" aria-label={`${t.edit} ${checkpoint.name}`} onClick={() => edit(checkpoint)}>
            {t.edit}
          </Button>
          <Button
            size="small"
            variant="quiet"
            aria-label={`${word} ${checkpoint.name}`}
            onClick={() => retire(checkpoint, stopped ? null : today)}
          >
            {word}
          </Button>
        </div>
      );
    },
  };
}

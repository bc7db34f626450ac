import { useState } from "react";
import type { LocalDate } from "#domain/kernel/ids";
import { BANDS, type Band, type PatrolGroup, type RosterSlot, type Team } from "#domain/people/people";
import { cancelSlot, planSlot } from "#domain/people/people-commands";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { SelectField, TextField } from "#ui/field";
import { useDeskText } from "../desk-text.ts";
import { useAct } from "../use-act.ts";

export type Draft =
  | { readonly kind: "add"; readonly team: Team; readonly group: PatrolGroup; readonly on: LocalDate }
  | { readonly kind: "cancel"; readonly slot: RosterSlot };

/** Adds a slot, or calls one off with its reason. */
export function SlotDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  return draft.kind === "add" ? (
    <AddSlot draft={draft} onClose={onClose} />
  ) : (
    <CancelSlot slot={draft.slot} onClose={onClose} />
  );
}

function AddSlot({ draft, onClose }: { draft: Extract<Draft, { kind: "add" }>; onClose: () => void }) {
  const t = useDeskText();
  const act = useAct();
  const places = usePlaces();
  const { team, group, on } = draft;
  const routes = [...(places?.routes.values() ?? [])].filter((r) => r.teamId === team.id && !r.retiredOn);
  const [band, setBand] = useState<Band>("evening");
  const [picked, setRoute] = useState<string>();
  const routeId = picked ?? routes[0]?.id;
  const save = async (): Promise<void> => {
    if (!routeId) return;
    const { id: teamId, communityCode } = team;
    const command = planSlot({ slotId: newId(), communityCode, teamId, groupId: group.id, routeId, on, band });
    if (await act([command], t.roster.planned)) onClose();
  };
  return (
    <Dialog
      open
      title={t.roster.addTitle}
      onClose={onClose}
      actions={
        <Button variant="main" disabled={!routeId} onClick={() => void save()}>
          {t.save}
        </Button>
      }
    >
      <div className="stack">
        <SelectField
          label={t.roster.band}
          value={band}
          options={BANDS.map((value) => ({ value, label: t.band[value] }))}
          onChange={setBand}
        />
        {routes.length === 0 ? (
          <Banner tone="warn">{t.roster.noRoutes}</Banner>
        ) : (
          <SelectField
            label={t.roster.route}
            value={routeId ?? ""}
            options={routes.map((r) => ({ value: r.id, label: r.name }))}
            onChange={setRoute}
          />
        )}
      </div>
    </Dialog>
  );
}

function CancelSlot({ slot, onClose }: { slot: RosterSlot; onClose: () => void }) {
  const t = useDeskText();
  const act = useAct();
  const [reason, setReason] = useState("");
  const cancel = async (): Promise<void> => {
    const command = cancelSlot({ slotId: slot.id, reason: reason.trim() });
    if (await act([command], t.roster.cancelled)) onClose();
  };
  return (
    <Dialog
      open
      title={t.roster.cancelTitle}
      onClose={onClose}
      actions={
        <Button variant="danger" onClick={() => void cancel()}>
          {t.roster.cancel}
        </Button>
      }
    >
      <TextField
        label={t.roster.reason}
        hint={t.roster.reasonHint}
        maxLength={200}
        value={reason}
        onChange={setReason}
      />
    </Dialog>
  );
}

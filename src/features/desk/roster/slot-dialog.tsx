import { useState } from "react";
import type { LocalDate } from "#domain/kernel/ids";
import { BANDS, type Band, type PatrolGroup, type RosterSlot, type Team } from "#domain/people/people";
import { cancelSlot, planSlot } from "#domain/people/people-commands";
import { isRetired } from "#domain/place/place";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { SelectField, TextField } from "#ui/field";
import { useLang } from "#ui/text";
import { dayLabel } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { Fact, Facts } from "../facts.tsx";
import { useNames } from "../names.ts";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";

export type Draft =
  | {
      readonly kind: "add";
      readonly team: Team;
      readonly group: PatrolGroup;
      readonly on: LocalDate;
      /** Bands of that day the group already walks. */
      readonly taken: readonly Band[];
    }
  | { readonly kind: "slot"; readonly slot: RosterSlot };

/** The command that plans a slot as it is given; for a slot that was called off it brings it back. */
export const planAgain = ({ id: slotId, communityCode, teamId, groupId, routeId, on, band }: RosterSlot) =>
  planSlot({ slotId, communityCode, teamId, groupId, routeId, on, band });

/** Adds a slot; calls one off with its reason, or brings it back. */
export function SlotDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  if (draft.kind === "add") return <AddSlot draft={draft} onClose={onClose} />;
  const { slot } = draft;
  return slot.state === "cancelled" ? (
    <BringBack slot={slot} onClose={onClose} />
  ) : (
    <CallOff slot={slot} onClose={onClose} />
  );
}

function AddSlot({ draft, onClose }: { draft: Extract<Draft, { kind: "add" }>; onClose: () => void }) {
  const t = useDeskText();
  const { lang } = useLang();
  const { act, problem, busy } = useAct();
  const places = usePlaces();
  const { team, group, on, taken } = draft;
  const routes = [...(places?.routes.values() ?? [])].filter((r) => r.teamId === team.id && !isRetired(r, on));
  const bands = BANDS.filter((one) => !taken.includes(one));
  const [picked, setBand] = useState<Band | undefined>(bands.includes("evening") ? "evening" : bands[0]);
  const [pickedRoute, setRoute] = useState<string>();
  const routeId = pickedRoute ?? routes[0]?.id;
  const save = async (): Promise<void> => {
    if (!routeId || !picked) return;
    const { id: teamId, communityCode } = team;
    const command = planSlot({ slotId: newId(), communityCode, teamId, groupId: group.id, routeId, on, band: picked });
    if (await act([command], t.roster.planned)) onClose();
  };
  return (
    <Dialog
      open
      title={t.roster.addTitle(group.name, dayLabel(on, lang))}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} disabled={!routeId || !picked} onClick={() => void save()}>
          {t.save}
        </Button>
      }
    >
      <div className="stack">
        <SelectField
          label={t.roster.band}
          value={picked ?? ""}
          placeholder={bands.length === 0 ? t.roster.allTaken : undefined}
          options={bands.map((value) => ({ value, label: t.band[value] }))}
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
        <Problem text={problem} />
      </div>
    </Dialog>
  );
}

interface SlotProps {
  readonly slot: RosterSlot;
  readonly onClose: () => void;
}

function SlotFacts({ slot }: { slot: RosterSlot }) {
  const t = useDeskText();
  const { lang } = useLang();
  const names = useNames();
  return (
    <Facts>
      <Fact name={t.roster.group}>{names.group(slot.teamId, slot.groupId)}</Fact>
      <Fact name={t.roster.band}>{`${dayLabel(slot.on, lang)} · ${t.band[slot.band]}`}</Fact>
      <Fact name={t.roster.route}>{names.route(slot.routeId)}</Fact>
      {slot.state === "cancelled" && <Fact name={t.roster.reason}>{slot.reason ?? t.unknown}</Fact>}
    </Facts>
  );
}

function CallOff({ slot, onClose }: SlotProps) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const [reason, setReason] = useState("");
  const cancel = async (): Promise<void> => {
    const command = cancelSlot({ slotId: slot.id, reason: reason.trim() });
    if (await act([command], t.roster.cancelled, [planAgain(slot)])) onClose();
  };
  return (
    <Dialog
      open
      title={t.roster.cancelTitle}
      onClose={onClose}
      actions={
        <Button variant="danger" busy={busy} onClick={() => void cancel()}>
          {t.roster.cancel}
        </Button>
      }
    >
      <div className="stack">
        <SlotFacts slot={slot} />
        <TextField
          label={t.roster.reason}
          hint={t.roster.reasonHint}
          maxLength={200}
          value={reason}
          onChange={setReason}
        />
        <Problem text={problem} />
      </div>
    </Dialog>
  );
}

function BringBack({ slot, onClose }: SlotProps) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const bring = async (): Promise<void> => {
    const back = cancelSlot({ slotId: slot.id, reason: slot.reason ?? "" });
    if (await act([planAgain(slot)], t.roster.broughtBack, [back])) onClose();
  };
  return (
    <Dialog
      open
      title={t.roster.off}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} onClick={() => void bring()}>
          {t.roster.bringBack}
        </Button>
      }
    >
      <div className="stack">
        <SlotFacts slot={slot} />
        <Problem text={problem} />
      </div>
    </Dialog>
  );
}

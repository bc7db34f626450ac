import Plus from "lucide-react/icons/plus";
import { useState } from "react";
import { addDays, mondayOf, weekdayOf } from "#domain/kernel/clock";
import type { LocalDate } from "#domain/kernel/ids";
import { BANDS, type PatrolGroup, type RosterSlot, type Team } from "#domain/people/people";
import { planSlot } from "#domain/people/people-commands";
import { useRoster, useTeams } from "#storage/people";
import { newId } from "#storage/record";
import { Button, LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { useLang } from "#ui/text";
import { useToast } from "#ui/toast";
import { useCommunity } from "../community.tsx";
import { dayLabel, useToday, WeekSwitch } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { DeskTable } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { useAct } from "../use-act.ts";
import { type Draft, SlotDialog } from "./slot-dialog.tsx";

/** Slots of the community in a week, without those of other communities. */
function useWeek(monday: LocalDate): readonly RosterSlot[] | undefined {
  const { code } = useCommunity();
  const slots = useRoster(monday, addDays(monday, 6));
  return slots?.map((s) => s.doc).filter((s) => s.communityCode === code);
}

/** Who walks when: one row a group, one column a day. */
export default function RosterPage() {
  const t = useDeskText();
  const { lang } = useLang();
  const { today } = useToday();
  const [monday, setMonday] = useState(() => mondayOf(today));
  const [draft, setDraft] = useState<Draft>();
  const slots = useWeek(monday);
  const title = `${t.roster.title} · ${dayLabel(monday, lang)} – ${dayLabel(addDays(monday, 6), lang)}`;
  return (
    <DeskFrame
      title={title}
      actions={
        <>
          <LinkButton to={`/desk/print/roster?from=${monday}`}>{t.roster.print}</LinkButton>
          <CopyWeek monday={monday} current={slots} />
        </>
      }
    >
      <div className="stack">
        <WeekSwitch on={monday} onChange={setMonday} />
        {slots ? <WeekTable monday={monday} slots={slots} onPick={setDraft} /> : <LoadingState />}
      </div>
      {draft && <SlotDialog draft={draft} onClose={() => setDraft(undefined)} />}
    </DeskFrame>
  );
}

const sameSlot = (a: RosterSlot, b: RosterSlot): boolean =>
  a.teamId === b.teamId && a.groupId === b.groupId && a.on === b.on && a.band === b.band;

/** Plans every slot of the week before again, seven days later; what is already there is left alone. */
function CopyWeek({ monday, current }: { monday: LocalDate; current: readonly RosterSlot[] | undefined }) {
  const t = useDeskText();
  const act = useAct();
  const show = useToast();
  const before = useWeek(addDays(monday, -7));
  const copy = (): void => {
    const wanted = (before ?? [])
      .filter((slot) => slot.state === "planned")
      .map((slot) => ({ ...slot, on: addDays(slot.on, 7) }))
      .filter((slot) => !(current ?? []).some((known) => sameSlot(known, slot)));
    if (wanted.length === 0) {
      show({ text: t.roster.nothingToCopy });
      return;
    }
    const commands = wanted.map(({ communityCode, teamId, groupId, routeId, on, band }) =>
      planSlot({ slotId: newId(), communityCode, teamId, groupId, routeId, on, band }),
    );
    void act(commands, t.roster.copied(wanted.length));
  };
  return (
    <Button variant="main" onClick={copy}>
      {t.roster.copy}
    </Button>
  );
}

interface WeekTableProps {
  readonly monday: LocalDate;
  readonly slots: readonly RosterSlot[];
  readonly onPick: (draft: Draft) => void;
}

function WeekTable({ monday, slots, onPick }: WeekTableProps) {
  const t = useDeskText();
  const { lang } = useLang();
  const { code } = useCommunity();
  const teams = useTeams()?.filter((team) => team.communityCode === code);
  if (!teams) return <LoadingState />;
  if (teams.length === 0) {
    return (
      <EmptyState title={t.roster.noTeams} text="" action={<LinkButton to="/desk/people">{t.nav.people}</LinkButton>} />
    );
  }
  const days = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n));
  return (
    <DeskTable
      label={t.roster.title}
      className="desk-week"
      heads={[t.roster.group, ...days.map((on) => dayLabel(on, lang))]}
    >
      {teams.flatMap((team) =>
        team.groups.map((group) => (
          <tr key={`${team.id}.${group.id}`}>
            <th scope="row">
              {team.name} {group.name}
            </th>
            {days.map((on) => (
              <DayCell key={on} team={team} group={group} on={on} slots={slots} onPick={onPick} />
            ))}
          </tr>
        )),
      )}
    </DeskTable>
  );
}

interface DayCellProps {
  readonly team: Team;
  readonly group: PatrolGroup;
  readonly on: LocalDate;
  readonly slots: readonly RosterSlot[];
  readonly onPick: (draft: Draft) => void;
}

function DayCell({ team, group, on, slots, onPick }: DayCellProps) {
  const t = useDeskText();
  const names = useNames();
  const day = t.weekday(t.weekdays[weekdayOf(on)] ?? on);
  const own = slots
    .filter((s) => s.teamId === team.id && s.groupId === group.id && s.on === on)
    .sort((a, b) => BANDS.indexOf(a.band) - BANDS.indexOf(b.band));
  return (
    <td>
      {own.map((slot) => (
        <button
          key={slot.id}
          type="button"
          className={`desk-slot ${slot.state === "cancelled" ? "desk-slot-off" : ""}`}
          title={slot.reason}
          aria-label={`${t.roster.cancelOf(group.name, day)} · ${t.band[slot.band]}`}
          disabled={slot.state === "cancelled"}
          onClick={() => onPick({ kind: "cancel", slot })}
        >
          {t.band[slot.band]}
          <br />
          {names.route(slot.routeId)}
        </button>
      ))}
      <button
        type="button"
        className="desk-link"
        aria-label={t.roster.addTo(group.name, day)}
        onClick={() => onPick({ kind: "add", team, group, on })}
      >
        <Plus aria-hidden="true" size={18} />
      </button>
    </td>
  );
}

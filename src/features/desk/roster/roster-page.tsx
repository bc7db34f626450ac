import Plus from "lucide-react/icons/plus";
import { useState } from "react";
import { addDays, mondayOf, weekdayOf } from "#domain/kernel/clock";
import type { LocalDate } from "#domain/kernel/ids";
import { BANDS, type PatrolGroup, type RosterSlot, type Team } from "#domain/people/people";
import { useRoster, useTeams } from "#storage/people";
import { newId } from "#storage/record";
import { Button, LinkButton } from "#ui/button";
import { classNames } from "#ui/class-names";
import { EmptyState, LoadingState } from "#ui/empty";
import { useLang } from "#ui/text";
import { useToast } from "#ui/toast";
import { useCommunity } from "../community.tsx";
import { dayLabel, dayParts, useToday, WeekSwitch } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { Problem } from "../problem.tsx";
import { useRights } from "../rights.ts";
import { useAct } from "../use-act.ts";
import "./roster.css";
import { type Draft, planAgain, SlotDialog } from "./slot-dialog.tsx";

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
  const rights = useRights();
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
          {rights.people && <CopyWeek monday={monday} current={slots} />}
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
  const { act, problem, busy } = useAct();
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
    void act(
      wanted.map((slot) => planAgain({ ...slot, id: newId() })),
      t.roster.copied(wanted.length),
    );
  };
  return (
    <>
      <Problem text={problem} />
      <Button variant="main" busy={busy} disabled={!before || !current} onClick={copy}>
        {t.roster.copy}
      </Button>
    </>
  );
}

interface WeekTableProps {
  readonly monday: LocalDate;
  readonly slots: readonly RosterSlot[];
  readonly onPick: (draft: Draft) => void;
}

function WeekTable({ monday, slots, onPick }: WeekTableProps) {
  const t = useDeskText();
  const { today } = useToday();
  const { code } = useCommunity();
  const teams = useTeams()?.filter((team) => team.communityCode === code);
  if (!teams) return <LoadingState />;
  if (teams.length === 0) {
    return (
      <EmptyState
        title={t.roster.noTeamsTitle}
        text={t.roster.noTeams}
        action={<LinkButton to="/desk/people">{t.nav.people}</LinkButton>}
      />
    );
  }
  const days = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n));
  return (
    <div className="desk-week-frame">
      <table className="desk-week" aria-label={t.roster.title}>
        <thead>
          <tr>
            <th scope="col">{t.roster.group}</th>
            {days.map((on) => (
              <th key={on} scope="col" aria-current={on === today ? "date" : undefined}>
                <DayHead on={on} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {teams.flatMap((team) =>
            team.groups.map((group) => (
              <tr key={`${team.id}.${group.id}`}>
                <th scope="row">
                  {group.name}
                  <span className="desk-words">{team.name}</span>
                </th>
                {days.map((on) => (
                  <DayCell key={on} team={team} group={group} on={on} slots={slots} onPick={onPick} />
                ))}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

function DayHead({ on }: { on: LocalDate }) {
  const { lang } = useLang();
  const [date, weekday] = dayParts(on, lang);
  return (
    <>
      {weekday} <span className="desk-week-date">{date}</span>
    </>
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
  const may = useRights().roster(team.id);
  const own = slots
    .filter((s) => s.teamId === team.id && s.groupId === group.id && s.on === on)
    .sort((a, b) => BANDS.indexOf(a.band) - BANDS.indexOf(b.band));
  return (
    <td>
      {own.map((slot) => (
        <button
          key={slot.id}
          type="button"
          className={classNames("desk-slot", slot.state === "cancelled" && "desk-slot-off")}
          aria-label={`${t.roster.slotOf(group.name, day)} · ${t.band[slot.band]}${slot.state === "cancelled" ? ` · ${t.roster.off}` : ""}`}
          disabled={!may}
          onClick={() => onPick({ kind: "slot", slot })}
        >
          <span className="desk-slot-band">{t.band[slot.band]}</span>
          <span className="desk-words">{slot.state === "cancelled" ? slot.reason : names.route(slot.routeId)}</span>
        </button>
      ))}
      {may && (
        <button
          type="button"
          className="desk-add"
          aria-label={t.roster.addTo(group.name, day)}
          onClick={() => onPick({ kind: "add", team, group, on, taken: own.map((slot) => slot.band) })}
        >
          <Plus aria-hidden="true" size={18} />
        </button>
      )}
    </td>
  );
}

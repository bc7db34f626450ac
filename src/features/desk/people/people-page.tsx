import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { isGrantActive, orgCovers } from "#domain/kernel/actor";
import type { Person } from "#domain/people/people";
import { addPerson } from "#domain/people/people-commands";
import { useMe, usePeople } from "#storage/people";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { FilterChips } from "#ui/chips";
import { Dialog } from "#ui/dialog";
import { EmptyState, LoadingState } from "#ui/empty";
import { DateField, TextField } from "#ui/field";
import { type Column, DataTable } from "#ui/table";
import { Tabs } from "#ui/tabs";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useRights } from "../rights.ts";
import { useAct } from "../use-act.ts";
import { PersonPanel } from "./person-panel.tsx";
import { NEW_TEAM, TeamForm } from "./team-form.tsx";
import { TeamTable } from "./team-table.tsx";

const SHOWS = ["taking", "notTaking"] as const;
type Show = (typeof SHOWS)[number];

type TabKey = "people" | "teams";

/** Who may do what, on which phone; and the teams with their groups. The chosen one stands in the address. */
export default function PeoplePage() {
  const t = useDeskText();
  const people = usePeople();
  const [params, setParams] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const rights = useRights();
  const tab: TabKey = params.get("tab") === "teams" ? "teams" : "people";
  const chosen = params.get("id") ?? undefined;
  const go = (to: TabKey, id?: string): void =>
    setParams({ ...(to === "teams" ? { tab: to } : {}), ...(id ? { id } : {}) }, { replace: true });
  const person = tab === "people" && chosen ? people?.get(chosen) : undefined;
  const team = tab === "teams" ? chosen : undefined;
  return (
    <DeskFrame
      title={t.people.title}
      actions={
        !rights.people ? undefined : tab === "people" ? (
          <Button variant="main" onClick={() => setAdding(true)}>
            {t.people.add}
          </Button>
        ) : (
          <Button variant="main" onClick={() => go("teams", NEW_TEAM)}>
            {t.people.newTeam}
          </Button>
        )
      }
      side={
        (person && <PersonPanel key={person.id} person={person} />) ??
        (team && rights.people && <TeamForm key={team} teamId={team} onSaved={(id) => go("teams", id)} />)
      }
      sideTitle={person?.displayName ?? t.people.team}
      onSideClose={() => go(tab)}
    >
      <Tabs
        label={t.people.title}
        tabs={[
          { key: "people", label: t.people.people },
          { key: "teams", label: t.people.teams },
        ]}
        current={tab}
        onChange={(next) => go(next)}
      >
        {tab === "people" ? (
          <PeopleTable chosen={person?.id} onChoose={(id) => go("people", id)} />
        ) : (
          <TeamTable chosen={team} onChoose={(id) => go("teams", id)} />
        )}
      </Tabs>
      {adding && <AddPerson onClose={() => setAdding(false)} onAdded={(id) => go("people", id)} />}
    </DeskFrame>
  );
}

/** People of the chosen community, and those above it whom this person administers. */
function usePeopleHere(): Person[] | undefined {
  const people = usePeople();
  const { code } = useCommunity();
  return useMemo(() => {
    if (!people) return undefined;
    return [...people.values()]
      .filter((p) => code === undefined || orgCovers(p.orgCode, code))
      .sort((a, b) => a.displayName.localeCompare(b.displayName, "zh-CN"));
  }, [people, code]);
}

interface TableProps {
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function PeopleTable({ chosen, onChoose }: TableProps) {
  const t = useDeskText();
  const { now, today } = useToday();
  const people = usePeopleHere();
  const [text, setText] = useState("");
  const [show, setShow] = useState<Show>("taking");
  const columns = useMemo(() => peopleColumns(t, now, today), [t, now, today]);
  const wanted = text.trim().toLowerCase();
  const found = useMemo(
    () =>
      people?.filter(
        (p) =>
          (show === "taking") === !p.retiredAt &&
          `${p.displayName} ${rolesOf(p, t, now)}`.toLowerCase().includes(wanted),
      ),
    [people, wanted, show, t, now],
  );
  if (!found) return <LoadingState />;
  return (
    <div className="stack">
      <div className="desk-filter-line">
        <div className="desk-narrow">
          <TextField label={t.people.search} type="search" value={text} onChange={setText} />
        </div>
        <FilterChips
          label={t.people.whoToShow}
          single
          options={SHOWS.map((value) => ({ value, label: t.people[value] }))}
          value={[show]}
          onChange={([next]) => next && setShow(next)}
        />
      </div>
      <p className="dim small" role="status">
        {t.people.count(found.length)}
      </p>
      <DataTable
        label={t.people.people}
        columns={columns}
        rows={found}
        rowKey={(p) => p.id}
        selected={chosen ?? null}
        onSelect={(p) => onChoose(p.id)}
        empty={<EmptyState title={t.people.empty} text={t.people.emptyText} />}
      />
    </div>
  );
}

const rolesOf = (person: Person, t: DeskText, now: string): string =>
  [...new Set(person.grants.filter((g) => isGrantActive(g, now)).map((g) => t.role[g.role]))].join(t.listComma);

function peopleColumns(t: DeskText, now: string, today: string): Column<Person>[] {
  return [
    { key: "name", head: t.people.name, rowHead: true, sortBy: (p) => p.displayName, cell: (p) => p.displayName },
    {
      key: "roles",
      head: t.people.roles,
      sortBy: (p) => rolesOf(p, t, now) || null,
      cell: (p) => rolesOf(p, t, now) || <span className="dim">{p.retiredAt ? t.people.retire : t.people.noRole}</span>,
    },
    {
      key: "insured",
      head: t.people.insured,
      width: "9rem",
      sortBy: (p) => p.insuredUntil ?? null,
      cell: (p) =>
        p.insuredUntil ? (
          <>
            {p.insuredUntil} {p.insuredUntil < today && <span className="dim">{t.people.insuranceOver}</span>}
          </>
        ) : (
          <span className="unknown">{t.unknown}</span>
        ),
    },
  ];
}

function AddPerson({ onClose, onAdded }: { onClose: () => void; onAdded: (id: string) => void }) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const me = useMe();
  const { code } = useCommunity();
  const [name, setName] = useState("");
  const [insured, setInsured] = useState("");
  const admin = me?.actor.grants.find((g) => g.role.endsWith("Admin"));
  const orgCode = code && (!admin || orgCovers(admin.orgCode, code)) ? code : admin?.orgCode;
  const save = async (): Promise<void> => {
    if (!orgCode) return;
    const personId = newId();
    const displayName = name.trim();
    const command = addPerson({ personId, displayName, orgCode, ...(insured ? { insuredUntil: insured } : {}) });
    if (!(await act([command], t.people.added(displayName)))) return;
    onAdded(personId);
    onClose();
  };
  return (
    <Dialog
      open
      title={t.people.add}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} disabled={name.trim() === "" || !orgCode} onClick={() => void save()}>
          {t.add}
        </Button>
      }
    >
      <div className="stack">
        <TextField label={t.people.name} hint={t.people.nameHint} maxLength={60} value={name} onChange={setName} />
        <DateField label={t.people.insured} optional value={insured} onChange={setInsured} />
        <Problem text={problem} />
      </div>
    </Dialog>
  );
}

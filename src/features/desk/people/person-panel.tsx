import { useState } from "react";
import { type Grant, isGrantActive, ROLES, type Role } from "#domain/kernel/actor";
import { addDays, instantAt, localDateOf } from "#domain/kernel/clock";
import type { Person } from "#domain/people/people";
import { changePerson, grantRole, mayGrant, revokeRole, unitOfRole } from "#domain/people/people-commands";
import type { OrgUnit } from "#domain/place/place";
import { useMe, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { DateField, SelectField, TextField } from "#ui/field";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { LostOf } from "../lost/lost-values.tsx";
import { StillMediates } from "../mediations/still-mediates.tsx";
import { useNames } from "../names.ts";
import { Problem } from "../problem.tsx";
import { useRights } from "../rights.ts";
import { useAct } from "../use-act.ts";
import { useForm } from "../use-form.ts";
import { EnrolCode } from "./enrol-code.tsx";
import { PersonPhones } from "./person-phones.tsx";
import { RetiredPerson, RetirePerson, useMayRetire } from "./retire-person.tsx";

type UnitKind = "team" | "compound" | OrgUnit["level"];

/** What a role is limited to. */
function unitOf(role: Role): UnitKind {
  const narrow = unitOfRole(role);
  if (narrow) return narrow;
  if (role === "streetAdmin") return "street";
  return role === "districtAdmin" || role === "auditor" ? "district" : "community";
}

/** One person: name and insurance, roles given and ended, the phones, and the code that enrols one more. */
export function PersonPanel({ person }: { person: Person }) {
  const { people: may } = useRights();
  const mayRetire = useMayRetire(person);
  if (person.retiredAt) {
    return (
      <div className="stack-wide">
        <RetiredPerson person={person} since={person.retiredAt} />
        <StillMediates personId={person.id} />
        {may && <PersonPhones personId={person.id} />}
      </div>
    );
  }
  if (!may) return <Roles person={person} may={false} />;
  return (
    <div className="stack-wide">
      <Roles person={person} may />
      <StillMediates personId={person.id} />
      <GiveRole person={person} />
      <EnrolCode personId={person.id} />
      <PersonPhones personId={person.id} />
      <LostOf recordId={person.id} />
      <NameAndInsurance person={person} />
      {mayRetire && <RetirePerson person={person} />}
    </div>
  );
}

function NameAndInsurance({ person }: { person: Person }) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const saved = { name: person.displayName, insured: person.insuredUntil ?? "" };
  const form = useForm(`desk.person.${person.id}`, saved);
  const { name, insured } = form.value;
  const save = async (): Promise<void> => {
    const displayName = name.trim();
    const command = changePerson({ personId: person.id, displayName, insuredUntil: insured || null });
    if (await act([command], t.people.changed(displayName))) await form.clear();
  };
  return (
    <section className="stack" aria-label={t.people.facts}>
      <h3>{t.people.facts}</h3>
      <TextField label={t.people.name} maxLength={60} value={name} onChange={(next) => form.set({ name: next })} />
      <DateField
        label={t.people.insured}
        hint={t.people.insuredClear}
        value={insured}
        onChange={(next) => form.set({ insured: next })}
      />
      <Problem text={problem} />
      <div>
        <Button busy={busy} disabled={!form.changed || name.trim() === ""} onClick={() => void save()}>
          {t.save}
        </Button>
      </div>
    </section>
  );
}

function Roles({ person, may }: { person: Person; may: boolean }) {
  const t = useDeskText();
  const { act, problem } = useAct();
  const names = useNames();
  const places = usePlaces();
  const { now } = useToday();
  const grants = person.grants.filter((g) => isGrantActive(g, now));
  const unitName = (role: Role, unitId: string | undefined, orgCode: string): string => {
    if (unitId) return unitOfRole(role) === "team" ? names.team(unitId) : names.compound(unitId);
    return places?.orgUnits.get(orgCode)?.name ?? orgCode;
  };
  return (
    <section className="stack" aria-label={t.people.roles}>
      <h3>{t.people.roles}</h3>
      {grants.length === 0 && <p className="dim">{t.people.noRole}</p>}
      <Problem text={problem} />
      <ul className="stack">
        {grants.map((g) => (
          <li key={g.id} className="row-apart">
            <span>
              {`${t.role[g.role]} · ${unitName(g.role, g.unitId, g.orgCode)}`}
              {g.to && <span className="desk-words">{t.people.untilDay(lastDayOf(g.to))}</span>}
            </span>
            {may && (
              <Button
                size="small"
                onClick={() => void act([end(person, g.id)], t.people.revoked(t.role[g.role]), [again(person, g)])}
              >
                {t.people.revoke(t.role[g.role])}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const end = (person: Person, grantId: string) => revokeRole({ personId: person.id, grantId });

/** The same role once more, as it was given. */
const again = (person: Person, { role, orgCode, unitId, to }: Grant) =>
  grantRole({
    personId: person.id,
    grant: { id: newId(), role, orgCode, ...(unitId ? { unitId } : {}), ...(to ? { to } : {}) },
  });

/** A role ends with the midnight after its last day. */
const endOf = (lastDay: string): string => instantAt(addDays(lastDay, 1), 0);
const lastDayOf = (to: string): string => localDateOf(new Date(Date.parse(to) - 1).toISOString());

const labelOfUnit = (t: DeskText, kind: UnitKind): string =>
  kind === "team" ? t.people.unitTeam : kind === "compound" ? t.people.unitCompound : t.people.where;

interface Unit {
  readonly value: string;
  readonly label: string;
  readonly orgCode: string;
}

/** Everything a role can be limited to: teams and compounds of the chosen community, or organisation units. */
function useUnits(kind: UnitKind): Unit[] {
  const places = usePlaces();
  const teams = useTeams();
  const { code } = useCommunity();
  if (kind === "team" || kind === "compound") {
    const list = kind === "team" ? (teams ?? []) : [...(places?.compounds.values() ?? [])];
    return list
      .filter((unit) => unit.communityCode === code)
      .map((unit) => ({ value: unit.id, label: unit.name, orgCode: unit.communityCode }));
  }
  return [...(places?.orgUnits.values() ?? [])]
    .filter((unit) => unit.level === kind)
    .map((unit) => ({ value: unit.id, label: unit.name, orgCode: unit.id }));
}

function GiveRole({ person }: { person: Person }) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const me = useMe();
  const { today } = useToday();
  const { code } = useCommunity();
  const [role, setRole] = useState<Role>("volunteer");
  const [picked, pick] = useState("");
  const [until, setUntil] = useState("");
  const kind = unitOf(role);
  const units = useUnits(kind).filter((unit) => me && mayGrant(me.actor, role, unit.orgCode));
  const mine = code ?? person.orgCode;
  const roles = ROLES.filter((one) => me && mayGrant(me.actor, one, mine));
  const unit = units.find((one) => one.value === picked) ?? (units.length === 1 ? units[0] : undefined);
  if (roles.length === 0) return null;
  const give = async (): Promise<void> => {
    if (!unit) return;
    const narrow = kind === "team" || kind === "compound" ? { unitId: unit.value } : {};
    const grant = { id: newId(), role, orgCode: unit.orgCode, ...narrow, ...(until ? { to: endOf(until) } : {}) };
    const given = await act([grantRole({ personId: person.id, grant })], t.people.granted(t.role[role]));
    if (given) setUntil("");
  };
  return (
    <section className="stack" aria-label={t.people.grant}>
      <h3>{t.people.grant}</h3>
      <SelectField
        label={t.people.role}
        value={role}
        options={roles.map((value) => ({ value, label: t.role[value] }))}
        onChange={setRole}
      />
      <SelectField label={labelOfUnit(t, kind)} value={unit?.value ?? ""} options={units} onChange={pick} />
      <DateField
        label={t.people.until}
        hint={t.people.untilHint}
        optional
        min={today}
        value={until}
        onChange={setUntil}
      />
      <Problem text={problem} />
      <div>
        <Button busy={busy} disabled={!unit} onClick={() => void give()}>
          {t.people.grant}
        </Button>
      </div>
    </section>
  );
}

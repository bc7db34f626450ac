import { useState } from "react";
import { isGrantActive, ROLES, type Role } from "#domain/kernel/actor";
import type { Person } from "#domain/people/people";
import { grantRole, mayGrant, revokeRole } from "#domain/people/people-commands";
import { useMe, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { SelectField } from "#ui/field";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { useAct } from "../use-act.ts";
import { EnrolCode } from "./enrol-code.tsx";

type UnitKind = "team" | "compound" | undefined;

const unitOf = (role: Role): UnitKind => {
  if (role === "volunteer" || role === "groupLead") return "team";
  return role === "branchSecretary" || role === "buildingHead" ? "compound" : undefined;
};

/** Roles of one person, given and taken back; and the code that enrols a phone. */
export function PersonPanel({ person }: { person: Person }) {
  const t = useDeskText();
  return (
    <div className="stack-wide">
      <p className="dim small">
        {person.insuredUntil ? t.people.insuredUntil(person.insuredUntil) : t.people.insuranceUnknown}
      </p>
      <Roles person={person} />
      <GiveRole person={person} />
      <EnrolCode personId={person.id} />
    </div>
  );
}

function Roles({ person }: { person: Person }) {
  const t = useDeskText();
  const act = useAct();
  const names = useNames();
  const places = usePlaces();
  const { now } = useToday();
  const grants = person.grants.filter((g) => isGrantActive(g, now));
  const unitName = (role: Role, unitId: string | undefined, orgCode: string): string => {
    if (unitId) return unitOf(role) === "team" ? names.team(unitId) : names.compound(unitId);
    return places?.orgUnits.get(orgCode)?.name ?? orgCode;
  };
  return (
    <section className="stack" aria-label={t.people.roles}>
      <h3>{t.people.roles}</h3>
      {grants.length === 0 && <p className="dim">{t.people.noRole}</p>}
      <ul className="stack">
        {grants.map((g) => (
          <li key={g.id} className="row-apart">
            <span>{`${t.role[g.role]} · ${unitName(g.role, g.unitId, g.orgCode)}`}</span>
            <Button
              size="small"
              onClick={() =>
                void act([revokeRole({ personId: person.id, grantId: g.id })], t.people.revoked(t.role[g.role]))
              }
            >
              {t.people.revoke(t.role[g.role])}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const labelOfUnit = (t: DeskText, kind: UnitKind): string =>
  kind === "team" ? t.people.unitTeam : t.people.unitCompound;

function useUnits(kind: UnitKind, code: string | undefined) {
  const places = usePlaces();
  const teams = useTeams();
  if (kind === undefined) return [];
  const list = kind === "team" ? (teams ?? []) : [...(places?.compounds.values() ?? [])];
  return list.filter((unit) => unit.communityCode === code).map((unit) => ({ value: unit.id, label: unit.name }));
}

function GiveRole({ person }: { person: Person }) {
  const t = useDeskText();
  const act = useAct();
  const me = useMe();
  const { code } = useCommunity();
  const [role, setRole] = useState<Role>("volunteer");
  const [unitId, setUnit] = useState("");
  const kind = unitOf(role);
  const units = useUnits(kind, code);
  const orgCode = role === "streetAdmin" || role === "districtAdmin" || role === "auditor" ? person.orgCode : code;
  if (!me || !orgCode) return null;
  const roles = ROLES.filter((one) => mayGrant(me.actor, one, code ?? orgCode));
  if (roles.length === 0) return null;
  const give = (): void => {
    const grant = { id: newId(), role, orgCode, ...(kind && unitId ? { unitId } : {}) };
    void act([grantRole({ personId: person.id, grant })], t.people.granted(t.role[role]));
  };
  return (
    <section className="stack" aria-label={t.people.grant}>
      <h3>{t.people.grant}</h3>
      <SelectField
        label={t.people.role}
        value={role}
        options={roles.map((value) => ({ value, label: t.role[value] }))}
        onChange={(next) => {
          setRole(next);
          setUnit("");
        }}
      />
      {kind && <SelectField label={labelOfUnit(t, kind)} value={unitId} options={units} onChange={setUnit} />}
      <div>
        <Button disabled={kind !== undefined && unitId === ""} onClick={give}>
          {t.people.grant}
        </Button>
      </div>
    </section>
  );
}

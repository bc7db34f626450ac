import { useState } from "react";
import { type PatrolGroup, type Person, TEAM_KINDS, type Team, type TeamKind } from "#domain/people/people";
import { saveTeam } from "#domain/people/people-commands";
import { usePeople, useTeams } from "#storage/people";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { SelectField, TextField } from "#ui/field";
import { useCommunity } from "../community.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { useAct } from "../use-act.ts";

/** Teams of the community: choose one, change its groups, save. */
export function TeamsEditor() {
  const t = useDeskText();
  const { code } = useCommunity();
  const teams = useTeams();
  const [chosen, choose] = useState<string>();
  if (!teams || !code) return <LoadingState />;
  const own = teams.filter((team) => team.communityCode === code);
  return (
    <div className="stack">
      {own.length === 0 && <EmptyState title={t.people.noTeams} text="" />}
      <div className="row">
        {own.map((team) => (
          <Button key={team.id} size="small" aria-pressed={team.id === chosen} onClick={() => choose(team.id)}>
            {team.name}
          </Button>
        ))}
        <Button size="small" variant="quiet" onClick={() => choose("new")}>
          {t.people.newTeam}
        </Button>
      </div>
      {chosen && (
        <TeamForm key={chosen} team={own.find((team) => team.id === chosen)} communityCode={code} onSaved={choose} />
      )}
    </div>
  );
}

interface TeamFormProps {
  readonly team: Team | undefined;
  readonly communityCode: string;
  readonly onSaved: (teamId: string) => void;
}

function TeamForm({ team, communityCode, onSaved }: TeamFormProps) {
  const t = useDeskText();
  const act = useAct();
  const [name, setName] = useState(team?.name ?? "");
  const [kind, setKind] = useState<TeamKind>(team?.kind ?? "purpleVest");
  const [groups, setGroups] = useState<readonly PatrolGroup[]>(team?.groups ?? []);
  const replace = (group: PatrolGroup) => setGroups(groups.map((g) => (g.id === group.id ? group : g)));
  const add = () =>
    setGroups([...groups, { id: newId(), name: t.people.newGroup(groups.length + 1), leadId: "", memberIds: [] }]);
  const save = async (): Promise<void> => {
    const teamId = team?.id ?? newId();
    const sent = groups.map((g) => ({ ...g, memberIds: [...g.memberIds] }));
    const command = saveTeam({ teamId, communityCode, name: name.trim(), kind, groups: sent });
    if (await act([command], t.people.teamSaved(name.trim()))) onSaved(teamId);
  };
  return (
    <div className="stack">
      <TextField label={t.people.teamName} maxLength={60} value={name} onChange={setName} />
      <SelectField
        label={t.people.teamKind}
        value={kind}
        options={TEAM_KINDS.map((value) => ({ value, label: t.teamKind[value] }))}
        onChange={setKind}
      />
      <h3>{t.people.groups}</h3>
      <p className="dim small">{t.people.twoAtLeast}</p>
      {groups.map((group) => (
        <GroupForm key={group.id} group={group} onChange={replace} />
      ))}
      <div className="row">
        <Button onClick={add}>{t.people.addGroup}</Button>
        <Button disabled={name.trim() === "" || groups.some((g) => g.leadId === "")} onClick={() => void save()}>
          {t.save}
        </Button>
      </div>
    </div>
  );
}

const asOption = (person: Person) => ({ value: person.id as string, label: person.displayName });

function GroupForm({ group, onChange }: { group: PatrolGroup; onChange: (group: PatrolGroup) => void }) {
  const t = useDeskText();
  const names = useNames();
  const people = [...(usePeople()?.values() ?? [])]
    .filter((p) => !p.retiredAt)
    .sort((a, b) => a.displayName.localeCompare(b.displayName, "zh-CN"));
  const others = people.filter((p) => p.id !== group.leadId && !group.memberIds.includes(p.id));
  const lead = (leadId: string) =>
    onChange({ ...group, leadId, memberIds: [...new Set([leadId, ...group.memberIds])] });
  return (
    <Card label={group.name}>
      <div className="stack">
        <TextField
          label={t.people.groupName}
          maxLength={60}
          value={group.name}
          onChange={(name) => onChange({ ...group, name })}
        />
        <SelectField label={t.people.lead} value={group.leadId} options={people.map(asOption)} onChange={lead} />
        <ul className="desk-order" aria-label={t.people.members}>
          {group.memberIds
            .filter((id) => id !== group.leadId)
            .map((id) => (
              <li key={id}>
                <span className="grow">{names.person(id)}</span>
                <Button
                  size="small"
                  variant="quiet"
                  aria-label={t.removeOf(names.person(id))}
                  onClick={() => onChange({ ...group, memberIds: group.memberIds.filter((one) => one !== id) })}
                >
                  {t.remove}
                </Button>
              </li>
            ))}
        </ul>
        <SelectField
          label={t.people.addMember}
          value=""
          options={others.map(asOption)}
          onChange={(id) => onChange({ ...group, memberIds: [...group.memberIds, id] })}
        />
      </div>
    </Card>
  );
}

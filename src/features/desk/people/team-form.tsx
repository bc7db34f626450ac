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
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";
import { useForm } from "../use-form.ts";

/** The id of the team that is still being made. */
export const NEW_TEAM = "new";

interface TeamFormProps {
  readonly teamId: string;
  readonly onSaved: (teamId: string) => void;
}

interface TeamFields {
  readonly name: string;
  readonly kind: TeamKind;
  readonly groups: readonly PatrolGroup[];
}

/** A team with its groups: change, save; nothing typed is lost when the page is left. */
export function TeamForm({ teamId, onSaved }: TeamFormProps) {
  const t = useDeskText();
  const { code } = useCommunity();
  const teams = useTeams();
  const team = teams?.find((one) => one.id === teamId);
  if (!teams || !code) return <LoadingState />;
  if (!team && teamId !== NEW_TEAM) return <EmptyState title={t.people.noTeam} text={t.people.noTeamsText} />;
  return <TeamFieldset team={team} communityCode={code} onSaved={onSaved} />;
}

interface TeamFieldsetProps {
  readonly team: Team | undefined;
  readonly communityCode: string;
  readonly onSaved: (teamId: string) => void;
}

function TeamFieldset({ team, communityCode, onSaved }: TeamFieldsetProps) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const form = useForm<TeamFields>(`desk.team.${team?.id ?? `new.${communityCode}`}`, {
    name: team?.name ?? "",
    kind: team?.kind ?? "purpleVest",
    groups: team?.groups ?? [],
  });
  if (!form.ready) return <LoadingState />;
  const { name, kind, groups } = form.value;
  const replace = (group: PatrolGroup) => form.set({ groups: groups.map((g) => (g.id === group.id ? group : g)) });
  const add = () => {
    const group = { id: newId(), name: t.people.newGroup(groups.length + 1), leadId: "", memberIds: [] };
    form.set({ groups: [...groups, group] });
  };
  const save = async (): Promise<void> => {
    const teamId = team?.id ?? newId();
    const sent = groups.map((g) => ({ ...g, memberIds: [...g.memberIds] }));
    const command = saveTeam({ teamId, communityCode, name: name.trim(), kind, groups: sent });
    if (!(await act([command], t.people.teamSaved(name.trim())))) return;
    await form.clear();
    onSaved(teamId);
  };
  const leaderless = groups.some((g) => g.leadId === "");
  return (
    <div className="stack">
      <TextField label={t.people.teamName} maxLength={60} value={name} onChange={(next) => form.set({ name: next })} />
      <SelectField
        label={t.people.teamKind}
        value={kind}
        options={TEAM_KINDS.map((value) => ({ value, label: t.teamKind[value] }))}
        onChange={(next) => form.set({ kind: next })}
      />
      <h3>{t.people.groups}</h3>
      <p className="dim small">{t.people.twoAtLeast}</p>
      {groups.map((group) => (
        <GroupForm
          key={group.id}
          group={group}
          onChange={replace}
          onRemove={() => form.set({ groups: groups.filter((g) => g.id !== group.id) })}
        />
      ))}
      <div>
        <Button size="small" onClick={add}>
          {t.people.addGroup}
        </Button>
      </div>
      <Problem text={problem} />
      {leaderless && <p className="dim small">{t.people.leadMissing}</p>}
      {form.changed && <p className="dim small">{t.notSavedYet}</p>}
      <div className="row">
        <Button variant="main" busy={busy} disabled={name.trim() === "" || leaderless} onClick={() => void save()}>
          {t.save}
        </Button>
        {form.changed && <Button onClick={() => void form.clear()}>{t.startAgain}</Button>}
      </div>
    </div>
  );
}

const asOption = (person: Person) => ({ value: person.id as string, label: person.displayName });

interface GroupFormProps {
  readonly group: PatrolGroup;
  readonly onChange: (group: PatrolGroup) => void;
  readonly onRemove: () => void;
}

function GroupForm({ group, onChange, onRemove }: GroupFormProps) {
  const t = useDeskText();
  const names = useNames();
  const { code } = useCommunity();
  const known = usePeople();
  const nameOf = (id: string) => (known?.get(id)?.retiredAt ? t.people.named(names.person(id)) : names.person(id));
  const people = [...(known?.values() ?? [])]
    .filter((p) => (!p.retiredAt && p.orgCode === code) || group.memberIds.includes(p.id))
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
        <SelectField
          label={t.people.lead}
          value={group.leadId}
          options={people.map((p) => ({ value: p.id as string, label: nameOf(p.id) }))}
          onChange={lead}
        />
        <ul className="desk-order" aria-label={t.people.members}>
          {group.memberIds
            .filter((id) => id !== group.leadId)
            .map((id) => (
              <li key={id}>
                <span className="grow">{nameOf(id)}</span>
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
        <div>
          <Button size="small" variant="quiet" aria-label={t.removeOf(group.name)} onClick={onRemove}>
            {t.people.removeGroup}
          </Button>
        </div>
      </div>
    </Card>
  );
}

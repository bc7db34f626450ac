import { useMemo } from "react";
import type { Team } from "#domain/people/people";
import { useTeams } from "#storage/people";
import { EmptyState, LoadingState } from "#ui/empty";
import { type Column, DataTable } from "#ui/table";
import { useCommunity } from "../community.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { type Names, useNames } from "../names.ts";

/** Teams of the community with their groups. */
export function TeamTable({ chosen, onChoose }: { chosen: string | undefined; onChoose: (id: string) => void }) {
  const t = useDeskText();
  const names = useNames();
  const { code } = useCommunity();
  const teams = useTeams();
  const columns = useMemo(() => teamColumns(t, names), [t, names]);
  if (!teams) return <LoadingState />;
  return (
    <DataTable
      label={t.people.teams}
      columns={columns}
      rows={teams.filter((team) => team.communityCode === code)}
      rowKey={(team) => team.id}
      selected={chosen ?? null}
      onSelect={(team) => onChoose(team.id)}
      empty={<EmptyState title={t.people.noTeams} text={t.people.noTeamsText} />}
    />
  );
}

function teamColumns(t: DeskText, names: Names): Column<Team>[] {
  return [
    { key: "name", head: t.people.teamName, rowHead: true, sortBy: (team) => team.name, cell: (team) => team.name },
    { key: "kind", head: t.people.teamKind, width: "9rem", cell: (team) => t.teamKind[team.kind] },
    {
      key: "groups",
      head: t.people.groups,
      cell: (team) =>
        team.groups.map((group) => (
          <p key={group.id}>{t.people.groupLine(group.name, names.person(group.leadId), group.memberIds.length)}</p>
        )),
    },
  ];
}

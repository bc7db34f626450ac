import { useState } from "react";
import { orgCovers } from "#domain/kernel/actor";
import type { Person } from "#domain/people/people";
import { addPerson } from "#domain/people/people-commands";
import { useMe, usePeople } from "#storage/people";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { EmptyState, LoadingState } from "#ui/empty";
import { DateField, TextField } from "#ui/field";
import { Tabs } from "#ui/tabs";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { DeskTable } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { useAct } from "../use-act.ts";
import { PersonPanel } from "./person-panel.tsx";
import { TeamsEditor } from "./teams-editor.tsx";

type TabKey = "people" | "teams";

/** Who may do what, on which phone; and the teams with their groups. */
export default function PeoplePage() {
  const t = useDeskText();
  const people = usePeople();
  const [tab, setTab] = useState<TabKey>("people");
  const [chosen, choose] = useState<string>();
  const [adding, setAdding] = useState(false);
  const person = tab === "people" && chosen ? people?.get(chosen) : undefined;
  return (
    <DeskFrame
      title={t.people.title}
      actions={
        <Button variant="main" onClick={() => setAdding(true)}>
          {t.people.add}
        </Button>
      }
      side={person && <PersonPanel key={person.id} person={person} />}
      sideTitle={person?.displayName}
      onSideClose={() => choose(undefined)}
    >
      <Tabs
        label={t.people.title}
        tabs={[
          { key: "people", label: t.people.people },
          { key: "teams", label: t.people.teams },
        ]}
        current={tab}
        onChange={setTab}
      >
        {tab === "people" ? <PeopleTable chosen={chosen} onChoose={choose} /> : <TeamsEditor />}
      </Tabs>
      {adding && <AddPerson onClose={() => setAdding(false)} onAdded={choose} />}
    </DeskFrame>
  );
}

const isInForce = (grant: Person["grants"][number], now: string): boolean => !grant.to || grant.to > now;

function PeopleTable({ chosen, onChoose }: { chosen: string | undefined; onChoose: (id: string) => void }) {
  const t = useDeskText();
  const { now } = useToday();
  const people = usePeople();
  const [text, setText] = useState("");
  if (!people) return <LoadingState />;
  const found = [...people.values()]
    .filter((p) => !p.retiredAt && p.displayName.includes(text.trim()))
    .sort((a, b) => a.displayName.localeCompare(b.displayName, "zh-CN"));
  const rolesOf = (p: Person): string =>
    [...new Set(p.grants.filter((g) => isInForce(g, now)).map((g) => t.role[g.role]))].join("、");
  return (
    <div className="stack">
      <TextField label={t.people.search} type="search" value={text} onChange={setText} />
      <p className="dim small" role="status">
        {t.people.count(found.length)}
      </p>
      {found.length === 0 ? (
        <EmptyState title={t.people.empty} text="" />
      ) : (
        <DeskTable label={t.people.people} heads={[t.people.name, t.people.roles, t.people.insured]}>
          {found.map((p) => (
            <tr key={p.id} className={p.id === chosen ? "desk-row-chosen" : undefined}>
              <th scope="row">
                <button type="button" className="desk-link" onClick={() => onChoose(p.id)}>
                  {p.displayName}
                </button>
              </th>
              <td>{rolesOf(p) || <span className="dim">{t.people.noRole}</span>}</td>
              <td className={p.insuredUntil ? undefined : "unknown"}>{p.insuredUntil ?? t.unknown}</td>
            </tr>
          ))}
        </DeskTable>
      )}
    </div>
  );
}

function AddPerson({ onClose, onAdded }: { onClose: () => void; onAdded: (id: string) => void }) {
  const t = useDeskText();
  const act = useAct();
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
        <Button variant="main" disabled={name.trim() === "" || !orgCode} onClick={() => void save()}>
          {t.add}
        </Button>
      }
    >
      <div className="stack">
        <TextField label={t.people.name} hint={t.people.nameHint} maxLength={60} value={name} onChange={setName} />
        <DateField label={t.people.insured} optional value={insured} onChange={setInsured} />
      </div>
    </Dialog>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { localDateOf } from "#domain/kernel/clock";
import type { Person } from "#domain/people/people";
import { bringBackPerson, mayRetire, retirePerson } from "#domain/people/people-commands";
import { useMe, useTeams } from "#storage/people";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { ConfirmDialog } from "#ui/dialog";
import { useLang } from "#ui/text";
import { dayLabel, useToday } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";

/** May the person of this desk end or renew somebody's service? */
export function useMayRetire(person: Person): boolean {
  const me = useMe();
  const { now } = useToday();
  return me !== undefined && mayRetire(me.actor, person, now);
}

/** Ends somebody's service. It is asked first: phones that are switched off cannot be switched on again. */
export function RetirePerson({ person }: { person: Person }) {
  const t = useDeskText();
  const { act, problem, busy } = useAct();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const name = person.displayName;
  const retire = async (): Promise<void> => {
    if (!(await act([retirePerson({ personId: person.id })], t.people.retiredDone(name)))) return;
    setAsking(false);
    await queries.invalidateQueries({ queryKey: ["devices"] });
  };
  return (
    <section className="stack" aria-label={t.people.retireHead}>
      <h3>{t.people.retireHead}</h3>
      <p className="dim small">{t.people.retireText}</p>
      <div>
        <Button onClick={() => setAsking(true)}>{t.people.retire}</Button>
      </div>
      {asking && (
        <ConfirmDialog
          open
          title={t.people.retireTitle(name)}
          confirmLabel={t.people.retire}
          cancelLabel={t.people.retireNo}
          busy={busy}
          onConfirm={() => void retire()}
          onClose={() => setAsking(false)}
        >
          {t.people.retireAsk(name)}
          <Problem text={problem} />
        </ConfirmDialog>
      )}
    </section>
  );
}

/** Who no longer takes part: since when, where the name still stands in a group, and the way back. */
export function RetiredPerson({ person, since }: { person: Person; since: string }) {
  const t = useDeskText();
  const { lang } = useLang();
  const { act, problem, busy } = useAct();
  const may = useMayRetire(person);
  const teams = useTeams() ?? [];
  const groups = teams.flatMap((team) =>
    team.groups.filter((g) => g.memberIds.includes(person.id)).map((g) => `${team.name} ${g.name}`),
  );
  const bringBack = () => act([bringBackPerson({ personId: person.id })], t.people.broughtBack(person.displayName));
  return (
    <section className="stack" aria-label={t.people.retire}>
      <Banner title={t.people.retiredSince(dayLabel(localDateOf(since), lang))}>{t.people.retiredText}</Banner>
      {groups.length > 0 && <Banner tone="warn">{t.people.stillIn(groups.join(t.listComma))}</Banner>}
      <Problem text={problem} />
      {may && (
        <div>
          <Button variant="main" busy={busy} onClick={() => void bringBack()}>
            {t.people.bringBack}
          </Button>
        </div>
      )}
    </section>
  );
}

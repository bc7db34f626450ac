import { addDays } from "#domain/kernel/clock";
import { Card, ListRow } from "#ui/card";
import { linesOf, registerFilterIn } from "./register-filter.ts";
import { useRegisterText } from "./register-text.ts";
import { useCommunityRegister } from "./use-register.ts";

const AHEAD_DAYS = 7;

/** What the register asks for today, as counts that lead to their lines; nothing while nothing is due. */
export function MediationDue() {
  const t = useRegisterText();
  const register = useCommunityRegister();
  if (!register) return null;
  const { all, now } = register;
  const soon = addDays(now.today, AHEAD_DAYS);
  const asked: readonly (readonly [string, string])[] = [
    [t.today.unattended, "unattended=1"],
    [t.today.overdue, "overdue=1"],
    [t.today.toSeal, "state=toSeal"],
    [t.today.judicial, `due=judicial&by=${soon}`],
    [t.today.obligation, `due=obligation&by=${soon}`],
  ];
  const counted = asked
    .map(([label, address]) => {
      const filter = registerFilterIn(new URLSearchParams(address));
      return { label, address, count: linesOf(all, filter, now).length };
    })
    .filter(({ count }) => count > 0);
  if (counted.length === 0) return null;
  return (
    <section className="stack" aria-label={t.today.title}>
      <h2>{t.today.title}</h2>
      <Card kind="list">
        {counted.map(({ label, address, count }) => (
          <ListRow key={address} to={`/desk/mediations?${address}`} end={<strong>{count}</strong>}>
            {label}
          </ListRow>
        ))}
      </Card>
    </section>
  );
}

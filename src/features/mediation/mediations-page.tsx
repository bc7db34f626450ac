import { type ReactNode, useState } from "react";
import { addDays, localDateOf } from "#domain/kernel/clock";
import type { Mediation } from "#domain/mediation/mediation";
import type { MediationStub } from "#domain/mediation/stub";
import { type DueTask, useMediationStubs, useMediationTasks, useMyMediations } from "#storage/mediations";
import { useMe } from "#storage/people";
import { useStillComing } from "#storage/use-world";
import { Button, LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { TextField } from "#ui/field";
import { PhonePage } from "#ui/page";
import { useTaskWords } from "#ui/quarrel-task";
import { StillComing } from "#ui/still-coming";
import { Tabs } from "#ui/tabs";
import { useNow } from "#ui/time";
import { useMediationText } from "./use-mediation-act.ts";

const AHEAD_DAYS = 31;
const STEP = 50;

/** 调解: what is due, what is mine, the register of everybody's. */
export function MediationsPage({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const me = useMe();
  const [tab, setTab] = useState<"mine" | "register">("mine");
  const isMediator = me?.actor.grants.some((g) => g.role === "mediator") ?? false;
  const footer = (
    <div className="stack-tight">
      {isMediator && (
        <LinkButton full variant="main" to="/mediation/new">
          {t.open}
        </LinkButton>
      )}
      <LinkButton full variant={isMediator ? "quiet" : "main"} to="/mediation/settle">
        {t.settle}
      </LinkButton>
    </div>
  );
  return (
    <PhonePage title={t.title} back="/" badge={badge} footer={footer}>
      <StillComing coming={useStillComing()} />
      <DueTasks />
      <Tabs
        label={t.title}
        tabs={[
          { key: "mine", label: t.mine },
          { key: "register", label: t.register },
        ]}
        current={tab}
        onChange={setTab}
      >
        {tab === "mine" ? <Mine /> : <Register />}
      </Tabs>
    </PhonePage>
  );
}

const todayOf = (now: number): string => localDateOf(new Date(now).toISOString());

function DueTasks() {
  const t = useMediationText();
  const today = todayOf(useNow());
  const tasks = useMediationTasks(addDays(today, AHEAD_DAYS)) ?? [];
  if (tasks.length === 0) return null;
  return (
    <section className="stack" aria-label={t.due}>
      <h2>{t.due}</h2>
      <Card kind="list">
        {tasks.map((task) => (
          <TaskRow key={`${task.caseId} ${task.kind} ${task.obligationId ?? ""}`} task={task} today={today} />
        ))}
      </Card>
    </section>
  );
}

function TaskRow({ task, today }: { readonly task: DueTask; readonly today: string }) {
  const t = useMediationText();
  const taskWords = useTaskWords();
  return (
    <ListRow to={`/mediation/${task.caseId}`}>
      <span className="stack-tight">
        <strong>{taskWords(task.kind)}</strong>
        <span className="dim small">
          {task.number ?? t.noNumber} · {task.dueOn < today ? t.overdue(task.dueOn) : t.dueBy(task.dueOn)}
        </span>
      </span>
    </ListRow>
  );
}

function Mine() {
  const t = useMediationText();
  const mine = useMyMediations();
  if (!mine) return <LoadingState title={t.loading} />;
  if (mine.length === 0) return <EmptyState title={t.noneMine} text={t.noneMineText} />;
  return <QuarrelList quarrels={mine.map(({ doc }) => doc)} to={(id) => `/mediation/${id}`} />;
}

function Register() {
  const t = useMediationText();
  const stubs = useMediationStubs();
  if (!stubs) return <LoadingState title={t.loading} />;
  if (stubs.length === 0) return <EmptyState title={t.noneRegister} />;
  return <QuarrelList quarrels={stubs} />;
}

type Quarrel = Mediation | MediationStub;

interface ListProps {
  readonly quarrels: readonly Quarrel[];
  /** Absent: nothing of them opens. */
  readonly to?: (id: string) => string;
}

/** Fifty at a time; where there are more, one is found by its number. */
function QuarrelList({ quarrels, to }: ListProps) {
  const t = useMediationText();
  const [shown, setShown] = useState(STEP);
  const [number, setNumber] = useState("");
  const sought = number.trim().toUpperCase();
  const found = sought ? quarrels.filter((one) => (one.number ?? "").includes(sought)) : quarrels;
  return (
    <div className="stack">
      {quarrels.length > STEP && <TextField label={t.find} optional value={number} onChange={setNumber} />}
      {found.length === 0 && <p role="status">{t.noneFound}</p>}
      {found.length > 0 && (
        <Card kind="list">
          {found.slice(0, shown).map((one) => (
            <QuarrelRow key={one.id} quarrel={one} to={to?.(one.id)} />
          ))}
        </Card>
      )}
      {found.length > shown && (
        <Button full onClick={() => setShown(shown + STEP)}>
          {t.more}
        </Button>
      )}
    </div>
  );
}

const dayOf = (quarrel: Quarrel): string =>
  "registeredOn" in quarrel ? quarrel.registeredOn : localDateOf(quarrel.registeredAt);

/** Number, kind and state: what may be seen without opening anything. */
function QuarrelRow({ quarrel, to }: { readonly quarrel: Quarrel; readonly to?: string | undefined }) {
  const t = useMediationText();
  const tags = "tags" in quarrel ? (quarrel.tags ?? []) : [];
  const kind = [t.category[quarrel.category], ...tags.map((tag) => t.tag[tag])].join(" ");
  return (
    <ListRow to={to}>
      <span className="stack-tight">
        <strong>
          {kind} · {t.state[quarrel.state]}
        </strong>
        <span className="dim small">
          {quarrel.number ?? t.noNumber} · {t.basis[quarrel.basis]} · <span className="nowrap">{dayOf(quarrel)}</span>
        </span>
      </span>
    </ListRow>
  );
}

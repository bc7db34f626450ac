import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { useKnownNames } from "#storage/known-names";
import { type AsideCase, useAsideCases } from "#storage/set-aside";
import { StateBadge } from "#ui/badge";
import { type Deeds, type KnownNames, useDeeds } from "#ui/deed-words";
import { EmptyState, LoadingState } from "#ui/empty";
import { SelectField } from "#ui/field";
import { type Column, DataTable } from "#ui/table";
import { useLang } from "#ui/text";
import { When } from "#ui/time";
import { DeskFrame } from "../desk-frame.tsx";
import { LostValues } from "../lost/lost-values.tsx";
import { type Names, useNames } from "../names.ts";
import { useRights } from "../rights.ts";
import { AsidePanel } from "./aside-panel.tsx";
import { type AsideText, deskReason, useAsideText } from "./aside-text.ts";

type Which = "open" | "settled";

/** What was not accepted: each with its reason, and beside it what can be done. */
export default function AsidePage() {
  const t = useAsideText();
  const { settles } = useRights();
  if (settles) return <Desk />;
  return (
    <DeskFrame title={t.title}>
      <EmptyState title={t.notYours} text={t.notYoursText} />
      <LostValues />
    </DeskFrame>
  );
}

function Desk() {
  const t = useAsideText();
  const [params, setParams] = useSearchParams();
  const cases = useAsideCases();
  const which: Which = params.get("which") === "settled" ? "settled" : "open";
  const chosen = cases?.find((one) => one.doc.id === params.get("id"));
  const go = (next: Record<string, string>): void => setParams({ which, ...next }, { replace: true });
  const shown = cases?.filter((one) => (one.doc.state === "open") === (which === "open"));
  return (
    <DeskFrame
      title={t.title}
      lead={t.lead}
      side={chosen && <AsidePanel key={chosen.doc.id} one={chosen} />}
      sideTitle={chosen && t.what}
      onSideClose={() => go({})}
    >
      <div className="stack">
        <div className="desk-narrow">
          <SelectField
            label={t.which}
            value={which}
            options={(["open", "settled"] as const).map((value) => ({ value, label: t[value] }))}
            onChange={(value) => setParams({ which: value }, { replace: true })}
          />
        </div>
        {shown ? (
          <Cases cases={shown} which={which} chosen={chosen?.doc.id} onChoose={(id) => go({ id })} />
        ) : (
          <LoadingState />
        )}
        <LostValues />
      </div>
    </DeskFrame>
  );
}

interface CasesProps {
  readonly cases: readonly AsideCase[];
  readonly which: Which;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function Cases({ cases, which, chosen, onChoose }: CasesProps) {
  const t = useAsideText();
  const deeds = useDeeds();
  const people = useNames();
  const names = useKnownNames(useLang().lang);
  const columns = useMemo(
    () => columnsOf({ t, deeds, people, names, beside: chosen !== undefined }),
    [t, deeds, people, names, chosen],
  );
  return (
    <DataTable
      label={t.title}
      columns={columns}
      rows={cases}
      rowKey={(one) => one.doc.id}
      selected={chosen ?? null}
      onSelect={(one) => onChoose(one.doc.id)}
      empty={
        which === "open" ? <EmptyState title={t.empty} text={t.emptyText} /> : <EmptyState title={t.emptySettled} />
      }
    />
  );
}

interface Saying {
  readonly t: AsideText;
  readonly deeds: Deeds;
  readonly people: Names;
  readonly names: KnownNames;
  readonly beside: boolean;
}

/** Beside an open panel there is room for what it is and when. */
function columnsOf({ t, deeds, people, names, beside }: Saying): Column<AsideCase>[] {
  const what: Column<AsideCase> = {
    key: "what",
    head: t.what,
    rowHead: true,
    ...(beside ? {} : { width: "32%" }),
    cell: ({ doc, followers }) => (
      <>
        {doc.cmd === "" ? t.unreadable : deeds.title(doc, names)}
        {beside && <span className="desk-words">{people.person(doc.personId)}</span>}
        {followers.length > 0 && <span className="desk-words">{t.followers(followers.length)}</span>}
      </>
    ),
  };
  const when: Column<AsideCase> = {
    key: "when",
    head: t.when,
    width: "8.5rem",
    sortBy: ({ doc }) => doc.at,
    cell: ({ doc }) => <When at={doc.at} />,
  };
  if (beside) return [what, when];
  return [
    what,
    { key: "who", head: t.who, width: "9rem", cell: ({ doc }) => people.person(doc.personId) },
    when,
    { key: "why", head: t.why, width: "28%", cell: ({ doc }) => deskReason(t, doc.reason, deeds.reason) },
    {
      key: "state",
      head: t.state,
      width: "8rem",
      cell: ({ doc }) => <StateBadge tone={doc.state === "open" ? "warn" : "plain"}>{t.states[doc.state]}</StateBadge>,
    },
  ];
}

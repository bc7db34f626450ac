import { type ReactNode, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { SEVERITIES } from "#domain/checklist/checklist";
import { ISSUE_STATES, type Issue } from "#domain/issue/issue";
import { SEVERITY_SHAPE, SeverityBadge, StateBadge } from "#ui/badge";
import { LinkButton } from "#ui/button";
import { FilterChips } from "#ui/chips";
import { EmptyState, LoadingState } from "#ui/empty";
import { TextField } from "#ui/field";
import { type Column, DataTable } from "#ui/table";
import { When } from "#ui/time";
import { DeskFrame } from "../desk-frame.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { type Names, useNames } from "../names.ts";
import { useFilteredIssues } from "./filtered-issues.ts";
import { addressOf, filterIn, type IssueFilter } from "./issue-filter.ts";
import { IssuePanel } from "./issue-panel.tsx";
import { KeptFilters } from "./kept-filters.tsx";

const FIRST_ROWS = 200;
const MORE_ROWS = 600;

/** Issues newest and most severe first; the chosen one beside the list. */
export default function IssuesPage() {
  const t = useDeskText();
  const [params, setParams] = useSearchParams();
  const filter = filterIn(params);
  const chosen = params.get("id") ?? undefined;
  const go = (next: IssueFilter, id: string | undefined): void => {
    const address = new URLSearchParams(addressOf(next));
    if (id) address.set("id", id);
    setParams(address, { replace: true });
  };
  return (
    <DeskFrame
      title={t.issues.title}
      actions={<LinkButton to={`/desk/print/issues?${addressOf(filter)}`}>{t.issues.print}</LinkButton>}
      side={chosen ? <IssuePanel key={chosen} id={chosen} /> : undefined}
      sideTitle={chosen ? t.issues.what : undefined}
      onSideClose={() => go(filter, undefined)}
    >
      <Filters filter={filter} onChange={(next) => go(next, chosen)} />
      <IssueTable filter={filter} chosen={chosen} onChoose={(id) => go(filter, id)} />
    </DeskFrame>
  );
}

interface FiltersProps {
  readonly filter: IssueFilter;
  readonly onChange: (filter: IssueFilter) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const t = useDeskText();
  return (
    <search className="desk-filters">
      <div className="desk-filter-line">
        <div className="desk-narrow grow">
          <TextField
            label={t.issues.search}
            placeholder={t.issues.searchHint}
            type="search"
            value={filter.text}
            onChange={(text) => onChange({ ...filter, text })}
          />
        </div>
        <KeptFilters filter={filter} onChange={onChange} />
      </div>
      <div className="desk-filter-line">
        <FilterChips
          label={t.issues.states}
          options={ISSUE_STATES.map((value) => ({ value, label: t.issueState[value] }))}
          value={filter.states}
          onChange={(states) => onChange({ ...filter, states })}
        />
        <FilterChips
          label={t.issues.severities}
          options={SEVERITIES.map((value) => ({ value, label: `${SEVERITY_SHAPE[value]} ${t.severity[value]}` }))}
          value={filter.severities}
          onChange={(severities) => onChange({ ...filter, severities })}
        />
      </div>
    </search>
  );
}

/** How many rows are read: more when the person comes near their end, the first ones again for another filter. */
function useGrowingLimit(address: string) {
  const [grown, setGrown] = useState({ address, limit: FIRST_ROWS });
  const limit = grown.address === address ? grown.limit : FIRST_ROWS;
  return { limit, readMore: () => setGrown({ address, limit: limit + MORE_ROWS }) };
}

interface TableProps {
  readonly filter: IssueFilter;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function IssueTable({ filter, chosen, onChoose }: TableProps) {
  const t = useDeskText();
  const names = useNames();
  const { limit, readMore } = useGrowingLimit(addressOf(filter));
  const found = useFilteredIssues(filter, limit);
  const beside = chosen !== undefined;
  const columns = useMemo(() => issueColumns(t, names, beside), [t, names, beside]);
  const rows = useMemo(() => found?.rows.map((row) => row.doc) ?? [], [found]);
  if (!found) return <LoadingState />;
  const more = rows.length < found.total || found.counting;
  return (
    <div className="stack-tight">
      <p className="dim small" role="status">
        {found.counting ? t.issues.counting(found.total) : t.issues.count(found.total)}
      </p>
      <DataTable
        label={t.issues.title}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        selected={chosen ?? null}
        onSelect={(row) => onChoose(row.id)}
        onNearEnd={more ? readMore : undefined}
        empty={<EmptyState title={t.issues.empty} text={t.issues.emptyText} />}
      />
    </div>
  );
}

function issueColumns(t: DeskText, names: Names, beside: boolean): Column<Issue>[] {
  const head = t.issues;
  const severity = (row: Issue) => <SeverityBadge severity={row.severity} word={t.severity[row.severity]} />;
  const state = (row: Issue) => <StateBadge>{t.issueState[row.state]}</StateBadge>;
  const words = (row: Issue) => row.words && <span className="desk-words">{row.words}</span>;
  if (beside) return besideColumns(t, names, { severity, state, words });
  return [
    { key: "severity", head: head.severity, width: "6.5rem", cell: severity },
    {
      key: "what",
      head: head.what,
      rowHead: true,
      cell: (row) => (
        <>
          {names.category(row)}
          {words(row)}
        </>
      ),
    },
    { key: "where", head: head.where, width: "30%", cell: (row) => names.place(row.place) },
    { key: "state", head: head.state, width: "7rem", cell: state },
    { key: "when", head: head.when, width: "8.5rem", cell: (row) => <When at={row.reportedAt} /> },
    { key: "who", head: head.who, width: "9rem", cell: (row) => names.person(row.reportedById) },
  ];
}

interface IssueParts {
  readonly severity: (row: Issue) => ReactNode;
  readonly state: (row: Issue) => ReactNode;
  readonly words: (row: Issue) => ReactNode;
}

/** Beside an open panel there is room for two columns: the thing itself, and how far it is. */
function besideColumns(t: DeskText, names: Names, { severity, state, words }: IssueParts): Column<Issue>[] {
  return [
    {
      key: "what",
      head: t.issues.what,
      rowHead: true,
      cell: (row) => (
        <>
          {severity(row)} {names.category(row)}
          {words(row)}
          <span className="desk-words">{names.place(row.place)}</span>
        </>
      ),
    },
    {
      key: "state",
      head: t.issues.state,
      width: "8.5rem",
      cell: (row) => (
        <>
          {state(row)}
          <span className="desk-words">
            <When at={row.reportedAt} />
          </span>
        </>
      ),
    },
  ];
}

import { useState } from "react";
import { useSearchParams } from "react-router";
import { SEVERITIES, type Severity } from "#domain/checklist/checklist";
import { ISSUE_STATES, type IssueState, OPEN_STATES } from "#domain/issue/issue";
import { useIssues } from "#storage/issues";
import { SeverityBadge, StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { FilterChips } from "#ui/chips";
import { EmptyState, LoadingState } from "#ui/empty";
import { TextField } from "#ui/field";
import { When } from "#ui/time";
import { useCommunity } from "../community.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { DeskTable } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { IssuePanel } from "./issue-panel.tsx";

const PAGE = 100;

interface Filter {
  readonly states: readonly IssueState[];
  readonly severities: readonly Severity[];
  readonly text: string;
}

/** Issues newest and most severe first; the chosen one beside the list. */
export default function IssuesPage() {
  const t = useDeskText();
  const { figuresOnly } = useCommunity();
  const [params, setParams] = useSearchParams();
  const [filter, setFilter] = useState<Filter>({ states: OPEN_STATES, severities: [], text: "" });
  const chosen = params.get("id") ?? undefined;
  const choose = (id: string | undefined): void => setParams(id ? { id } : {}, { replace: true });
  return (
    <DeskFrame
      title={t.issues.title}
      side={chosen ? <IssuePanel key={chosen} id={chosen} /> : undefined}
      sideTitle={chosen ? t.issues.what : undefined}
      onSideClose={() => choose(undefined)}
    >
      {figuresOnly && <Banner>{t.wholeDistrict}</Banner>}
      <Filters filter={filter} onChange={setFilter} />
      <IssueTable filter={filter} chosen={chosen} onChoose={choose} />
    </DeskFrame>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useDeskText();
  return (
    <search className="desk-filters">
      <TextField
        label={t.issues.search}
        hint={t.issues.searchHint}
        type="search"
        value={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
      />
      <FilterChips
        label={t.issues.states}
        options={ISSUE_STATES.map((value) => ({ value, label: t.issueState[value] }))}
        value={filter.states}
        onChange={(states) => onChange({ ...filter, states })}
      />
      <FilterChips
        label={t.issues.severities}
        options={SEVERITIES.map((value) => ({ value, label: t.severity[value] }))}
        value={filter.severities}
        onChange={(severities) => onChange({ ...filter, severities })}
      />
    </search>
  );
}

interface TableProps {
  readonly filter: Filter;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function IssueTable({ filter, chosen, onChoose }: TableProps) {
  const t = useDeskText();
  const names = useNames();
  const [limit, setLimit] = useState(PAGE);
  const text = filter.text.trim();
  const found = useIssues({
    ...(filter.states.length > 0 ? { states: filter.states } : {}),
    ...(filter.severities.length > 0 ? { severities: filter.severities } : {}),
    ...(text ? { text } : {}),
    limit,
  });
  if (!found) return <LoadingState />;
  if (found.rows.length === 0) return <EmptyState title={t.issues.empty} text="" />;
  const { severity, what, where, state, when, who } = t.issues;
  return (
    <div className="stack">
      <p className="dim small" role="status">
        {t.issues.count(found.rows.length, found.total)}
      </p>
      <DeskTable label={t.issues.title} heads={[severity, what, where, state, when, who]}>
        {found.rows.map(({ doc }) => (
          <tr key={doc.id} className={doc.id === chosen ? "desk-row-chosen" : undefined}>
            <td>
              <SeverityBadge severity={doc.severity} word={t.severity[doc.severity]} />
            </td>
            <th scope="row">
              <button
                type="button"
                className="desk-link"
                aria-current={doc.id === chosen || undefined}
                onClick={() => onChoose(doc.id)}
              >
                {doc.categoryLabel}
              </button>
            </th>
            <td>{names.place(doc.place)}</td>
            <td>
              <StateBadge>{t.issueState[doc.state]}</StateBadge>
            </td>
            <td>
              <When at={doc.reportedAt} />
            </td>
            <td>{names.person(doc.reportedById)}</td>
          </tr>
        ))}
      </DeskTable>
      {found.rows.length < found.total && (
        <div>
          <Button onClick={() => setLimit(limit + PAGE)}>{t.more}</Button>
        </div>
      )}
    </div>
  );
}

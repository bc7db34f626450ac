import type { Issue } from "#domain/issue/issue";
import { EmptyState, LoadingState } from "#ui/empty";
import { exactTime } from "#ui/time";
import { useDeskText } from "../desk-text.ts";
import { useFilteredIssues } from "../issues/filtered-issues.ts";
import { addressOf, filterIn } from "../issues/issue-filter.ts";
import { useNames } from "../names.ts";
import { PlainTable } from "../plain-table.tsx";
import { Paper, Sheets, sheetsOf } from "./sheets.tsx";

/** So many at most: a thicker pile is read by nobody. */
const MOST = 300;
/** Lines on one A4 sheet, and Chinese characters in a line of the two wide columns. */
const A_SHEET = 42;
const WHAT_CHARS = 17;
const WHERE_CHARS = 12;

const linesOf = (text: string | undefined, chars: number): number => Math.ceil((text?.length ?? 0) / chars);

/** The issues of a filter on paper, most severe and newest first. */
export function IssueSheets({ params }: { params: URLSearchParams }) {
  const t = useDeskText();
  const names = useNames();
  const filter = filterIn(params);
  const found = useFilteredIssues(filter, MOST);
  if (!found) return <LoadingState />;
  const issues = found.rows.map((row) => row.doc);
  const costOf = (issue: Issue): number => {
    const what = linesOf(names.category(issue), WHAT_CHARS) + linesOf(issue.words, WHAT_CHARS);
    return 0.8 + Math.max(2, what, linesOf(names.place(issue.place), WHERE_CHARS));
  };
  const { severity, what, where, state } = t.issues;
  return (
    <Paper back={`/desk/issues?${addressOf(filter)}`}>
      {issues.length === 0 && <EmptyState title={t.issues.empty} text={t.issues.emptyText} />}
      <Sheets
        title={
          issues.length < found.total ? t.print.firstIssues(issues.length, found.total) : t.print.issues(found.total)
        }
        sheets={sheetsOf(issues, A_SHEET, costOf)}
      >
        {(sheet) => (
          <PlainTable
            className="desk-paper desk-paper-issues"
            heads={[severity, what, where, state]}
            rows={sheet}
            rowKey={(issue) => issue.id}
          >
            {(issue) => (
              <>
                <td>{t.severity[issue.severity]}</td>
                <th scope="row">
                  {names.category(issue)}
                  {issue.words && <p>{issue.words}</p>}
                </th>
                <td>{names.place(issue.place)}</td>
                <td>
                  {t.issueState[issue.state]}
                  <p>{exactTime(issue.reportedAt).slice(0, 16)}</p>
                </td>
              </>
            )}
          </PlainTable>
        )}
      </Sheets>
    </Paper>
  );
}

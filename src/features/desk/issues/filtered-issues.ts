import { useMemo } from "react";
import type { Issue } from "#domain/issue/issue";
import { useIssues } from "#storage/issues";
import { useCommunity } from "../community.tsx";
import { useNames } from "../names.ts";
import type { IssueFilter } from "./issue-filter.ts";

/** What a filter finds in the chosen community; `limit` rows of it. Undefined while it is read for the first time. */
export function useFilteredIssues(filter: IssueFilter, limit: number) {
  const names = useNames();
  const { code, options } = useCommunity();
  const alsoIn = useMemo(
    () => (issue: Issue) => [names.place(issue.place), names.person(issue.reportedById), names.category(issue)],
    [names],
  );
  const text = filter.text.trim();
  const query = {
    ...(filter.states.length > 0 ? { states: filter.states } : {}),
    ...(filter.severities.length > 0 ? { severities: filter.severities } : {}),
    ...(text ? { text } : {}),
    ...(options.length > 1 && code ? { communityCode: code } : {}),
    limit,
  };
  return useIssues(query, text ? alsoIn : undefined);
}

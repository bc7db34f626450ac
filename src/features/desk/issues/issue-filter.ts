/** Which issues are listed. The filter lives in the address, so that a link or a kept name opens the same list. */
import { SEVERITIES, type Severity } from "#domain/checklist/checklist";
import { ISSUE_STATES, type IssueState, OPEN_STATES } from "#domain/issue/issue";

export interface IssueFilter {
  /** None chosen: all. */
  readonly states: readonly IssueState[];
  readonly severities: readonly Severity[];
  readonly text: string;
}

/** Everything that is not done: what the page opens with. */
export const OPEN_ISSUES: IssueFilter = { states: OPEN_STATES, severities: [], text: "" };
const ALL_STATES = "all";

/** The known values of a comma list, in their own order; what nobody knows is left out. */
const listIn = <T extends string>(given: string | null, known: readonly T[]): T[] => {
  const named = new Set((given ?? "").split(","));
  return known.filter((one) => named.has(one));
};

/** The filter of an address; without `state` it is what is not done. */
export function filterIn(params: URLSearchParams): IssueFilter {
  const states = params.get("state");
  return {
    states: states === null ? OPEN_STATES : listIn(states, ISSUE_STATES),
    severities: listIn(params.get("sev"), SEVERITIES),
    text: params.get("q") ?? "",
  };
}

/** The shortest address of a filter; the same filter always has the same. */
export function addressOf({ states, severities, text }: IssueFilter): string {
  const params = new URLSearchParams();
  const inOrder = ISSUE_STATES.filter((state) => states.includes(state)).join(",");
  if (inOrder !== OPEN_STATES.join(",")) params.set("state", inOrder || ALL_STATES);
  const ranks = SEVERITIES.filter((severity) => severities.includes(severity)).join(",");
  if (ranks) params.set("sev", ranks);
  if (text.trim()) params.set("q", text);
  return params.toString();
}

import type { Issue, IssueState } from "#domain/issue/issue";
import type { Shown } from "#storage/shown";
import { type BadgeTone, StateBadge } from "#ui/badge";
import { useText } from "#ui/text";
import { en } from "./my-issues.en.ts";
import { zh } from "./my-issues.zh.ts";

const TONE: Readonly<Record<IssueState, BadgeTone>> = {
  reported: "plain",
  accepted: "info",
  declined: "warn",
  handling: "info",
  answered: "accent",
  closed: "good",
};

/** Where it stands; what has not left the phone says so instead. */
export function IssueStateBadge({ shown }: { shown: Shown<Issue> }) {
  const t = useText(zh, en);
  const { doc, stage, rev } = shown;
  if (rev === 0 && stage === "quarantined") return <StateBadge tone="bad">{t.stage.quarantined}</StateBadge>;
  if (rev === 0 && stage === "onPhone") return <StateBadge>{t.onPhone}</StateBadge>;
  return <StateBadge tone={TONE[doc.state]}>{t.state[doc.state]}</StateBadge>;
}

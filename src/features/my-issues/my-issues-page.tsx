import { type ReactNode, useState } from "react";
import type { Issue } from "#domain/issue/issue";
import { useCategoryName } from "#storage/checklists";
import { useMyIssues } from "#storage/my-issues";
import { placeLine, usePlaces } from "#storage/places";
import type { Shown } from "#storage/shown";
import { useStillComing } from "#storage/use-world";
import { SeverityBadge } from "#ui/badge";
import { Button, LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { StillComing } from "#ui/still-coming";
import { useLang, useText } from "#ui/text";
import { When } from "#ui/time";
import { IssueStateBadge } from "./issue-state.tsx";
import { en } from "./my-issues.en.ts";
import { zh } from "./my-issues.zh.ts";

const STEP = 50;

/** 我报过的: what became of each, the newest first. */
export function MyIssuesPage({ badge }: { badge: ReactNode }) {
  const t = useText(zh, en);
  const [limit, setLimit] = useState(STEP);
  const found = useMyIssues(limit);
  const coming = useStillComing();
  const left = found ? found.total - found.rows.length : 0;
  const main = (
    <LinkButton full variant="main" size="patrol" to="/report">
      {t.report}
    </LinkButton>
  );
  return (
    <PhonePage title={t.title} back="/" badge={badge} footer={main}>
      {!found && <LoadingState title={t.loading} />}
      <StillComing coming={coming} />
      {found?.total === 0 && coming === false && <EmptyState title={t.none} text={t.noneText} />}
      {found && found.total > 0 && (
        <>
          <p className="dim">{t.total(found.total)}</p>
          <Card kind="list">
            {found.rows.map((shown) => (
              <IssueRow key={shown.doc.id} shown={shown} />
            ))}
          </Card>
        </>
      )}
      {left > 0 && (
        <Button full onClick={() => setLimit(limit + STEP)}>
          {t.more(Math.min(STEP, left))}
        </Button>
      )}
    </PhonePage>
  );
}

function IssueRow({ shown }: { shown: Shown<Issue> }) {
  const t = useText(zh, en);
  const places = usePlaces();
  const category = useCategoryName(useLang().lang);
  const { doc } = shown;
  return (
    <ListRow to={`/issues/${doc.id}`}>
      <span className="stack-tight">
        <strong>{category(doc)}</strong>
        <span className="dim">{placeLine(places, doc.place) ?? t.unknownPlace}</span>
        <span className="row" style={{ gap: "8px" }}>
          <IssueStateBadge shown={shown} />
          <SeverityBadge severity={doc.severity} />
          <span className="dim small">
            <When at={doc.reportedAt} />
          </span>
        </span>
      </span>
    </ListRow>
  );
}

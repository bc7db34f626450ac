import { LinkButton } from "#ui/button";
import { EmptyState } from "#ui/empty";
import { useCommunity } from "../community.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { useDeskText } from "../desk-text.ts";
import { CommunityFigures, type Topic } from "./community-figures.tsx";

/** In place of a page of texts, for those who see figures only: why, and the figures of the chosen community. */
export function FiguresPage({ title, topics }: { title: string; topics: readonly Topic[] }) {
  const t = useDeskText();
  const { code } = useCommunity();
  return (
    <DeskFrame title={title} lead={t.wholeDistrict} actions={<LinkButton to="/desk">{t.overview.title}</LinkButton>}>
      <div className="desk-figures-page">
        {code ? (
          <CommunityFigures key={code} code={code} topics={topics} />
        ) : (
          <EmptyState title={t.overview.empty} text={t.overview.emptyText} />
        )}
      </div>
    </DeskFrame>
  );
}

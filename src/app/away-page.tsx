/** In place of what others have written, on a phone that has not heard from the platform for fourteen days. */
import CloudOff from "lucide-react/icons/cloud-off";
import type { ReactNode } from "react";
import { useSyncNow, useSyncStage } from "#sync/use-sync";
import { Button, LinkButton } from "#ui/button";
import { EmptyState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";

export function AwayPage({ badge, nav }: { readonly badge: ReactNode; readonly nav: ReactNode }) {
  const t = useText(zh, en);
  const syncNow = useSyncNow();
  const busy = useSyncStage().name === "sending";
  const footer = (
    <Button full variant="main" size="patrol" busy={busy} onClick={() => void syncNow()}>
      {t.awayTry}
    </Button>
  );
  return (
    <PhonePage title={t.awayTitle} badge={badge} nav={nav} footer={footer}>
      <EmptyState icon={<CloudOff />} title={t.awayWhy} text={t.awayKept} />
      <LinkButton full to="/patrol">
        {t.patrol}
      </LinkButton>
      <LinkButton full to="/report">
        {t.report}
      </LinkButton>
      <LinkButton full to="/sync">
        {t.awayWaits}
      </LinkButton>
    </PhonePage>
  );
}

import { registerSW } from "virtual:pwa-register";
import { useEffect, useState } from "react";
import { useMyOpenRound } from "#storage/patrols";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { useText } from "#ui/text";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";

type Update = (reload?: boolean) => Promise<void>;

/** Says that a new version waits, but never while a round runs: nothing may take the screen away then. */
export function UpdatePrompt() {
  const t = useText(zh, en);
  const round = useMyOpenRound();
  const [update, setUpdate] = useState<Update | undefined>(undefined);
  useEffect(() => {
    const apply = registerSW({ onNeedRefresh: () => setUpdate(() => apply) });
  }, []);
  if (!update || round !== null) return null;
  return <Banner action={<Button onClick={() => void update(true)}>{t.updateNow}</Button>}>{t.updateReady}</Banner>;
}

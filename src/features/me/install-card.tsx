import { type InstallPrompt, isIos, isStandalone } from "#device/shell";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { useText } from "#ui/text";
import { en } from "./me.en.ts";
import { zh } from "./me.zh.ts";

/** 放到桌面上: by a tap where the browser offers it, else how to do it by hand. Nothing once it is there. */
export function InstallCard({ offer }: { offer: InstallPrompt | null }) {
  const t = useText(zh, en);
  if (isStandalone()) return null;
  return (
    <Card label={t.install}>
      <h2>{t.install}</h2>
      <p>{t.installText}</p>
      {offer && !isIos() ? (
        <Button full onClick={() => void offer.ask()}>
          {t.installButton}
        </Button>
      ) : (
        <ol className="me-steps">
          {(isIos() ? t.installIos : t.installMenu).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
    </Card>
  );
}

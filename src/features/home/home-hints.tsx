import { useEffect, useState } from "react";
import { isIos, isStandalone } from "#device/shell";
import { askToPersist, readStorageHealth } from "#device/storage-health";
import { useMyOpenRound } from "#storage/patrols";
import { useWeakPin } from "#storage/use-weak-pin";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button, LinkButton } from "#ui/button";
import { readChoice, writeChoice } from "#ui/stored-choice";
import { useText } from "#ui/text";
import { en } from "./home.en.ts";
import { zh } from "./home.zh.ts";
import { useInstallOffer } from "./install-offer.tsx";

const LATER = ["yes", "no"] as const;

/** At most one hint at a time: a PIN that is guessed at once, the home screen, then the promise to keep what is stored. */
export function HomeHints() {
  const isWeak = useWeakPin(useWorld().person.personId);
  // Whoever is on a round has both hands full.
  const isOut = useMyOpenRound() !== null;
  const [pinLater, setPinLater] = useState(false);
  return isWeak && !isOut && !pinLater ? <PinHint onLater={() => setPinLater(true)} /> : <PhoneHints />;
}

function PinHint({ onLater }: { onLater: () => void }) {
  const t = useText(zh, en);
  return (
    <Banner tone="warn" title={t.pinWeakTitle}>
      <p>{t.pinWeakText}</p>
      <div className="row">
        <LinkButton to="/me">{t.pinWeakButton}</LinkButton>
        <Button variant="quiet" onClick={onLater}>
          {t.later}
        </Button>
      </div>
    </Banner>
  );
}

function PhoneHints() {
  const [installLater, setInstallLater] = useState(() => readChoice("zimajia.install-later", LATER, "no") === "yes");
  if (!isStandalone() && !installLater) {
    const later = (): void => {
      writeChoice("zimajia.install-later", "yes");
      setInstallLater(true);
    };
    return <InstallHint onLater={later} />;
  }
  return <PersistHint />;
}

function InstallHint({ onLater }: { onLater: () => void }) {
  const t = useText(zh, en);
  const offered = useInstallOffer();
  const offer = isIos() ? null : offered;
  return (
    <Banner title={t.installTitle}>
      <p>{t.installText}</p>
      {!offer && <p>{isIos() ? t.installIos : t.installMenu}</p>}
      <div className="row">
        {offer && <Button onClick={() => void offer.ask()}>{t.installButton}</Button>}
        <Button variant="quiet" onClick={onLater}>
          {t.later}
        </Button>
      </div>
    </Banner>
  );
}

function PersistHint() {
  const t = useText(zh, en);
  const [state, setState] = useState<"fine" | "ask" | "refused">("fine");
  useEffect(() => {
    let current = true;
    // From the home screen the browser agrees in silence; elsewhere it may ask, and then a tap should have come first.
    const look = async (): Promise<void> => {
      const { persisted } = await readStorageHealth();
      if (persisted !== false) return;
      const kept = isStandalone() && (await askToPersist());
      if (current && !kept) setState("ask");
    };
    void look();
    return () => {
      current = false;
    };
  }, []);
  if (state === "fine") return null;
  if (state === "refused") return <Banner>{t.persistRefused}</Banner>;
  const ask = async (): Promise<void> => setState((await askToPersist()) ? "fine" : "refused");
  return (
    <Banner title={t.persistTitle} action={<Button onClick={() => void ask()}>{t.persistButton}</Button>}>
      {t.persistText}
    </Banner>
  );
}

import { useEffect, useState } from "react";
import { askToPersist, freeBytes, readStorageHealth, type StorageHealth } from "#device/storage-health";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { useText } from "#ui/text";
import { en } from "./me.en.ts";
import { zh } from "./me.zh.ts";

/** About a hundred photos; below it the next round may not fit. */
const LITTLE_BYTES = 100_000_000;

const megabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

function useHealth() {
  const [health, setHealth] = useState<StorageHealth | undefined>(undefined);
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again once the browser has been asked
  useEffect(() => {
    let current = true;
    void readStorageHealth().then((read) => current && setHealth(read));
    return () => {
      current = false;
    };
  }, [asked]);
  const ask = async (): Promise<void> => {
    await askToPersist();
    setAsked((n) => n + 1);
  };
  return { health, ask, asked: asked > 0 };
}

/** 手机空间: how much is used, whether the browser promised to keep it, and what to do when it has not. */
export function StorageCard() {
  const t = useText(zh, en);
  const { health, ask, asked } = useHealth();
  if (!health) return null;
  const { persisted, usedBytes, quotaBytes } = health;
  const free = freeBytes(health);
  return (
    <Card label={t.storage}>
      <h2>{t.storage}</h2>
      {usedBytes !== null && quotaBytes !== null ? (
        <p>{t.storageUsed(megabytes(usedBytes), megabytes(quotaBytes))}</p>
      ) : (
        <p>{t.storageUnknown}</p>
      )}
      {free !== null && free < LITTLE_BYTES && (
        <Banner tone="warn" title={t.storageLittle(megabytes(free))}>
          {t.storageLittleText}
        </Banner>
      )}
      {persisted === true && <StateBadge tone="good">{t.storageKept}</StateBadge>}
      {persisted === false && (
        <>
          <p>{asked ? t.storageRefused : t.storageNotKept}</p>
          <Button full onClick={() => void ask()}>
            {t.storageAsk}
          </Button>
        </>
      )}
      {persisted === null && <p>{t.storageNoPromise}</p>}
    </Card>
  );
}

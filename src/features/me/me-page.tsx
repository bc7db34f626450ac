import { type ReactNode, useEffect, useState } from "react";
import { readStorageHealth, type StorageHealth } from "#device/storage-health";
import { usePeopleOnPhone } from "#storage/device-book";
import { useMyService } from "#storage/patrols";
import { useMe } from "#storage/people";
import { usePlaces } from "#storage/places";
import { useWorld } from "#storage/use-world";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { PhonePage } from "#ui/page";
import { PhoneCard } from "#ui/phone-card";
import { type Lang, useLang, useText } from "#ui/text";
import { type Scheme, TEXT_SIZES, useTheme } from "#ui/theme";
import { en } from "./me.en.ts";
import { zh } from "./me.zh.ts";
import { PinChange } from "./pin-change.tsx";

interface MeProps {
  readonly badge: ReactNode;
  readonly nav: ReactNode;
  readonly onLock: () => void;
  readonly onSwitch: () => void;
  readonly onAddPerson: () => void;
}

/** 我的: my hours, numbers to call, who uses this phone, how it looks, what is kept and what never is. */
export function MePage({ badge, nav, onLock, onSwitch, onAddPerson }: MeProps) {
  const t = useText(zh, en);
  const me = useMe();
  const { person } = useWorld();
  const people = usePeopleOnPhone() ?? [];
  return (
    <PhonePage title={t.title} badge={badge} nav={nav}>
      <p className="title">{person.displayName}</p>
      <Hours />
      <Numbers />
      <Card kind="list">
        <ListRow to="/sync">{t.sync}</ListRow>
        <ListRow to="/map">{t.map}</ListRow>
        {me?.offices.isCoordinator && <ListRow to="/desk">{t.desk}</ListRow>}
      </Card>
      <section className="stack" aria-label={t.people}>
        <h2>{t.people}</h2>
        <p className="dim">{t.switchText}</p>
        <div className="row">
          <Button onClick={onLock}>{t.lock}</Button>
          {people.length > 1 && <Button onClick={onSwitch}>{t.switchPerson}</Button>}
          <Button onClick={onAddPerson}>{t.addPerson}</Button>
        </div>
      </section>
      <Settings />
      <PinChange personId={person.personId} />
      <Space />
      <About />
    </PhonePage>
  );
}

const hoursText = (minutes: number): string => (minutes / 60).toFixed(1);

function Hours() {
  const t = useText(zh, en);
  const service = useMyService();
  if (!service) return null;
  const total = service.reduce((sum, s) => sum + s.minutes, 0);
  const months = new Map<string, number>();
  for (const s of service) months.set(s.on.slice(0, 7), (months.get(s.on.slice(0, 7)) ?? 0) + s.minutes);
  const recent = [...months].sort((a, b) => b[0].localeCompare(a[0])).slice(0, 6);
  return (
    <Card label={t.hours}>
      <h2>{t.hours}</h2>
      {service.length === 0 && <p className="dim">{t.hoursNone}</p>}
      {service.length > 0 && (
        <>
          <p className="subtitle">{t.hoursTotal(hoursText(total))}</p>
          <p className="dim small">{t.hoursFormula(service.length)}</p>
          <ul>
            {recent.map(([month, minutes]) => (
              <li key={month}>{t.hoursMonth(month, hoursText(minutes))}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

function Numbers() {
  const t = useText(zh, en);
  const { lang } = useLang();
  const { person } = useWorld();
  const me = useMe();
  const places = usePlaces();
  const codes = new Set([person.orgCode, ...(me?.actor.grants.map((g) => g.orgCode) ?? [])]);
  const own = [...codes].flatMap((code) => places?.orgUnits.get(code)?.phones ?? []);
  return (
    <section className="stack" aria-label={t.phones}>
      <h2>{t.phones}</h2>
      <PhoneCard
        label={t.phones}
        numbers={[
          { name: t.police, number: "110", urgent: true },
          { name: t.fire, number: "119", urgent: true },
          { name: t.aid, number: "120", urgent: true },
          { name: t.traffic, number: "122" },
          ...own.map((p) => ({ name: lang === "en" && p.labelEn ? p.labelEn : p.label, number: p.number })),
        ]}
      />
    </section>
  );
}

const SCHEMES: readonly Scheme[] = ["auto", "light", "dark"];

function Settings() {
  const t = useText(zh, en);
  const { lang, setLang } = useLang();
  const { scheme, size, setScheme, setSize } = useTheme();
  const langs: readonly { value: Lang; label: string }[] = [
    { value: "zh", label: t.langZh },
    { value: "en", label: t.langEn },
  ];
  return (
    <section className="stack" aria-label={t.settings}>
      <h2>{t.settings}</h2>
      <BigChoice
        label={t.size}
        options={TEXT_SIZES.map((s, i) => ({ value: String(s), label: t.sizeNames[i] ?? String(s) }))}
        value={String(size)}
        onChange={(next) => setSize(TEXT_SIZES.find((s) => String(s) === next) ?? size)}
      />
      <BigChoice
        label={t.theme}
        options={SCHEMES.map((value) => ({ value, label: t.themeNames[value] }))}
        value={scheme}
        onChange={setScheme}
      />
      <BigChoice label={t.lang} columns={2} options={langs} value={lang} onChange={setLang} />
    </section>
  );
}

const megabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;

function Space() {
  const t = useText(zh, en);
  const [health, setHealth] = useState<StorageHealth | undefined>(undefined);
  useEffect(() => {
    let current = true;
    void readStorageHealth().then((read) => current && setHealth(read));
    return () => {
      current = false;
    };
  }, []);
  const known = health && health.usedBytes !== null && health.quotaBytes !== null;
  return (
    <Card label={t.storage}>
      <h2>{t.storage}</h2>
      <p>
        {known ? t.storageUsed(megabytes(health.usedBytes ?? 0), megabytes(health.quotaBytes ?? 0)) : t.storageUnknown}
      </p>
      {health && health.persisted !== null && <p>{health.persisted ? t.storageKept : t.storageNotKept}</p>}
    </Card>
  );
}

function About() {
  const t = useText(zh, en);
  return (
    <Card label={t.about}>
      <h2>{t.about}</h2>
      <p>{t.aboutText}</p>
      <h3>{t.never}</h3>
      <ul style={{ listStyle: "disc", paddingLeft: "1.2em" }}>
        {t.neverList.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Card>
  );
}

import FileText from "lucide-react/icons/file-text";
import ListChecks from "lucide-react/icons/list-checks";
import MapIcon from "lucide-react/icons/map";
import MonitorCog from "lucide-react/icons/monitor-cog";
import RefreshCw from "lucide-react/icons/refresh-cw";
import Smartphone from "lucide-react/icons/smartphone";
import type { ReactNode } from "react";
import type { InstallPrompt } from "#device/shell";
import { usePeopleOnPhone } from "#storage/device-book";
import { useMyService } from "#storage/patrols";
import { useMe } from "#storage/people";
import { usePlaces } from "#storage/places";
import { useWorld } from "#storage/use-world";
import { useMapPack } from "#sync/map-pack";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { PackControls } from "#ui/map/pack-controls";
import { PhonePage } from "#ui/page";
import { PhoneCard } from "#ui/phone-card";
import { type Lang, useLang, useText } from "#ui/text";
import { type Scheme, TEXT_SIZES, useTheme } from "#ui/theme";
import { InstallCard } from "./install-card.tsx";
import "./me.css";
import { en } from "./me.en.ts";
import { zh } from "./me.zh.ts";
import { PinChange } from "./pin-change.tsx";
import { StorageCard } from "./storage-card.tsx";

interface MeProps {
  readonly badge: ReactNode;
  readonly nav: ReactNode;
  readonly onLock: () => void;
  readonly onSwitch: () => void;
  readonly onAddPerson: () => void;
  /** The browser's own offer to install, where it made one. */
  readonly installOffer: InstallPrompt | null;
  readonly version: string;
}

/** 我的: my hours, numbers to call, who uses this phone, how it looks, what is kept and what never is. */
export function MePage({ badge, nav, onLock, onSwitch, onAddPerson, installOffer, version }: MeProps) {
  const t = useText(zh, en);
  const me = useMe();
  const { person } = useWorld();
  const people = usePeopleOnPhone() ?? [];
  return (
    <PhonePage title={t.title} badge={badge} nav={nav}>
      <p className="title">{person.displayName}</p>
      <Hours />
      <Card kind="list">
        <ListRow to="/issues" icon={<ListChecks />}>
          {t.myIssues}
        </ListRow>
        <ListRow to="/sync" icon={<RefreshCw />}>
          {t.sync}
        </ListRow>
        <ListRow to="/me/phones" icon={<Smartphone />}>
          {t.myPhones}
        </ListRow>
        <ListRow to="/map" icon={<MapIcon />}>
          {t.map}
        </ListRow>
        {me?.offices.isCoordinator && (
          <ListRow to="/forms" icon={<FileText />}>
            {t.forms}
          </ListRow>
        )}
        {me?.offices.isCoordinator && (
          <ListRow to="/desk" icon={<MonitorCog />}>
            {t.desk}
          </ListRow>
        )}
      </Card>
      <Numbers />
      <section className="stack" aria-label={t.people}>
        <h2>{t.people}</h2>
        <p className="dim">{t.switchText}</p>
        <div className="row">
          <Button onClick={onLock}>{t.lock}</Button>
          {people.length > 1 && <Button onClick={onSwitch}>{t.switchPerson}</Button>}
          <Button onClick={onAddPerson}>{t.addPerson}</Button>
        </div>
        <PinChange personId={person.personId} onClosed={onLock} />
      </section>
      <Settings />
      <InstallCard offer={installOffer} />
      <StorageCard />
      <OfflineMap />
      <About version={version} />
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
        columns={3}
        options={TEXT_SIZES.map((s, i) => ({ value: String(s), label: t.sizeNames[i] ?? String(s) }))}
        value={String(size)}
        onChange={(next) => setSize(TEXT_SIZES.find((s) => String(s) === next) ?? size)}
      />
      <BigChoice
        label={t.theme}
        columns={3}
        options={SCHEMES.map((value) => ({ value, label: t.themeNames[value] }))}
        value={scheme}
        onChange={setScheme}
      />
      <BigChoice label={t.lang} columns={2} options={langs} value={lang} onChange={setLang} />
    </section>
  );
}

function OfflineMap() {
  const t = useText(zh, en);
  const pack = useMapPack();
  return (
    <Card label={t.offlineMap}>
      <h2>{t.offlineMap}</h2>
      <PackControls {...pack} />
    </Card>
  );
}

function About({ version }: { version: string }) {
  const t = useText(zh, en);
  return (
    <Card label={t.about}>
      <h2>{t.about}</h2>
      <p>{t.aboutText}</p>
      <h3>{t.never}</h3>
      <ul className="me-never">
        {t.neverList.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="dim">{t.version(version)}</p>
    </Card>
  );
}

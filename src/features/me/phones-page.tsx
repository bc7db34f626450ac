import { type ReactNode, useState } from "react";
import { useUnsent } from "#storage/outbox";
import { useWorld } from "#storage/use-world";
import type { OwnDevice } from "#sync/online";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { FailedState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { When } from "#ui/time";
import "./me.css";
import { phoneKind } from "./phone-kind.ts";
import { en } from "./phones.en.ts";
import { zh } from "./phones.zh.ts";
import { SwitchOff } from "./switch-off.tsx";
import { useOwnPhones } from "./use-own-phones.ts";

/** 我的手机: what is enrolled in my name and what waits in each, and the way to stop one that is lost. */
export function PhonesPage({ badge }: { badge: ReactNode }) {
  const t = useText(zh, en);
  const { own, again } = useOwnPhones();
  const [asked, ask] = useState<OwnDevice>();
  return (
    <PhonePage title={t.title} back="/me" badge={badge}>
      <p className="dim">{t.lead}</p>
      {own.state === "asking" && <LoadingState />}
      {own.state === "failed" && own.fault.code === "offline" && (
        <>
          <Banner title={t.offline}>{t.offlineText}</Banner>
          <ThisPhone />
        </>
      )}
      {own.state === "failed" && own.fault.code !== "offline" && (
        <FailedState code={own.fault.code} onRetry={() => void again()} />
      )}
      {own.state === "there" && <PhoneList phones={own.phones} onSwitchOff={ask} />}
      {asked && <SwitchOff phone={asked} onClose={() => ask(undefined)} onDone={again} />}
    </PhonePage>
  );
}

interface ListProps {
  readonly phones: readonly OwnDevice[];
  readonly onSwitchOff: (phone: OwnDevice) => void;
}

function PhoneList({ phones, onSwitchOff }: ListProps) {
  const t = useText(zh, en);
  const { person } = useWorld();
  const inUse = phones.filter((phone) => phone.revokedAt === null);
  const others = inUse.filter((phone) => phone.id !== person.deviceId);
  const off = phones.filter((phone) => phone.revokedAt !== null);
  return (
    <>
      {inUse.length > others.length && <ThisPhone phone={inUse.find((phone) => phone.id === person.deviceId)} />}
      {others.map((phone) => (
        <OtherPhone key={phone.id} phone={phone} onSwitchOff={() => onSwitchOff(phone)} />
      ))}
      {others.length > 0 && <p className="dim small">{t.saidThen}</p>}
      {off.length > 0 && (
        <section className="stack" aria-label={t.off}>
          <h2>{t.off}</h2>
          {off.map((phone) => (
            <OffPhone key={phone.id} phone={phone} />
          ))}
        </section>
      )}
    </>
  );
}

/** One thing about a phone. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface Waiting {
  readonly records: number;
  readonly photos: number;
  readonly oldestAt: string | null;
}

function Inside({ waiting }: { waiting: Waiting | null }) {
  const t = useText(zh, en);
  if (waiting === null) return <Fact name={t.inside}>{t.neverSaid}</Fact>;
  const { records, photos, oldestAt } = waiting;
  const parts = [...(records > 0 ? [t.records(records)] : []), ...(photos > 0 ? [t.photos(photos)] : [])];
  return (
    <>
      <Fact name={t.inside}>{parts.length === 0 ? t.none : parts.join(t.and)}</Fact>
      {records > 0 && oldestAt !== null && (
        <Fact name={t.oldest}>
          <When at={oldestAt} />
        </Fact>
      )}
    </>
  );
}

/** The one in the hand knows by itself what waits in it. */
function ThisPhone({ phone }: { phone?: OwnDevice | undefined }) {
  const t = useText(zh, en);
  const unsent = useUnsent();
  return (
    <Card className="me-phone">
      <div className="row-apart">
        <h2>{phone ? phoneKind(t, phone.name) : t.thisOne}</h2>
        {phone && <StateBadge tone="accent">{t.thisOne}</StateBadge>}
      </div>
      <dl className="me-phone-facts">
        {phone && (
          <Fact name={t.enrolledOn}>
            <When at={phone.createdAt} />
          </Fact>
        )}
        {unsent && <Inside waiting={{ ...unsent, oldestAt: unsent.oldestAt ?? null }} />}
      </dl>
    </Card>
  );
}

function OtherPhone({ phone, onSwitchOff }: { phone: OwnDevice; onSwitchOff: () => void }) {
  const t = useText(zh, en);
  const { told } = phone;
  const kind = phoneKind(t, phone.name);
  return (
    <Card className="me-phone">
      <h2>{kind}</h2>
      <dl className="me-phone-facts">
        <Fact name={t.enrolledOn}>
          <When at={phone.createdAt} />
        </Fact>
        <Fact name={t.seen}>
          <When at={phone.seenAt} />
        </Fact>
        <Inside waiting={told && { records: told.outbox, photos: told.photos, oldestAt: told.oldestAt }} />
      </dl>
      <Button full onClick={onSwitchOff}>
        {t.switchOff}
      </Button>
    </Card>
  );
}

function OffPhone({ phone }: { phone: OwnDevice }) {
  const t = useText(zh, en);
  const nothing = phone.handedAt === null ? t.cameNever : t.cameNothing;
  return (
    <Card className="me-phone">
      <h3>{phoneKind(t, phone.name)}</h3>
      <dl className="me-phone-facts">
        {phone.revokedAt !== null && (
          <Fact name={t.offAt}>
            <When at={phone.revokedAt} />
          </Fact>
        )}
        <Fact name={t.came}>{phone.handed > 0 ? t.cameRecords(phone.handed) : nothing}</Fact>
      </dl>
    </Card>
  );
}

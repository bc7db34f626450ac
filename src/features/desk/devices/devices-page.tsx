import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useWorld } from "#storage/use-world";
import { type DeviceInfo, fetchDevices } from "#sync/online";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { EmptyState } from "#ui/empty";
import { type Column, DataTable } from "#ui/table";
import { Tabs } from "#ui/tabs";
import { useNow, When } from "#ui/time";
import { DeskFrame } from "../desk-frame.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { Online } from "../online.tsx";
import { type DeviceText, useDeviceText } from "./device-text.ts";
import { HandOverPanel } from "./hand-over-panel.tsx";
import { needsSomebody } from "./hand-over-state.ts";
import { HandOvers, useHandOvers } from "./hand-overs.tsx";
import { ParcelCard } from "./parcel-card.tsx";
import { isLate, remarksOf, unsentText, waitedMs, worstFirst } from "./phone-state.ts";
import { RevokeDialog } from "./revoke-dialog.tsx";

const ownerOf = (device: DeviceInfo, unknown: string): string => device.displayName ?? unknown;

type TabKey = "inUse" | "off";

/** Enrolled phones: what each still holds, when it was heard, and the way to revoke one; and what became of the revoked. */
export default function DevicesPage() {
  const t = useDeskText();
  const w = useDeviceText();
  const [asked, ask] = useState<DeviceInfo>();
  const [params, setParams] = useSearchParams();
  const tab: TabKey = params.get("tab") === "off" ? "off" : "inUse";
  const go = (to: TabKey, id?: string): void =>
    setParams({ ...(to === "off" ? { tab: to } : {}), ...(id ? { id } : {}) }, { replace: true });
  const phones = useHandOvers().data ?? [];
  const phone = tab === "off" ? phones.find((one) => one.id === params.get("id")) : undefined;
  const waiting = phones.filter(needsSomebody).length;
  return (
    <DeskFrame
      title={t.devices.title}
      lead={tab === "inUse" ? w.text : undefined}
      side={phone && <HandOverPanel key={phone.id} phone={phone} />}
      sideTitle={phone?.displayName}
      onSideClose={() => go(tab)}
    >
      <Tabs
        label={t.devices.title}
        tabs={[
          { key: "inUse", label: w.tabs.inUse },
          { key: "off", label: w.tabs.off, count: waiting || undefined },
        ]}
        current={tab}
        onChange={(next) => go(next)}
      >
        {tab === "inUse" ? (
          <div className="stack">
            <DeviceTable onRevoke={ask} />
            <ParcelCard />
          </div>
        ) : (
          <HandOvers chosen={phone?.id} onChoose={(id) => go(tab, id)} />
        )}
      </Tabs>
      {asked && <RevokeDialog device={asked} onClose={() => ask(undefined)} />}
    </DeskFrame>
  );
}

/** Phones in use, asked anew every minute. */
function DeviceTable({ onRevoke }: { onRevoke: (device: DeviceInfo) => void }) {
  const t = useDeskText();
  const w = useDeviceText();
  const world = useWorld();
  const now = useNow();
  const query = useQuery({ queryKey: ["devices"], queryFn: () => fetchDevices(world), refetchInterval: 60_000 });
  return (
    <Online query={query}>
      {(devices) => {
        const rows = worstFirst(devices, now).filter((row) => !row.revokedAt);
        const late = rows.filter((row) => isLate(row, now)).length;
        return (
          <div className="stack">
            {late > 0 && <Banner tone="warn">{w.late(late)}</Banner>}
            <DataTable
              label={t.devices.title}
              columns={[...contactColumns(t, w, now), revokeColumn(t, onRevoke)]}
              rows={rows}
              rowKey={(row) => row.id}
              empty={<EmptyState title={t.devices.empty} text={t.devices.emptyText} />}
            />
          </div>
        );
      }}
    </Online>
  );
}

function contactColumns(t: DeskText, w: DeviceText, now: number): Column<DeviceInfo>[] {
  return [
    {
      key: "person",
      head: t.devices.person,
      rowHead: true,
      sortBy: (row) => row.displayName ?? null,
      cell: (row) => ownerOf(row, t.unknown),
    },
    { key: "device", head: t.devices.device, cell: (row) => row.name },
    {
      key: "unsent",
      head: w.unsent,
      sortBy: (row) => row.told?.outbox ?? null,
      cell: (row) => (row.told ? unsentText(w, row.told) : <Unknown />),
    },
    {
      key: "oldest",
      head: w.oldest,
      sortBy: (row) => waitedMs(row, now) ?? null,
      cell: (row) => <Oldest device={row} now={now} />,
    },
    {
      key: "pushed",
      head: w.lastPush,
      sortBy: (row) => row.pushedAt ?? null,
      cell: (row) => (row.pushedAt ? <When at={row.pushedAt} /> : w.never),
    },
    {
      key: "seen",
      head: w.lastSeen,
      sortBy: (row) => row.seenAt ?? null,
      cell: (row) => (row.seenAt ? <When at={row.seenAt} /> : <Unknown />),
    },
    { key: "condition", head: w.condition, cell: (row) => <Condition device={row} /> },
  ];
}

function revokeColumn(t: DeskText, onRevoke: (device: DeviceInfo) => void): Column<DeviceInfo> {
  const { revoke, revokeOf } = t.devices;
  return {
    key: "revoke",
    head: revoke,
    width: "6.5rem",
    cell: (row) => (
      <Button size="small" aria-label={revokeOf(ownerOf(row, t.unknown))} onClick={() => onRevoke(row)}>
        {revoke}
      </Button>
    ),
  };
}

function Unknown() {
  const t = useDeskText();
  return <span className="unknown">{t.unknown}</span>;
}

/** How long its oldest record has waited, as far as the phone has said. */
function Oldest({ device, now }: { device: DeviceInfo; now: number }) {
  const w = useDeviceText();
  const ms = waitedMs(device, now);
  if (ms === undefined) return device.told ? "—" : <Unknown />;
  return isLate(device, now) ? <StateBadge tone="bad">{w.age(ms)}</StateBadge> : w.age(ms);
}

/** Everything about the phone that somebody should look at; nothing to say is good. */
function Condition({ device }: { device: DeviceInfo }) {
  const t = useDeskText();
  const w = useDeviceText();
  const { told } = device;
  if (!told) return <Unknown />;
  const remarks = remarksOf(w, told, device.lost ?? null);
  return (
    <div className="stack-tight">
      {remarks.length === 0 ? w.fine : remarks.map((text) => <span key={text}>{text}</span>)}
      <span className="dim small">{w.build(told.build || t.unknown)}</span>
    </div>
  );
}

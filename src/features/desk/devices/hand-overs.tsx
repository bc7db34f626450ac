import { useQuery } from "@tanstack/react-query";
import { useWorld } from "#storage/use-world";
import { fetchHandOvers, type HandOver } from "#sync/online";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { EmptyState } from "#ui/empty";
import { type Column, DataTable } from "#ui/table";
import { When } from "#ui/time";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { Online } from "../online.tsx";
import { type DeviceText, useDeviceText } from "./device-text.ts";
import { cameText, handOverState, mostUrgentFirst, needsSomebody } from "./hand-over-state.ts";

/** Phones that were switched off, asked anew every minute. */
export function useHandOvers() {
  const world = useWorld();
  return useQuery({ queryKey: ["hand-overs"], queryFn: () => fetchHandOvers(world), refetchInterval: 60_000 });
}

interface HandOversProps {
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

/** What became of the unsent work of each phone that was switched off. */
export function HandOvers({ chosen, onChoose }: HandOversProps) {
  const t = useDeskText();
  const w = useDeviceText();
  const query = useHandOvers();
  return (
    <Online query={query}>
      {(phones) => {
        const waiting = phones.filter(needsSomebody).length;
        return (
          <div className="stack">
            {waiting > 0 && <Banner tone="warn">{w.todo(waiting)}</Banner>}
            <DataTable
              label={w.tabs.off}
              columns={handOverColumns(t, w)}
              rows={mostUrgentFirst(phones)}
              rowKey={(row) => row.id}
              selected={chosen ?? null}
              onSelect={(row) => onChoose(row.id)}
              empty={<EmptyState title={w.offEmpty} text={w.offEmptyText} />}
            />
          </div>
        );
      }}
    </Online>
  );
}

function handOverColumns(t: DeskText, w: DeviceText): Column<HandOver>[] {
  return [
    {
      key: "person",
      head: t.devices.person,
      rowHead: true,
      sortBy: (row) => row.displayName,
      cell: (row) => (row.retiredAt ? w.gone(row.displayName) : row.displayName),
    },
    { key: "device", head: t.devices.device, cell: (row) => row.name },
    { key: "since", head: w.since, sortBy: (row) => row.revokedAt, cell: (row) => <When at={row.revokedAt} /> },
    { key: "came", head: w.came, cell: (row) => cameText(w, row) },
    {
      key: "state",
      head: w.state,
      cell: (row) =>
        needsSomebody(row) ? (
          <StateBadge tone="bad">{w.states[handOverState(row)]}</StateBadge>
        ) : (
          w.states[handOverState(row)]
        ),
    },
  ];
}

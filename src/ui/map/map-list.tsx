/**
 * The same things as on the map, in words: for a keyboard, for a screen reader, for a small screen. Choosing one opens
 * the same details as a tap on the map.
 */
import { type ReactNode, useState } from "react";
import { Card, ListRow } from "../card.tsx";
import { TextField } from "../field.tsx";
import { Tabs } from "../tabs.tsx";
import type { Hit, MapGap } from "./map-data.ts";
import { useMapWords } from "./map-words.ts";

export interface MapListRow {
  readonly hit: Hit;
  readonly title: string;
  readonly note?: string | undefined;
  readonly icon?: ReactNode;
}

export interface MapListGroup {
  readonly key: string;
  readonly label: string;
  readonly rows: readonly MapListRow[];
}

/** More than this nobody reads; the search finds the rest. */
const SHOWN = 60;

export function MapList({ groups, onPick }: { groups: readonly MapListGroup[]; onPick: (hit: Hit) => void }) {
  const words = useMapWords();
  const [key, setKey] = useState(groups[0]?.key ?? "");
  const [search, setSearch] = useState("");
  const group = groups.find((one) => one.key === key) ?? groups[0];
  const wanted = search.trim().toLowerCase();
  const found = (group?.rows ?? []).filter((row) => `${row.title} ${row.note ?? ""}`.toLowerCase().includes(wanted));
  return (
    <Tabs
      label={words.list}
      tabs={groups.map((one) => ({ key: one.key, label: one.label, count: one.rows.length }))}
      current={group?.key ?? ""}
      onChange={setKey}
    >
      <div className="stack">
        <TextField type="search" label={words.search} value={search} onChange={setSearch} />
        {found.length === 0 && <p className="dim">{words.listNone}</p>}
        {found.length > 0 && (
          <Card kind="list">
            {found.slice(0, SHOWN).map((row) => (
              <ListRow key={`${row.hit.kind} ${row.hit.id}`} icon={row.icon} onPress={() => onPick(row.hit)}>
                {row.title}
                {row.note && <span className="zm-list-note">{row.note}</span>}
              </ListRow>
            ))}
          </Card>
        )}
        {found.length > SHOWN && <p className="dim">{words.listMore(found.length - SHOWN)}</p>}
      </div>
    </Tabs>
  );
}

/** Why a piece of a track is missing, in one sentence. */
export function GapWords({ gap }: { gap: Pick<MapGap, "reason" | "fromMs" | "toMs"> }) {
  const words = useMapWords();
  return <p>{words.gap(words.gapReason[gap.reason], Math.max(1, Math.round((gap.toMs - gap.fromMs) / 60_000)))}</p>;
}

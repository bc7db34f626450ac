/** Values that a later write replaced unseen, as far as this device knows them and nobody has settled them. */
import { useMemo } from "react";
import { mayBringBack, type Overwritten } from "#domain/overwritten/overwritten";
import { readRecords } from "./cache/read-record.ts";
import { keyOf } from "./fold.ts";
import { showAll } from "./shown.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";

export interface LostValue extends Overwritten {
  /** This person may bring it back. */
  readonly may: boolean;
  /** It is this person's own value that was lost. */
  readonly mine: boolean;
  /** Number of the record, where it has one and lies here. */
  readonly number: string | undefined;
}

/** Open ones, the newest first; undefined while they are read. */
export function useLostValues(): LostValue[] | undefined {
  const { cache, person } = useWorld();
  const overlay = useOverlay();
  const found = useKeyed("overwritten", async () => {
    const rows = await cache.rows.where("[t+id]").between(["overwritten", ""], ["overwritten", "\uffff"]).toArray();
    const open = rows.filter((row) => row.doc["state"] === "open").map((row) => row.doc as unknown as Overwritten);
    return {
      rows,
      records: await readRecords(
        cache,
        open.map(({ t, recordId }) => ({ t, id: recordId })),
      ),
    };
  });
  return useMemo(() => {
    if (!found || !overlay) return undefined;
    const open = showAll<Overwritten>("overwritten", found.rows, overlay, (one) => one.state === "open");
    return open
      .map(({ doc }): LostValue => {
        const key = keyOf({ t: doc.t, id: doc.recordId });
        const record = overlay.docs.get(key) ?? found.records.get(key)?.doc;
        const may = record !== undefined && mayBringBack(overlay.actor, doc.t, record);
        const number = typeof record?.["number"] === "string" ? record["number"] : undefined;
        return { ...doc, may, number, mine: doc.lostById === person.personId };
      })
      .sort((a, b) => b.at.localeCompare(a.at));
  }, [found, overlay, person.personId]);
}

/** Rounds, who joined them, handed-in tracks and my hours. */
import { useMemo } from "react";
import type { LocalDate } from "#domain/kernel/ids";
import type { PatrolRound, RoundJoin, RoundTrack, ServiceRecord } from "#domain/patrol/round";
import { joinRef } from "#domain/patrol/service";
import type { Cache, ServerRecord } from "./cache/cache.ts";
import { readOn } from "./cache/packed.ts";
import { readPaged, readRecord } from "./cache/read-record.ts";
import { type Shown, show, showAll } from "./shown.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";

const newestFirst = (a: Shown<PatrolRound>, b: Shown<PatrolRound>): number =>
  b.doc.startedAt.localeCompare(a.doc.startedAt);

/** Rounds from one day to another, both included, newest first. */
export function useRounds(from: LocalDate, to: LocalDate): Shown<PatrolRound>[] | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed(`rounds ${from} ${to}`, () => readOn(cache, "round", from, to));
  return useMemo(() => {
    if (!rows || !overlay) return undefined;
    return showAll<PatrolRound>("round", rows, overlay, (d) => d.on >= from && d.on <= to).sort(newestFirst);
  }, [rows, overlay, from, to]);
}

/** null: neither this phone nor the server's feed has it; undefined: still reading. */
export function useRound(id: string): Shown<PatrolRound> | null | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const row = useKeyed(`round ${id}`, async () => (await readRecord(cache, { t: "round", id })) ?? null);
  return useMemo(() => {
    if (row === undefined || !overlay) return undefined;
    return show<PatrolRound>("round", id, row ?? undefined, overlay);
  }, [row, overlay, id]);
}

async function openRounds(cache: Cache, me: string) {
  const rows = await cache.rows
    .where("[t+state+rank]")
    .anyOf([
      ["round", "running", ""],
      ["round", "paused", ""],
    ])
    .toArray();
  const joins = await cache.rows.bulkGet(rows.map((r): [string, string] => ["roundJoin", joinRef(r.id, me).id]));
  return { rows, joined: new Set(joins.flatMap((j) => (j ? [j.id] : []))) };
}

/** The newest round that is running or paused with me in it: ticked by its leader, or joined by his code. */
export function useMyOpenRound(): Shown<PatrolRound> | null | undefined {
  const { cache, person } = useWorld();
  const overlay = useOverlay();
  const me = person.personId;
  const open = useKeyed("open rounds", () => openRounds(cache, me));
  return useMemo(() => {
    if (!open || !overlay) return undefined;
    const hasJoined = (roundId: string): boolean => {
      const ref = joinRef(roundId, me);
      return open.joined.has(ref.id) || overlay.docs.has(`${ref.t}:${ref.id}`);
    };
    const isMine = (d: PatrolRound) =>
      d.state !== "finished" && (d.leadId === me || d.memberIds.includes(me) || hasJoined(d.id));
    return showAll<PatrolRound>("round", open.rows, overlay, isMine).sort(newestFirst)[0] ?? null;
  }, [open, overlay, me]);
}

/** Rounds I joined by code since `since` (ISO), newest first; the round itself may not be on this phone yet. */
export function useMyJoins(since: string): RoundJoin[] | undefined {
  const { cache, person } = useWorld();
  const overlay = useOverlay();
  const me = person.personId;
  const rows = useKeyed("my joins", () =>
    cache.rows.where("[t+roundId]").between(["roundJoin", ""], ["roundJoin", "\uffff"]).toArray(),
  );
  return useMemo(() => {
    if (!rows || !overlay) return undefined;
    const mine = showAll<RoundJoin>("roundJoin", rows, overlay, (d) => d.personId === me && d.at >= since);
    return mine.map((s) => s.doc).sort((a, b) => b.at.localeCompare(a.at));
  }, [rows, overlay, me, since]);
}

function useOfRound<T extends { readonly roundId: string }>(t: string, roundId: string): T[] {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows: ServerRecord[] | undefined = useKeyed(`${t} of ${roundId}`, () =>
    cache.rows.where("[t+roundId]").equals([t, roundId]).toArray(),
  );
  return useMemo(() => {
    if (!rows || !overlay) return [];
    return showAll<T>(t, rows, overlay, (d) => d.roundId === roundId).map((s) => s.doc);
  }, [rows, overlay, t, roundId]);
}

/** Who joined on his own phone; empty while it is read. */
export const useJoins = (roundId: string): RoundJoin[] => useOfRound<RoundJoin>("roundJoin", roundId);

/** Tracks that were handed in; empty while it is read. */
export const useTracks = (roundId: string): RoundTrack[] => useOfRound<RoundTrack>("roundTrack", roundId);

/** Handed-in tracks of several rounds by round; empty while they are read. `roundIds` in any order. */
export function useTracksOf(roundIds: readonly string[]): ReadonlyMap<string, readonly RoundTrack[]> {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const key = [...roundIds].sort().join(" ");
  const rows: ServerRecord[] | undefined = useKeyed(`tracks of ${key}`, () =>
    cache.rows
      .where("[t+roundId]")
      .anyOf(key === "" ? [] : key.split(" ").map((id) => ["roundTrack", id]))
      .toArray(),
  );
  return useMemo(() => {
    const byRound = new Map<string, RoundTrack[]>();
    if (!rows || !overlay) return byRound;
    const wanted = new Set(key.split(" "));
    for (const { doc } of showAll<RoundTrack>("roundTrack", rows, overlay, (d) => wanted.has(d.roundId)))
      byRound.set(doc.roundId, [...(byRound.get(doc.roundId) ?? []), doc]);
    return byRound;
  }, [rows, overlay, key]);
}

/** My hours, newest first. */
export function useMyService(): ServiceRecord[] | undefined {
  const { cache, person } = useWorld();
  const overlay = useOverlay();
  const me = person.personId;
  const rows = useKeyed("my service", () => readPaged(cache, "serviceRecord"));
  return useMemo(() => {
    if (!rows || !overlay) return undefined;
    const mine = showAll<ServiceRecord>("serviceRecord", rows, overlay, (d) => d.personId === me);
    return mine.map((s) => s.doc).sort((a, b) => b.on.localeCompare(a.on));
  }, [rows, overlay, me]);
}

/** Records that were set aside, as the server's desk has them: at the desk of a unit, and in their author's tray. */
import { useMemo } from "react";
import { type SetAside, sitsAt } from "#domain/aside/set-aside";
import type { Actor } from "#domain/kernel/actor";
import type { Folded } from "./overlay.ts";
import { newId, record } from "./record.ts";
import { type Shown, showAll } from "./shown.ts";
import { steady } from "./steady.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const readRows = ({ cache }: World) =>
  cache.rows.where("[t+id]").between(["setAside", ""], ["setAside", "\uffff"]).toArray();

function useAllAside(): { readonly all: Shown<SetAside>[]; readonly overlay: Folded } | undefined {
  const world = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed("set-aside", () => readRows(world));
  return useMemo(
    () => (rows && overlay ? { all: showAll<SetAside>("setAside", rows, overlay), overlay } : undefined),
    [rows, overlay],
  );
}

const byDeed = (a: SetAside, b: SetAside): number => a.at.localeCompare(b.at) || a.n - b.n;

export interface AsideCase extends Shown<SetAside> {
  /** Open ones about the same record by the same person, given later: they are applied together with it. */
  readonly followers: readonly SetAside[];
}

const isSameCase = (a: SetAside, b: SetAside): boolean =>
  a.personId === b.personId && a.about !== undefined && a.about.t === b.about?.t && a.about.id === b.about.id;

/** What lies at the desks where this person sits, newest first; what follows an open one stands with it. */
export function casesAt(all: readonly Shown<SetAside>[], actor: Actor): AsideCase[] {
  const mine = all.filter((s) => sitsAt(actor, s.doc.orgCode)).sort((a, b) => byDeed(a.doc, b.doc));
  const open = mine.map((s) => s.doc).filter((doc) => doc.state === "open");
  const isFollower = (doc: SetAside): boolean =>
    doc.state === "open" &&
    doc.reason === "parent-set-aside" &&
    open.some((o) => isSameCase(o, doc) && byDeed(o, doc) < 0);
  return mine
    .filter((s) => !isFollower(s.doc))
    .map((s) => {
      const later = (other: SetAside) => isFollower(other) && isSameCase(s.doc, other) && byDeed(s.doc, other) < 0;
      return { ...s, followers: s.doc.state === "open" ? open.filter(later) : [] };
    })
    .reverse();
}

/** undefined while it is read. */
export function useAsideCases(): AsideCase[] | undefined {
  const known = useAllAside();
  return useMemo(() => known && casesAt(known.all, known.overlay.actor), [known]);
}

/** What became of this person's own, by `mid`; those the desk has not told this phone of are missing. */
export function useMyAside(): ReadonlyMap<string, SetAside> {
  const { person } = useWorld();
  const known = useAllAside();
  return useMemo(() => {
    const mine = known?.all.filter((s) => s.doc.personId === person.personId) ?? [];
    return new Map(mine.map((s) => [s.doc.id, s.doc]));
  }, [known, person.personId]);
}

/** Tells the desk that its author gave it again. Where this phone has not heard of it at the desk, nothing is told. */
export async function tellGivenAgain(world: World, mid: string): Promise<void> {
  const row = await steady(world.cache, () => world.cache.rows.get(["setAside", mid]));
  if (row?.doc["state"] !== "open") return;
  // A refusal here only means that somebody settled it meanwhile.
  const { giveAsideAgain } = await import("#domain/commands");
  await record(world, [giveAsideAgain({ asideId: mid, eventId: newId() })]);
}

/** Takes a settled one out of the tray; its envelope stays among the receipts until a backup holds it. */
export async function closeAside(world: World, mid: string): Promise<void> {
  const { vault, clock } = world;
  await steady(vault, () =>
    vault.transaction("rw", vault.quarantine, vault.ledger, async () => {
      const row = await vault.quarantine.get(mid);
      if (!row) return;
      const { reason: _why, ...kept } = row;
      await vault.ledger.put({ ...kept, ackAt: clock.now(), folded: 0, outcome: "settled", rev: 0, conflicts: [] });
      await vault.quarantine.delete(mid);
    }),
  );
}

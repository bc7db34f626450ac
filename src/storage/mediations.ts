/** Quarrels on this phone: files of this person, what was talked round, and the register of everybody's. */
import { useMemo } from "react";
import type { LocalDate } from "#domain/kernel/ids";
import { type MediationTask, tasksOf } from "#domain/mediation/deadlines";
import { maySeal } from "#domain/mediation/may";
import type { Mediation } from "#domain/mediation/mediation";
import { type MediationStub, stubOf } from "#domain/mediation/stub";
import type { Tag } from "#domain/mediation/words";
import type { Cache } from "./cache/cache.ts";
import { useMe } from "./people.ts";
import { type Shown, show, showAll } from "./shown.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";

const rowsOf = (cache: Cache, t: string) => cache.rows.where("[t+id]").between([t, ""], [t, "\uffff"]).toArray();

function useAllOf<T>(t: string): Shown<T>[] | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed(`all ${t}`, () => rowsOf(cache, t));
  return useMemo(() => (rows && overlay ? showAll<T>(t, rows, overlay) : undefined), [rows, overlay, t]);
}

/** Those I mediate or noted myself, the newest first; undefined while they are read. */
export function useMyMediations(): Shown<Mediation>[] | undefined {
  const { person } = useWorld();
  const all = useAllOf<Mediation>("mediation");
  return useMemo(() => {
    const me = person.personId;
    const mine = all?.filter(({ doc }) => doc.mediatorIds?.includes(me) || doc.registeredById === me);
    return mine?.sort((a, b) => String(b.doc.registeredAt ?? "").localeCompare(String(a.doc.registeredAt ?? "")));
  }, [all, person.personId]);
}

/** The register: number, type and state of every quarrel that this person may know of, the newest first. */
export function useMediationStubs(): MediationStub[] | undefined {
  const all = useAllOf<MediationStub>("mediationStub");
  return useMemo(() => all?.map(({ doc }) => doc).sort((a, b) => b.registeredOn.localeCompare(a.registeredOn)), [all]);
}

/** A line of the register: what the stub says, and what this person may see besides. */
export interface RegisterLine extends MediationStub {
  /** null: not for this person. */
  readonly tags: readonly Tag[] | null;
  /** This person mediates it, or noted it. */
  readonly mine: boolean;
  /** The whole of it lies here: a 劝和 as it is, a file to be opened with a reason. */
  readonly whole: boolean;
}

const NOBODY: readonly string[] = [];

function lineOf(doc: Mediation | MediationStub, me: string): RegisterLine {
  const { id, mediatorIds = NOBODY } = doc;
  if (!("steps" in doc)) return { ...doc, tags: null, mine: mediatorIds.includes(me), whole: false };
  const mine = mediatorIds.includes(me) || doc.registeredById === me;
  // Whoever keeps the seal has a file here that is not his to read.
  const tags = mine || doc.basis === "informal" ? doc.tags : null;
  return { ...stubOf(doc), id, tags, mine, whole: true };
}

/** 劝和 and files in one register, the newest first; of a file somebody else mediates its stub. Undefined while it is read. */
export function useMediationRegister(): RegisterLine[] | undefined {
  const { personId } = useWorld().person;
  const known = useAllOf<Mediation | MediationStub>("mediation");
  const stubs = useAllOf<MediationStub>("mediationStub");
  return useMemo(() => {
    if (!known || !stubs) return undefined;
    const here = new Set(known.map(({ doc }) => doc.id));
    const lines = [...known, ...stubs.filter(({ doc }) => !here.has(doc.id))].map(({ doc }) => lineOf(doc, personId));
    return lines.sort((a, b) => b.registeredOn.localeCompare(a.registeredOn) || b.id.localeCompare(a.id));
  }, [known, stubs, personId]);
}

/** null: unknown here; undefined: still reading. */
export function useMediation(id: string): Shown<Mediation> | null | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const row = useKeyed(`mediation ${id}`, async () => (await cache.rows.get(["mediation", id])) ?? null);
  return useMemo(() => {
    if (row === undefined || !overlay) return undefined;
    return show<Mediation>("mediation", id, row ?? undefined, overlay);
  }, [row, overlay, id]);
}

export interface DueTask extends MediationTask {
  readonly number: string | null;
}

/** Files of others that wait for the seal which this person keeps. */
export function useFilesToSeal(): Mediation[] | undefined {
  const me = useMe();
  const all = useAllOf<Mediation>("mediation");
  return useMemo(() => {
    if (!me || !all) return undefined;
    const { actor } = me;
    const waiting = all.map(({ doc }) => doc).filter((d) => d.state === "toSeal");
    return waiting.filter((d) => maySeal(actor, d.communityCode) && !d.mediatorIds.includes(actor.personId));
  }, [all, me]);
}

/**
 * What is due in my files, and which wait for my seal, until a day, the earliest first. A file of which the phone keeps
 * the stub only has none.
 */
export function useMediationTasks(until: LocalDate): DueTask[] | undefined {
  const mine = useMyMediations();
  const toSeal = useFilesToSeal();
  return useMemo(() => {
    const own = mine?.map(({ doc }) => doc).filter((d) => d.basis === "formal" && d.steps !== undefined);
    const files = own && [...own, ...(toSeal ?? [])];
    const due = files?.flatMap((f) => tasksOf(f).map((t): DueTask => ({ ...t, number: f.number ?? null })));
    return due?.filter((t) => t.dueOn <= until).sort((a, b) => a.dueOn.localeCompare(b.dueOn));
  }, [mine, toSeal, until]);
}

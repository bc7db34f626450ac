/** Local dates of the district. China keeps one zone, UTC+8, without summer time. */
import type { Instant, LocalDate } from "./ids.ts";

const ZONE_MS = 8 * 3_600_000;

/** The date people in the district write at this instant. */
export const localDateOf = (at: Instant): LocalDate => new Date(Date.parse(at) + ZONE_MS).toISOString().slice(0, 10);

/** Minutes since local midnight. */
export function localMinutesOf(at: Instant): number {
  const d = new Date(Date.parse(at) + ZONE_MS);
  return d.getUTCHours() * 60 + d.getUTCMinutes();
}

export const addDays = (on: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The instant of a local date and minutes after midnight. */
export const instantAt = (on: LocalDate, minutes: number): Instant =>
  new Date(Date.parse(`${on}T00:00:00Z`) - ZONE_MS + minutes * 60_000).toISOString();

/** 0 = Monday … 6 = Sunday. */
export const weekdayOf = (on: LocalDate): number => (new Date(`${on}T00:00:00Z`).getUTCDay() + 6) % 7;

export const mondayOf = (on: LocalDate): LocalDate => addDays(on, -weekdayOf(on));

export const daysBetween = (from: Instant, to: Instant): number =>
  Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000);

import { useEffect, useState } from "react";
import { localDateOf } from "#domain/kernel/clock";
import { type Lang, textIn, useLang } from "./text.tsx";
import { en } from "./ui.en.ts";
import "./time.css";
import { zh } from "./ui.zh.ts";

const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;

/** Clock time in the district, `14:02`. */
export const clockTime = (iso: string): string => new Date(Date.parse(iso) + ZONE_MS).toISOString().slice(11, 16);

/** Minutes after midnight as a clock shows them; the end of a day is 24:00, not 00:00. */
export const minuteOfDay = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** The exact value, `2026-05-01 14:02:33`, in the district's zone. */
export const exactTime = (iso: string): string =>
  new Date(Date.parse(iso) + ZONE_MS).toISOString().slice(0, 19).replace("T", " ");

/** Local midnight of the district as a day number, so that "yesterday" goes by the calendar, not by 24 hours. */
const dayNumber = (iso: string): number => Date.parse(`${localDateOf(iso)}T00:00:00Z`) / DAY_MS;

/**
 * Time as people say it: 今天 14:02, 昨天 14:02, 3 天前, 5月1日, 2025年5月1日.
 * @param iso an instant; anything that is no instant is "unknown", never an error on a screen
 * @param nowMs epoch milliseconds
 */
export function humanTime(iso: string, nowMs: number, lang: Lang): string {
  const words = textIn(lang, zh, en);
  if (!Number.isFinite(Date.parse(iso))) return words.unknown;
  const now = new Date(nowMs).toISOString();
  const days = dayNumber(now) - dayNumber(iso);
  if (days === 0) return `${words.today} ${clockTime(iso)}`;
  if (days === 1) return `${words.yesterday} ${clockTime(iso)}`;
  if (days === -1) return `${words.tomorrow} ${clockTime(iso)}`;
  if (days > 1 && days < 7) return words.daysAgo(days);
  if (days < -1 && days > -7) return words.daysAhead(-days);
  const [year = 0, month = 0, day = 0] = localDateOf(iso).split("-").map(Number);
  return localDateOf(now).startsWith(`${year}-`) ? words.monthDay(month, day) : words.yearMonthDay(year, month, day);
}

/** Epoch ms, renewed every `everyMs` while the screen is up. */
export function useNow(everyMs = 60_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}

interface WhenProps {
  /** Null is "not known", and says so. */
  readonly at: string | null | undefined;
  /** Show the exact value instead. */
  readonly exact?: boolean | undefined;
}

/** A time as people say it, the exact value on hover. */
export function When({ at, exact }: WhenProps) {
  const { lang } = useLang();
  const now = useNow();
  if (at === null || at === undefined || !Number.isFinite(Date.parse(at)))
    return <span className="dim">{textIn(lang, zh, en).unknown}</span>;
  return (
    <time dateTime={at} title={exactTime(at)} className="nowrap">
      {exact ? exactTime(at) : humanTime(at, now, lang)}
    </time>
  );
}

/** The same where a finger may ask for the exact value: a tap shows it, another hides it. */
export function WhenTap({ at }: { at: string }) {
  const [exact, setExact] = useState(false);
  return (
    <button type="button" className="ui-when" aria-pressed={exact} onClick={() => setExact(!exact)}>
      <When at={at} exact={exact} />
    </button>
  );
}

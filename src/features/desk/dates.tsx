import ChevronLeft from "lucide-react/icons/chevron-left";
import ChevronRight from "lucide-react/icons/chevron-right";
import { addDays, localDateOf, mondayOf } from "#domain/kernel/clock";
import type { LocalDate } from "#domain/kernel/ids";
import { useWorld } from "#storage/use-world";
import { Button } from "#ui/button";
import { DateField } from "#ui/field";
import type { Lang } from "#ui/text";
import { useNow } from "#ui/time";
import { useDeskText } from "./desk-text.ts";

/** A local date as people write it, with its weekday: 3月20日周五. */
export function dayLabel(on: LocalDate, lang: Lang): string {
  const style = { month: "short", day: "numeric", weekday: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", style).format(new Date(`${on}T00:00:00Z`));
}

/** The same in two parts, for a narrow column: 3月20日, 周五. */
export function dayParts(on: LocalDate, lang: Lang): readonly [date: string, weekday: string] {
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  const of = (style: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, { ...style, timeZone: "UTC" }).format(new Date(`${on}T00:00:00Z`));
  return [of({ month: "short", day: "numeric" }), of({ weekday: "short" })];
}

/** The instant now, renewed every minute, and the local date with it. */
export function useToday(): { now: string; today: LocalDate } {
  const world = useWorld();
  useNow();
  const now = new Date(world.clock.now()).toISOString();
  return { now, today: localDateOf(now) };
}

interface SwitchProps {
  readonly on: LocalDate;
  readonly onChange: (on: LocalDate) => void;
}

/** One day, with a step back and forward. */
export function DaySwitch({ on, onChange }: SwitchProps) {
  const t = useDeskText();
  const { today } = useToday();
  return (
    <div className="desk-switch">
      <DateField label={t.day} value={on} onChange={(value) => value && onChange(value)} />
      <Button size="small" icon={<ChevronLeft />} onClick={() => onChange(addDays(on, -1))}>
        {t.previousDay}
      </Button>
      {on !== today && (
        <Button size="small" onClick={() => onChange(today)}>
          {t.thisDay}
        </Button>
      )}
      <Button size="small" icon={<ChevronRight />} onClick={() => onChange(addDays(on, 1))}>
        {t.nextDay}
      </Button>
    </div>
  );
}

/** One week from Monday, with a step back and forward. */
export function WeekSwitch({ on, onChange }: SwitchProps) {
  const t = useDeskText();
  const { today } = useToday();
  return (
    <div className="desk-switch">
      <Button size="small" icon={<ChevronLeft />} onClick={() => onChange(addDays(on, -7))}>
        {t.previousWeek}
      </Button>
      <Button size="small" onClick={() => onChange(mondayOf(today))}>
        {t.thisWeek}
      </Button>
      <Button size="small" icon={<ChevronRight />} onClick={() => onChange(addDays(on, 7))}>
        {t.nextWeek}
      </Button>
    </div>
  );
}

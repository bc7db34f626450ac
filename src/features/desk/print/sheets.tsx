import type { ReactNode } from "react";
import { usePlaces } from "#storage/places";
import { LinkButton } from "#ui/button";
import { PrintScreen, PrintSheet } from "#ui/print-sheet";
import { useToday } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import "./paper.css";

/** The screen around sheets, with the way back. */
export function Paper({ back, children }: { back: string; children: ReactNode }) {
  const t = useDeskText();
  return <PrintScreen bar={<LinkButton to={back}>{t.print.back}</LinkButton>}>{children}</PrintScreen>;
}

/** The local date of an address, if it is one. */
export const dateIn = (given: string | null): string | undefined =>
  given !== null && /^\d{4}-\d\d-\d\d$/.test(given) ? given : undefined;

/** Parts a list so that each part costs at most `budget`; a single thing that costs more has a sheet of its own. */
export function sheetsOf<T>(list: readonly T[], budget: number, costOf: (one: T) => number = () => 1): T[][] {
  const sheets: T[][] = [];
  let left = 0;
  for (const one of list) {
    const cost = costOf(one);
    const sheet = sheets[sheets.length - 1];
    if (sheet && cost <= left) sheet.push(one);
    else {
      sheets.push([one]);
      left = budget;
    }
    left -= cost;
  }
  return sheets;
}

interface SheetsProps<T> {
  readonly title: string;
  readonly sheets: readonly (readonly T[])[];
  readonly children: (sheet: readonly T[]) => ReactNode;
}

/** The sheets of one list, numbered, with the district's name on each. */
export function Sheets<T>({ title, sheets, children }: SheetsProps<T>) {
  const places = usePlaces();
  const { now } = useToday();
  const district = [...(places?.orgUnits.values() ?? [])].find((unit) => unit.level === "district")?.name ?? "";
  return (
    <>
      {sheets.map((sheet, n) => (
        <PrintSheet
          // biome-ignore lint/suspicious/noArrayIndexKey: a sheet is its place in the pile
          key={n}
          title={title}
          district={district}
          printedAt={now}
          pageMark={`${n + 1} / ${sheets.length}`}
        >
          {children(sheet)}
        </PrintSheet>
      ))}
    </>
  );
}

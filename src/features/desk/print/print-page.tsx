import type { ReactNode } from "react";
import { useParams, useSearchParams } from "react-router";
import { addDays, mondayOf } from "#domain/kernel/clock";
import { BANDS } from "#domain/people/people";
import type { Checkpoint } from "#domain/place/place";
import { useRoster } from "#storage/people";
import { usePlaces } from "#storage/places";
import { LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { PrintScreen, PrintSheet } from "#ui/print-sheet";
import { QrImage } from "#ui/qr-image";
import { useLang } from "#ui/text";
import { useCommunity } from "../community.tsx";
import { dayLabel, useToday } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";

/** Codes on one A4 sheet: three columns, four rows. */
const A_SHEET = 12;

/** A screen of paper: code sheets of a compound, or the roster of a week. */
export default function PrintPage() {
  const { what } = useParams();
  const t = useDeskText();
  const [params] = useSearchParams();
  if (what === "qr") return <CodeSheets compoundId={params.get("compound") ?? ""} />;
  if (what === "roster") return <RosterSheet from={params.get("from") ?? undefined} />;
  return (
    <Screen back="/desk">
      <EmptyState title={t.print.unknown} text="" />
    </Screen>
  );
}

function Screen({ back, children }: { back: string; children: ReactNode }) {
  const t = useDeskText();
  return <PrintScreen bar={<LinkButton to={back}>{t.print.back}</LinkButton>}>{children}</PrintScreen>;
}

/** The district's name, on every sheet. */
function useDistrictName(): string {
  const places = usePlaces();
  return [...(places?.orgUnits.values() ?? [])].find((unit) => unit.level === "district")?.name ?? "";
}

function sheetsOf(checkpoints: readonly Checkpoint[]): Checkpoint[][] {
  const sheets: Checkpoint[][] = [];
  for (let at = 0; at < checkpoints.length; at += A_SHEET) sheets.push(checkpoints.slice(at, at + A_SHEET));
  return sheets;
}

function CodeSheets({ compoundId }: { compoundId: string }) {
  const t = useDeskText();
  const names = useNames();
  const places = usePlaces();
  const district = useDistrictName();
  const { now, today } = useToday();
  if (!places) return <LoadingState />;
  const own = [...places.checkpoints.values()]
    .filter((c) => c.compoundId === compoundId && !(c.retiredOn && c.retiredOn <= today))
    .sort((a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true }));
  const sheets = sheetsOf(own);
  const compound = names.compound(compoundId);
  return (
    <Screen back="/desk/routes">
      {sheets.length === 0 && <EmptyState title={t.print.empty} text="" />}
      {sheets.map((sheet, n) => (
        <PrintSheet
          key={sheet[0]?.id ?? n}
          title={t.print.qrTitle(compound)}
          district={district}
          printedAt={now}
          pageMark={`${n + 1} / ${sheets.length}`}
        >
          <ul className="desk-codes">
            {sheet.map((checkpoint) => (
              <li key={checkpoint.id}>
                <QrImage
                  text={`${window.location.origin}/d/${checkpoint.tag}`}
                  label={t.print.qr(checkpoint.name)}
                  level="Q"
                />
                <strong>{checkpoint.name}</strong>
                <p className="small">{compound}</p>
                <p className="small">{t.print.scan}</p>
              </li>
            ))}
          </ul>
        </PrintSheet>
      ))}
    </Screen>
  );
}

function RosterSheet({ from }: { from: string | undefined }) {
  const t = useDeskText();
  const names = useNames();
  const district = useDistrictName();
  const { lang } = useLang();
  const { now, today } = useToday();
  const { code } = useCommunity();
  const monday = mondayOf(from && /^\d{4}-\d\d-\d\d$/.test(from) ? from : today);
  const days = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n));
  const sunday = addDays(monday, 6);
  const slots = useRoster(monday, sunday)
    ?.map((s) => s.doc)
    .filter((s) => s.communityCode === code && s.state === "planned");
  if (!slots) return <LoadingState />;
  return (
    <Screen back="/desk/roster">
      <PrintSheet
        title={t.print.rosterTitle(dayLabel(monday, lang), dayLabel(sunday, lang))}
        district={district}
        printedAt={now}
      >
        <table className="desk-paper">
          <thead>
            <tr>
              <th scope="col">{t.day}</th>
              {BANDS.map((band) => (
                <th key={band} scope="col">
                  {t.band[band]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((on) => (
              <tr key={on}>
                <th scope="row">{dayLabel(on, lang)}</th>
                {BANDS.map((band) => (
                  <td key={band}>
                    {slots
                      .filter((s) => s.on === on && s.band === band)
                      .map((s) => (
                        <p key={s.id}>{`${names.group(s.teamId, s.groupId)} · ${names.route(s.routeId)}`}</p>
                      ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </PrintSheet>
    </Screen>
  );
}

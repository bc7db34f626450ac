import { isRetired } from "#domain/place/place";
import { usePlaces } from "#storage/places";
import { EmptyState, LoadingState } from "#ui/empty";
import { QrImage } from "#ui/qr-image";
import { useToday } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { Paper, Sheets, sheetsOf } from "./sheets.tsx";

/** Codes on one A4 sheet: three columns, three rows, each code large enough to be read at arm's length. */
const A_SHEET = 9;

/** The printed codes of a compound, to be cut out and hung at their places. */
export function CodeSheets({ compoundId }: { compoundId: string }) {
  const t = useDeskText();
  const names = useNames();
  const places = usePlaces();
  const { today } = useToday();
  if (!places) return <LoadingState />;
  const own = [...places.checkpoints.values()]
    .filter((c) => c.compoundId === compoundId && !isRetired(c, today))
    .sort((a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true }));
  const compound = names.compound(compoundId);
  return (
    <Paper back="/desk/routes">
      {own.length === 0 && <EmptyState title={t.print.empty} text={t.routes.noCheckpointsText} />}
      <Sheets title={t.print.qrTitle(compound)} sheets={sheetsOf(own, A_SHEET)}>
        {(sheet) => (
          <ul className="desk-codes">
            {sheet.map((checkpoint) => (
              <li key={checkpoint.id}>
                <QrImage
                  text={`${window.location.origin}/d/${checkpoint.tag}`}
                  label={t.print.qr(checkpoint.name)}
                  level="Q"
                />
                <strong>{checkpoint.name}</strong>
                <p>{compound}</p>
                <p>{t.print.scan}</p>
              </li>
            ))}
          </ul>
        )}
      </Sheets>
    </Paper>
  );
}

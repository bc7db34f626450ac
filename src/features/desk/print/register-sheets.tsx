import { useMemo } from "react";
import type { RegisterLine } from "#storage/mediations";
import { EmptyState, LoadingState } from "#ui/empty";
import { mediatorsOf, nextWords, placeOf } from "../mediations/register-columns.tsx";
import { registerAddressOf, registerFilterIn } from "../mediations/register-filter.ts";
import { useRegisterText } from "../mediations/register-text.ts";
import { useRegister } from "../mediations/use-register.ts";
import { useSaying } from "../mediations/use-saying.ts";
import { PlainTable } from "../plain-table.tsx";
import { Paper, Sheets, sheetsOf } from "./sheets.tsx";

/** So many at most: a thicker pile is read by nobody. */
const MOST = 600;
/** Rows of two lines on one A4 sheet. */
const A_SHEET = 18;

/** The register as it is filtered, on paper: numbers, kinds, states and days. */
export function RegisterSheets({ params }: { params: URLSearchParams }) {
  const t = useRegisterText();
  const address = params.toString();
  const filter = useMemo(() => registerFilterIn(new URLSearchParams(address)), [address]);
  const register = useRegister(filter);
  const saying = useSaying(register?.now);
  if (!register || !saying) return <LoadingState />;
  const { found } = register;
  const lines: readonly RegisterLine[] = found.slice(0, MOST);
  const { words } = saying;
  return (
    <Paper back={`/desk/mediations?${registerAddressOf(filter)}`}>
      {lines.length === 0 && <EmptyState title={t.empty} text={t.emptyText} />}
      <Sheets
        title={lines.length < found.length ? t.printFirst(lines.length, found.length) : t.printTitle(found.length)}
        sheets={sheetsOf(lines, A_SHEET)}
      >
        {(sheet) => (
          <PlainTable
            className="desk-paper desk-paper-register"
            heads={[t.number, t.category, t.state, t.compound, t.accepted, t.next, t.mediator]}
            rows={sheet}
            rowKey={(line) => line.id}
          >
            {(line) => (
              <>
                <th scope="row">{line.number ?? t.noNumber}</th>
                <td>
                  {words.category(line.category)}
                  <p>{words.basis(line.basis)}</p>
                </td>
                <td>{words.state(line.state)}</td>
                <td>{placeOf(saying, line)}</td>
                <td>{line.acceptedOn ?? "—"}</td>
                <td>{nextWords(saying, line) || "—"}</td>
                <td>{mediatorsOf(saying, line)}</td>
              </>
            )}
          </PlainTable>
        )}
      </Sheets>
    </Paper>
  );
}

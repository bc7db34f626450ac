import { useParams, useSearchParams } from "react-router";
import { EmptyState } from "#ui/empty";
import { useDeskText } from "../desk-text.ts";
import { CaseFiguresSheet } from "./case-figures-sheet.tsx";
import { CodeSheets } from "./code-sheets.tsx";
import { DaySheets } from "./day-sheets.tsx";
import { IssueSheets } from "./issue-sheets.tsx";
import { RegisterSheets } from "./register-sheets.tsx";
import { RosterSheet } from "./roster-sheet.tsx";
import { Paper } from "./sheets.tsx";

/** A screen of paper: codes of a compound, the roster of a week, the rounds of a day, a list of issues, the register of mediation. */
export default function PrintPage() {
  const { what } = useParams();
  const t = useDeskText();
  const [params] = useSearchParams();
  switch (what) {
    case "qr":
      return <CodeSheets compoundId={params.get("compound") ?? ""} />;
    case "roster":
      return <RosterSheet from={params.get("from")} />;
    case "day":
      return <DaySheets on={params.get("on")} />;
    case "mediations":
      return <RegisterSheets params={params} />;
    case "mediation-figures":
      return <CaseFiguresSheet />;
    case "issues":
      return <IssueSheets params={params} />;
    default:
      return (
        <Paper back="/desk">
          <EmptyState title={t.print.unknown} text={t.print.unknownText} />
        </Paper>
      );
  }
}

import Printer from "lucide-react/icons/printer";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import "./print.css";
import { exactTime } from "./time.tsx";
import { useWords } from "./words.tsx";

/** The screen around the sheets; what is not a sheet stays off the paper. */
export function PrintScreen({ children, bar }: { children: ReactNode; bar?: ReactNode }) {
  const words = useWords();
  return (
    <main className="ui-sheet-screen">
      <div className="ui-sheet-bar">
        {bar}
        <Button variant="main" icon={<Printer />} onClick={() => window.print()}>
          {words.print}
        </Button>
      </div>
      {children}
    </main>
  );
}

interface PrintSheetProps {
  readonly title: string;
  /** The district's name, on every sheet. */
  readonly district: string;
  /** A QrImage where a phone helps. */
  readonly code?: ReactNode;
  readonly printedAt?: string | undefined;
  /** `1 / 3`. */
  readonly pageMark?: string | undefined;
  readonly children: ReactNode;
}

/** One A4 sheet, black on white in every theme. */
export function PrintSheet({ title, district, code, printedAt, pageMark, children }: PrintSheetProps) {
  const words = useWords();
  return (
    <article className="ui-sheet">
      <header className="ui-sheet-head">
        <div>
          <p className="ui-sheet-district">{district}</p>
          <h1>{title}</h1>
        </div>
        {code && <div className="ui-sheet-code">{code}</div>}
      </header>
      <div className="ui-sheet-body">{children}</div>
      <footer className="ui-sheet-foot">
        <span>{printedAt && words.printedAt(exactTime(printedAt).slice(0, 16))}</span>
        <span>{pageMark}</span>
      </footer>
    </article>
  );
}

import Printer from "lucide-react/icons/printer";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { sheetsWithoutPages } from "#paper/compose";
import { withPictures } from "#paper/paper-case";
import { Button } from "#ui/button";
import { PrintScreen } from "#ui/print-sheet";
import { useText } from "#ui/text";
import { en } from "./paper.en.ts";
import { zh } from "./paper.zh.ts";
import { PaperSheets } from "./paper-sheets.tsx";
import type { Order } from "./use-press.ts";

interface PrintHereProps {
  readonly order: () => Promise<Omit<Order, "as">>;
  readonly disabled?: boolean;
}

/** The browser's own print in the fonts of the device: needs no paper font, no worker and no line. */
export function PrintHere({ order, disabled }: PrintHereProps) {
  const t = useText(zh, en);
  const [shown, setShown] = useState<Omit<Order, "as">>();
  const [busy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
    setBusy(true);
    setShown(await order());
    setBusy(false);
  };
  return (
    <div className="stack-tight">
      <Button full icon={<Printer />} busy={busy} disabled={disabled} onClick={() => void open()}>
        {t.printHere}
      </Button>
      <p className="dim small">{t.printHereText}</p>
      {shown && <PrintView order={shown} onClose={() => setShown(undefined)} />}
    </div>
  );
}

function PrintView({ order, onClose }: { readonly order: Omit<Order, "as">; readonly onClose: () => void }) {
  const t = useText(zh, en);
  const { paper, kinds, pictures } = order;
  useEffect(() => {
    const [title, scrolled] = [document.title, window.scrollY];
    document.body.classList.add("paper-open");
    // What a printer or a saved PDF is called.
    document.title = order.name;
    window.scrollTo(0, 0);
    return () => {
      document.body.classList.remove("paper-open");
      document.title = title;
      window.scrollTo(0, scrolled);
    };
  }, [order]);
  return createPortal(
    <div className="paper-portal">
      <PrintScreen bar={<Button onClick={onClose}>{t.printBack}</Button>}>
        <PaperSheets sheets={sheetsWithoutPages(withPictures(paper, pictures), kinds)} pictures={pictures} />
      </PrintScreen>
    </div>,
    document.body,
  );
}

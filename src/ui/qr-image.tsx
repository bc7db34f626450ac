import { useEffect, useState } from "react";
import "./qr-image.css";
import { useWords } from "./words.tsx";

interface Drawn {
  /** Modules a side, quiet zone included. */
  readonly side: number;
  readonly path: string;
}

const QUIET = 4;

/** The dark modules of a text as one SVG path, one run of a row at a time; the library comes only when one is drawn. */
export async function qrPath(text: string, level: "L" | "M" | "Q" | "H"): Promise<Drawn> {
  const { default: library } = await import("qrcode");
  const { modules } = library.create(text, { errorCorrectionLevel: level });
  const runs: string[] = [];
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (!modules.get(y, x)) continue;
      const start = x;
      while (x < modules.size && modules.get(y, x)) x += 1;
      runs.push(`M${start + QUIET} ${y + QUIET}h${x - start}v1h${start - x}z`);
    }
  }
  return { side: modules.size + 2 * QUIET, path: runs.join("") };
}

interface QrImageProps {
  readonly text: string;
  /** What it opens, in words; the text itself unless told. */
  readonly label?: string | undefined;
  /** Redundancy: `Q` for sheets that hang outside. */
  readonly level?: "L" | "M" | "Q" | "H" | undefined;
}

/** A QR code as SVG, black on white in every theme. Where it can't be drawn, the text stands in its place. */
export function QrImage({ text, label, level = "M" }: QrImageProps) {
  const words = useWords();
  const [drawn, setDrawn] = useState<Drawn | "failed" | null>(null);
  useEffect(() => {
    let wanted = true;
    qrPath(text, level).then(
      (next) => wanted && setDrawn(next),
      () => wanted && setDrawn("failed"),
    );
    return () => {
      wanted = false;
    };
  }, [text, level]);
  if (drawn === "failed")
    return (
      <p>
        {words.qrFailed} {text}
      </p>
    );
  const side = drawn?.side ?? 1;
  return (
    <svg className="ui-qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label ?? words.qrOf(text)}>
      {drawn && <path d={drawn.path} fill="#000000" shapeRendering="crispEdges" />}
    </svg>
  );
}

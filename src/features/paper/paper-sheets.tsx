import type { Stroke } from "#domain/mediation/dossier";
import type { Block, Pictures, Row, Sheet, Signer } from "#paper/sheet";
import { PHOTO_MISSING, SEAL_HINT, SIGN_DATE, THUMB_HINT } from "#paper/words";
import "./paper-sheets.css";
import { type ReactNode, useEffect, useState } from "react";

type Of<K extends Block["kind"]> = Extract<Block, { readonly kind: K }>;

interface SheetsProps {
  readonly sheets: readonly Sheet[];
  readonly pictures: Pictures;
}

/** The forms as the browser prints them, in the fonts of the device; pages are broken and counted by the browser. */
export function PaperSheets({ sheets, pictures }: SheetsProps) {
  const urls = usePictureUrls(pictures);
  return sheets.map((sheet) => (
    <article key={sheet.name} className="ui-sheet paper-sheet" lang="zh-CN">
      <div className="ui-sheet-body">
        {sheet.blocks.map((block, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place on the form
          <BlockOnPaper key={at} block={block} urls={urls} />
        ))}
      </div>
      {sheet.foot && <footer className="ui-sheet-foot">{sheet.foot}</footer>}
    </article>
  ));
}

type Urls = Readonly<Record<string, string>>;

function usePictureUrls(pictures: Pictures): Urls {
  const [urls, setUrls] = useState<Urls>({});
  useEffect(() => {
    const made = Object.entries(pictures).map(([sha256, { jpeg }]) => {
      const blob = new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: "image/jpeg" });
      return [sha256, URL.createObjectURL(blob)] as const;
    });
    setUrls(Object.fromEntries(made));
    return () => {
      for (const [, url] of made) URL.revokeObjectURL(url);
    };
  }, [pictures]);
  return urls;
}

function BlockOnPaper({ block, urls }: { readonly block: Block; readonly urls: Urls }): ReactNode {
  switch (block.kind) {
    case "over":
      return <p className="paper-over">{block.text}</p>;
    case "title":
      return <h1 className={block.big ? "paper-title paper-big" : "paper-title"}>{block.text}</h1>;
    case "serial":
      return <p className="paper-serial">{block.text}</p>;
    case "heading":
      return <h2 className="paper-heading">{block.text}</h2>;
    case "text":
      return <p className={block.flush ? "paper-flush" : "paper-text"}>{block.text}</p>;
    case "table":
      return <TableOnPaper {...block} />;
    case "signatures":
      return block.signers.map((signer) => <SignerOnPaper key={signer.label} signer={signer} />);
    case "seal":
      return (
        <div className="paper-seal">
          <p>{block.committee}</p>
          <p>{block.date}</p>
          <p>{block.waiting ?? SEAL_HINT}</p>
        </div>
      );
    case "photos":
      return <PhotosOnPaper {...block} urls={urls} />;
    case "gap":
      return <div style={{ height: `${block.mm}mm` }} />;
  }
}

function TableOnPaper({ shares, head, rows }: Of<"table">) {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return (
    <table className="paper-table">
      <colgroup>
        {shares.map((share, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
          <col key={at} style={{ width: `${(share / whole) * 100}%` }} />
        ))}
      </colgroup>
      {head && (
        <thead>
          <RowOnPaper row={head} />
        </thead>
      )}
      <tbody>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
          <RowOnPaper key={at} row={row} />
        ))}
      </tbody>
    </table>
  );
}

const RowOnPaper = ({ row: { cells, minMm = 9 } }: { readonly row: Row }) => (
  <tr style={{ height: `${minMm}mm` }}>
    {cells.map(({ text, span, label = false, align }, at) => {
      const centred = align === undefined ? label : align === "centre";
      const Cell = label ? "th" : "td";
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
        <Cell key={at} colSpan={span} style={{ textAlign: centred ? "center" : "left" }}>
          {text}
        </Cell>
      );
    })}
  </tr>
);

const SignerOnPaper = ({ signer: { label, drawn, typed, on, thumb } }: { readonly signer: Signer }) => (
  <div className="paper-signer">
    <span>{label}：</span>
    <span className="paper-line">{drawn && drawn.length > 0 ? <Pen strokes={drawn} /> : typed}</span>
    {thumb && <span className="paper-thumb">{THUMB_HINT}</span>}
    <span>{on ?? SIGN_DATE}</span>
  </div>
);

const Pen = ({ strokes }: { readonly strokes: readonly Stroke[] }) => (
  <svg className="paper-pen" viewBox="0 0 1000 400" aria-hidden="true">
    {strokes.map((line, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line of the pen is its place
      <polyline key={at} points={line.map(([x, y]) => `${x},${y}`).join(" ")} />
    ))}
  </svg>
);

function PhotosOnPaper({ photos, columns, urls }: Of<"photos"> & { readonly urls: Urls }) {
  return (
    <div className={columns === 2 ? "paper-photos paper-photos-two" : "paper-photos"}>
      {photos.map(({ sha256, caption }) => (
        <figure key={sha256}>
          {urls[sha256] ? <img src={urls[sha256]} alt={caption} /> : <p className="paper-no-photo">{PHOTO_MISSING}</p>}
          <figcaption>{caption}</figcaption>
        </figure>
      ))}
    </div>
  );
}

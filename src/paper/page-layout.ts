/**
 * Lays sheets out on A4: which characters, rules and pictures stand where on which page. Pure: it is told how wide a
 * character is and draws nothing. A heading never stands alone at the foot of a page, a paragraph is never parted by one
 * line, names never stand on a page without words above them, tables repeat their head, a row too tall goes on.
 */
import {
  FOOT_LIMIT,
  type Mark,
  type Measure,
  MM,
  PAD,
  PAGE,
  type Page,
  type Piece,
  SIZE,
  type Strip,
  type TallRow,
} from "./page.ts";
import type { Block, Sheet } from "./sheet.ts";
import { photoStrips } from "./strips-photo.ts";
import { sealStrip, signerStrip } from "./strips-sign.ts";
import { cutRow, heightOf, LINE_OF_CELL, leastOfRow, linesIn, stripOfRow, tablePieces } from "./strips-table.ts";
import { centred, paragraph, rightLine, titlePieces } from "./strips-text.ts";

/** The pages of one sheet. */
export function layOut(sheet: Sheet, measure: Measure): Page[] {
  const pages: Mark[][] = [[]];
  let y = PAGE.top;
  const current = (): Mark[] => pages[pages.length - 1] ?? [];
  const turn = (): void => {
    pages.push([]);
    y = PAGE.top;
  };
  const put = (strip: Strip): void => {
    current().push(...strip.marks(y));
    y += strip.height;
  };
  const pieces = squeezed(
    spaced(sheet.blocks).flatMap((block, i, all) =>
      piecesOf(block, { next: all.slice(i + 1).find(({ kind }) => kind !== "gap"), measure }),
    ),
  );
  pieces.forEach((piece, i) => {
    if (y > PAGE.top && y + heightKept(pieces, i) > FOOT_LIMIT + 0.01) {
      turn();
      if (piece.kind === "row" && piece.head) put(piece.head);
    }
    if (piece.kind === "strip") put(piece);
    else
      putRow(piece, {
        room: () => FOOT_LIMIT - y,
        put,
        turn: () => {
          turn();
          if (piece.head) put(piece.head);
        },
      });
  });
  return pages.map((marks) => ({ marks }));
}

/** Height of the piece with all that must stand on the same page; never more than a page. */
function heightKept(pieces: readonly Piece[], from: number): number {
  let height = 0;
  for (let i = from; i < pieces.length; i++) {
    const piece = pieces[i];
    if (!piece) break;
    height += piece.kind === "strip" ? piece.height : leastOfRow(piece);
    if (!piece.keep) break;
  }
  return Math.min(height, FOOT_LIMIT - PAGE.top);
}

function putRow(
  row: TallRow,
  page: { readonly room: () => number; readonly put: (strip: Strip) => void; readonly turn: () => void },
): void {
  let rest = row;
  while (heightOf(rest) > page.room() + 0.01) {
    const lines = Math.floor((page.room() - 2 * PAD) / LINE_OF_CELL);
    // Blank room to write by hand is cut at the foot of the page rather than carried over for nothing.
    if (linesIn(rest) <= lines) break;
    page.put(stripOfRow(cutRow(rest, 0, lines)));
    rest = { ...cutRow(rest, lines), minHeight: 0 };
    page.turn();
  }
  page.put(stripOfRow(rest, Math.min(heightOf(rest), Math.max(page.room(), linesIn(rest) * LINE_OF_CELL + 2 * PAD))));
}

/** A little air after a table. */
const spaced = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((block, i) =>
    blocks[i - 1]?.kind === "table" && block.kind !== "table" && block.kind !== "gap"
      ? [{ kind: "gap", mm: 2 } as const, block]
      : [block],
  );

/** Rows with at least this much room to write give some of it up. */
const GIVES = 15 * MM;
const LEAST_ROOM = 14 * MM;

const ownHeight = (piece: Piece): number => (piece.kind === "strip" ? piece.height : heightOf(piece));
const sum = (pieces: readonly Piece[]): number => pieces.reduce((all, piece) => all + ownHeight(piece), 0);

/** A form that would run over by its empty room alone stays on one page: its rows for writing are made less high. */
function squeezed(pieces: readonly Piece[]): Piece[] {
  const page = FOOT_LIMIT - PAGE.top;
  const over = sum(pieces) - page;
  if (over <= 0) return [...pieces];
  const least = pieces.map(
    (piece): Piece => (piece.kind === "row" && piece.minHeight >= GIVES ? { ...piece, minHeight: LEAST_ROOM } : piece),
  );
  const most = sum(pieces) - sum(least);
  // What is too long anyhow keeps no empty room either: it would only push the signatures further away.
  if (over > most) return least;
  const share = over / most;
  return pieces.map((piece, i) => {
    const low = least[i];
    if (piece.kind !== "row" || !low) return piece;
    return { ...piece, minHeight: heightOf(piece) - (heightOf(piece) - ownHeight(low)) * share };
  });
}

/** A gap below this is air, from here on room to write. */
const AIR_MM = 10;

/** As many signatures as always stay together with the seal below and the sentence above. */
const TOGETHER = 7;

function piecesOf(
  block: Block,
  { next, measure }: { readonly next: Block | undefined; readonly measure: Measure },
): Piece[] {
  switch (block.kind) {
    case "over":
      return [centred(block.text, { size: SIZE.over, face: "text", after: 6, measure })];
    case "title":
      return titlePieces(block.text, block.big ? SIZE.big : SIZE.title, measure);
    case "serial":
      return [rightLine(block.text, measure)];
    case "heading":
      return paragraph(block.text, { size: SIZE.text, face: "bold", indent: 0, before: 5, keep: true, measure });
    case "text": {
      const size = block.small ? SIZE.small : SIZE.text;
      return paragraph(block.text, {
        size,
        face: "text",
        indent: block.flush ? 0 : 2 * size,
        keep: next?.kind === "signatures",
        measure,
      });
    }
    case "table":
      return tablePieces(block, measure);
    case "signatures":
      return block.signers.map((signer, i, all) => {
        const sealed = next?.kind === "seal";
        return signerStrip(signer, {
          measure,
          keep: i === all.length - 1 ? sealed : all.length <= TOGETHER || i === 0 || i === all.length - 2,
        });
      });
    case "seal":
      return [sealStrip(block, measure)];
    case "photos":
      return photoStrips(block, measure);
    case "gap":
      // Room to write by hand is no reason to turn the page; a little air is kept with what follows.
      return [{ kind: "strip", height: block.mm * MM, marks: () => [], keep: block.mm < AIR_MM }];
  }
}

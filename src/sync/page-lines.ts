/** Takes a line of an answer of pages apart without reading the records in it. */
import * as v from "valibot";
import { pageLine, type ServedPage } from "#protocol/pages";

/** In front of the records; in a string of JSON its quotes would be escaped. */
const RECORDS = ',"records":[';
/** What stands before them is shorter. */
const HEAD_BYTES = 1_000;

const latin = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

/** Where the records begin, and what stands before them; undefined in the last line of the answer. */
function cut(line: Uint8Array): { readonly head: string; readonly from: number } | undefined {
  const start = latin(line.subarray(0, HEAD_BYTES));
  const at = start.indexOf(RECORDS);
  if (at < 0 || latin(line.subarray(-2)) !== "]}") return undefined;
  return { head: `${start.slice(0, at)}}`, from: at + RECORDS.length - 1 };
}

/** A page, or how many there were. Throws SyntaxError or ValiError where it is neither. */
export function parsePageLine(line: Uint8Array): ServedPage | { readonly pages: number } {
  const parts = cut(line);
  const said = v.parse(pageLine, JSON.parse(parts ? parts.head : new TextDecoder().decode(line)));
  if (said.k === "end") return { pages: said.pages };
  if (!parts) throw new SyntaxError("a page without records");
  const { scope, t, packed, bucket } = said;
  return { scope, t, packed, bucket, json: line.slice(parts.from, line.length - 1) };
}

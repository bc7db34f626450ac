/** How many quarrels there were and what became of them; only had on line. */
import { type CaseFiguresQuery, type CaseFiguresReply, caseFiguresReply } from "#protocol/case-figures";
import type { World } from "#storage/world";
import { readJson } from "./transport.ts";
import { transportOf } from "./transports.ts";

export { GROUPINGS, type Grouping } from "#protocol/case-figures";
export type { CaseFiguresQuery, CaseFiguresReply };

/** Throws Fault: `forbidden` where this person may not count so closely. */
export async function fetchCaseFigures(
  world: World,
  { community, ...rest }: CaseFiguresQuery,
): Promise<CaseFiguresReply> {
  const asked = new URLSearchParams({ ...rest, ...(community ? { community } : {}) });
  return readJson(await transportOf(world).ask(`/api/mediations/figures?${asked}`), caseFiguresReply);
}

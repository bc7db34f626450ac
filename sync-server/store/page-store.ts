/** What lies in pages of a scope, as of now: newer than the list that named them, never older. */
import type { Doc } from "#domain/kernel/command";
import type { Instant } from "#domain/kernel/ids";
import { asKeptOnPhone, sealedSpecOf } from "#domain/sealed/sealed-records";
import type { WantedPage } from "#protocol/pages";
import type { Db } from "./db.ts";
import { type Directories, entriesOf } from "./page-directory.ts";

export interface ReadPage {
  readonly page: WantedPage;
  /** Each record as JSON text. */
  readonly records: readonly string[];
}

interface Found {
  readonly place: number;
  readonly id: string;
  readonly rev: number;
  readonly ra: string;
  readonly doc: string;
}

/** A record as a phone may keep it. Only sealed ones are looked into; the text of all others is passed on as it is. */
function docAsKept(t: string, text: string, now: Instant): string {
  return sealedSpecOf(t) ? JSON.stringify(asKeptOnPhone(t, JSON.parse(text) as Doc, now)) : text;
}

/** A record that has left the scope since the list was made is not given. */
const RECORDS = {
  name: "page-records",
  text: `SELECT w.place::int AS place, e.id, e.rev, e.taken_at AS ra, e.doc::text AS doc
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS w(place, scope, t, id)
     JOIN entity e ON e.t = w.t AND e.id = w.id AND w.scope = ANY(e.scopes)`,
};

export async function readPages(
  db: Db,
  directories: Directories,
  { pages, since, now }: { readonly pages: readonly WantedPage[]; readonly since: string; readonly now: Instant },
): Promise<ReadPage[]> {
  const wanted: { place: number; scope: string; t: string; id: string }[] = [];
  for (const [place, page] of pages.entries()) {
    const directory = await directories.atLeast(page.scope, page.at, since);
    for (const { t, id } of entriesOf(directory, page)) wanted.push({ place, scope: page.scope, t, id });
  }
  const rows = await db.query<Found>(RECORDS, [
    wanted.map((w) => w.place),
    wanted.map((w) => w.scope),
    wanted.map((w) => w.t),
    wanted.map((w) => w.id),
  ]);
  const records = pages.map((): string[] => []);
  for (const { place, id, rev, ra, doc } of rows) {
    const kept = docAsKept(pages[place]?.t ?? "", doc, now);
    records[place]?.push(`{"id":${JSON.stringify(id)},"rev":${rev},"ra":${JSON.stringify(ra)},"doc":${kept}}`);
  }
  return pages.map((page, place) => ({ page, records: records[place] ?? [] }));
}

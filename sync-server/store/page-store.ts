/** What lies in pages of a scope, as of now: newer than the list that named them, never older. */
import type { Doc } from "#domain/kernel/command";
import type { Instant } from "#domain/kernel/ids";
import { asKeptOnPhone, sealedSpecOf } from "#domain/sealed/sealed-records";
import type { WantedPage } from "#protocol/pages";
import type { Db } from "./db.ts";
import { type Directories, entriesOf } from "./page-directory.ts";

export interface ReadPage {
  readonly page: WantedPage;
  /** Its records as JSON, one after the other with commas between. */
  readonly records: string;
}

/** A record and the place of its page in the request. */
interface Wanted {
  readonly place: number;
  readonly scope: string;
  readonly t: string;
  readonly id: string;
}

/** A record that has left the scope since the list was made is not given. */
const WANTED = `FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS w(place, scope, t, id)
     JOIN entity e ON e.t = w.t AND e.id = w.id AND w.scope = ANY(e.scopes)`;

/** The database writes the text of a whole page: fifty thousand rows through the driver cost more than all else. */
const PAGES = {
  name: "page-texts",
  text: `SELECT w.place::int AS place, string_agg(
       '{"id":' || to_json(e.id) || ',"rev":' || e.rev || ',"ra":"' ||
       to_char(e.taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","doc":' || e.doc::text || '}', ',') AS records
     ${WANTED} GROUP BY w.place`,
};
const RECORDS = {
  name: "page-records",
  text: `SELECT w.place::int AS place, e.id, e.rev, e.taken_at AS ra, e.doc ${WANTED}`,
};

const columnsOf = (wanted: readonly Wanted[]) => [
  wanted.map((w) => w.place),
  wanted.map((w) => w.scope),
  wanted.map((w) => w.t),
  wanted.map((w) => w.id),
];

async function readTexts(db: Db, wanted: readonly Wanted[]): Promise<Map<number, string>> {
  if (wanted.length === 0) return new Map();
  const pages = await db.query<{ place: number; records: string }>(PAGES, columnsOf(wanted));
  return new Map(pages.map(({ place, records }) => [place, records]));
}

interface Found extends Omit<Wanted, "scope" | "t"> {
  readonly rev: number;
  readonly ra: string;
  readonly doc: Doc;
}

/** Sealed ones are looked into: a phone may keep some of them as a stub only. */
async function readSealed(db: Db, wanted: readonly Wanted[], now: Instant): Promise<Map<number, string>> {
  const texts = new Map<number, string>();
  if (wanted.length === 0) return texts;
  const types = new Map(wanted.map(({ place, t }) => [place, t]));
  for (const { place, doc, ...record } of await db.query<Found>(RECORDS, columnsOf(wanted))) {
    const text = JSON.stringify({ ...record, doc: asKeptOnPhone(types.get(place) ?? "", doc, now) });
    const before = texts.get(place);
    texts.set(place, before === undefined ? text : `${before},${text}`);
  }
  return texts;
}

export async function readPages(
  db: Db,
  directories: Directories,
  { pages, since, now }: { readonly pages: readonly WantedPage[]; readonly since: string; readonly now: Instant },
): Promise<ReadPage[]> {
  const wanted: Wanted[] = [];
  for (const [place, page] of pages.entries()) {
    const directory = await directories.atLeast(page.scope, page.at, since);
    for (const { t, id } of entriesOf(directory, page)) wanted.push({ place, scope: page.scope, t, id });
  }
  const isSealed = ({ t }: Wanted): boolean => sealedSpecOf(t) !== undefined;
  const [open, sealed] = await Promise.all([
    readTexts(
      db,
      wanted.filter((w) => !isSealed(w)),
    ),
    readSealed(db, wanted.filter(isSealed), now),
  ]);
  return pages.map((page, place) => ({ page, records: open.get(place) ?? sealed.get(place) ?? "" }));
}

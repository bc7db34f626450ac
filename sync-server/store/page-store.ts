/** What lies in pages of a scope, as of now: newer than the list that named them, never older. */
import { createHash } from "node:crypto";
import type { Doc } from "#domain/kernel/command";
import type { Instant } from "#domain/kernel/ids";
import { asKeptOnPhone, sealedSpecOf } from "#domain/sealed/sealed-records";
import type { WantedPage } from "#protocol/pages";
import type { Queryable } from "./db.ts";
import { type Directories, type Directory, entriesOf, nameOfPage } from "./page-directory.ts";

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

async function readTexts(q: Queryable, wanted: readonly Wanted[]): Promise<Map<number, string>> {
  if (wanted.length === 0) return new Map();
  const pages = await q.query<{ place: number; records: string }>(PAGES, columnsOf(wanted));
  return new Map(pages.map(({ place, records }) => [place, records]));
}

interface Found extends Omit<Wanted, "scope" | "t"> {
  readonly rev: number;
  readonly ra: string;
  readonly doc: Doc;
}

/** Sealed ones are looked into: a phone may keep some of them as a stub only. */
async function readSealed(q: Queryable, wanted: readonly Wanted[], now: Instant): Promise<Map<number, string>> {
  const texts = new Map<number, string>();
  if (wanted.length === 0) return texts;
  const types = new Map(wanted.map(({ place, t }) => [place, t]));
  for (const { place, doc, ...record } of await q.query<Found>(RECORDS, columnsOf(wanted))) {
    const text = JSON.stringify({ ...record, doc: asKeptOnPhone(types.get(place) ?? "", doc, now) });
    const before = texts.get(place);
    texts.set(place, before === undefined ? text : `${before},${text}`);
  }
  return texts;
}

interface Asked {
  readonly pages: readonly WantedPage[];
  readonly since: string;
  readonly now: Instant;
}

export interface NamedPages<K> {
  /** Equal for equal pages, revision by revision; null where a phone keeps some of them as a stub only, by the time of day. */
  readonly key: string | null;
  /** What `known` gave for that key. */
  readonly known?: K;
  readonly pages: readonly ReadPage[];
}

const isSealed = ({ t }: { readonly t: string }): boolean => sealedSpecOf(t) !== undefined;

function keyOfPages(pages: readonly WantedPage[], of: ReadonlyMap<string, Directory>): string | null {
  if (pages.some(isSealed)) return null;
  const names = pages.map((page) => {
    const { scope, t, packed, bucket } = page;
    const directory = of.get(scope);
    return [scope, t, packed, bucket, directory ? nameOfPage(directory, page) : ""];
  });
  return createHash("sha256").update(JSON.stringify(names)).digest("base64url");
}

/** Reads pages in one snapshot. What `known` has under their key is not read. */
export function readPages<K>(
  directories: Directories,
  { pages, since, now }: Asked,
  known: (key: string) => K | undefined = () => undefined,
): Promise<NamedPages<K>> {
  const scopes = [...new Set(pages.map((page) => page.scope))];
  return directories.within(scopes, since, async (q, found) => {
    const of = new Map(found.map((directory) => [directory.scope, directory]));
    const key = keyOfPages(pages, of);
    const held = key === null ? undefined : known(key);
    if (held !== undefined) return { key, known: held, pages: [] };
    const wanted = pages.flatMap((page, place) => {
      const directory = of.get(page.scope);
      // Neighbours by id are alike, and pack better beside each other.
      const entries = directory ? [...entriesOf(directory, page)].sort((a, b) => (a.id < b.id ? -1 : 1)) : [];
      return entries.map(({ t, id }): Wanted => ({ place, scope: page.scope, t, id }));
    });
    const open = await readTexts(
      q,
      wanted.filter((w) => !isSealed(w)),
    );
    const sealed = await readSealed(q, wanted.filter(isSealed), now);
    return {
      key,
      pages: pages.map((page, place) => ({ page, records: open.get(place) ?? sealed.get(place) ?? "" })),
    };
  });
}

/** Makes a record for each envelope that was set aside, so that a desk and its author see it wherever they are. */
import * as v from "valibot";
import type { SetAside } from "#domain/aside/set-aside";
import type { Doc } from "#domain/kernel/command";
import { photoRef } from "#domain/kernel/schema";
import type { Envelope } from "#protocol/envelope";
import type { BlobRef, Workspace } from "./apply-change.ts";
import type { Db, Queryable } from "./db.ts";
import { writeRecords } from "./records.ts";

/** A clock may run ahead so far before it is taken for wrong. */
const SLACK_MS = 5 * 60_000;

/**
 * When the person did it, by the server's clock as far as the phone knew it. A clock that jumped ahead after its last
 * contact shows here: nothing was done later than it arrived.
 */
export function correctedAt(envelope: Pick<Envelope, "at" | "off">, serverNow: string): string {
  const ms = Date.parse(envelope.at) + (envelope.off ?? 0);
  const at = Number.isNaN(new Date(ms).getTime()) ? envelope.at : new Date(ms).toISOString();
  return Date.parse(at) > Date.parse(serverNow) + SLACK_MS ? serverNow : at;
}

interface Refused {
  readonly mid: string;
  readonly n: number;
  readonly envelope: Envelope | null;
  readonly reason: string;
  /** When the server took it, ISO. */
  readonly at: string;
  readonly personId: string;
  readonly deviceId: string;
}

function docOf({ mid, n, envelope, reason, at, personId }: Refused, orgCode: string): SetAside {
  const about = envelope && { about: { t: envelope.e.t, id: envelope.e.id } };
  return {
    id: mid,
    orgCode,
    personId,
    cmd: envelope?.cmd ?? "",
    args: envelope?.args ?? {},
    ...about,
    n,
    reason,
    at: envelope ? correctedAt(envelope, at) : at,
    takenAt: at,
    state: "open",
    events: [],
  };
}

/** Photos of the record, so that the server asks for them and the desk can look at them. */
function filesOf({ mid, envelope, deviceId }: Refused): BlobRef[] {
  const photos = v.safeParse(v.array(photoRef), envelope?.args["photos"] ?? []);
  if (!photos.success) return [];
  const of = { t: "setAside", id: mid, deviceId };
  return photos.output.flatMap((p) => [
    { sha256: p.thumbSha256, bytes: p.thumbBytes, ...of },
    { sha256: p.sha256, bytes: p.bytes, ...of },
  ]);
}

/** Lays what was refused on the desk of its author's unit, in the same transaction. */
export function layAside(workspace: Workspace, refused: Refused, orgCode: string): void {
  if (refused.mid === "") return;
  workspace.lay({ t: "setAside", id: refused.mid }, docOf(refused, orgCode) as unknown as Doc);
  workspace.blobs.push(...filesOf(refused));
}

/** Does an open record about this id lie on a desk? */
export async function isAsideAbout(q: Queryable, id: string): Promise<boolean> {
  const rows = await q.query(
    "SELECT 1 AS x FROM entity WHERE t = 'setAside' AND doc->'about'->>'id' = $1 AND doc->>'state' = 'open' LIMIT 1",
    [id],
  );
  return rows.length > 0;
}

interface OldRow {
  readonly mid: string;
  readonly n: number;
  readonly reason: string | null;
  readonly at: string;
  readonly person_id: string;
  readonly device_id: string;
  readonly payload: unknown;
  readonly org_code: string | null;
}

const AT_ONCE = 500;

const isEnvelope = (payload: unknown): payload is Envelope =>
  typeof payload === "object" && payload !== null && "cmd" in payload && "e" in payload && "args" in payload;

/** What was set aside before there were desks gets its record at the server's start. */
export async function layMissing(db: Db, districtCode: string): Promise<void> {
  for (;;) {
    const left = await db.tx(async (q) => {
      const rows = await q.query<OldRow>(
        `SELECT m.mid, m.n, m.reason, m.at, m.person_id, m.device_id, m.payload, p.doc->>'orgCode' AS org_code
           FROM mutation m LEFT JOIN entity p ON p.t = 'person' AND p.id = m.person_id
          WHERE m.outcome = 'quarantined'
            AND NOT EXISTS (SELECT 1 FROM entity e WHERE e.t = 'setAside' AND e.id = m.mid)
          ORDER BY m.at, m.n LIMIT $1`,
        [AT_ONCE],
      );
      const writes = rows.map((row) => {
        const envelope = isEnvelope(row.payload) ? row.payload : null;
        const whose = { personId: row.person_id, deviceId: row.device_id };
        const refused = { mid: row.mid, n: row.n, envelope, reason: row.reason ?? "unknown", at: row.at, ...whose };
        const doc = docOf(refused, row.org_code ?? districtCode) as unknown as Doc;
        return { t: "setAside", id: row.mid, rev: 1, doc, fv: {}, before: [] };
      });
      await writeRecords(q, writes);
      return rows.length;
    });
    if (left < AT_ONCE) return;
  }
}

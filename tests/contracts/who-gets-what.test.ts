/**
 * The permission sweep of pulls: one record of every type at home and next door, and for every person exactly those that
 * the matrix gives him, each record of the pull checked. The matrix is written here once more, in the words of the paper.
 */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RECORD_TYPES } from "#domain/registry";
import type { MadeRecord } from "../../sync-server/load-records.ts";
import { type Actor, CAST, type Ground, HOME, NEIGHBOUR, personOf, STREET, theCast } from "../builders/cast.ts";
import { aFile, aSettling } from "../builders/mediation-deeds.ts";
import { aNeighbourhood, COMMUNITY, DISTRICT } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

interface Doc {
  readonly id: string;
  readonly communityCode?: string;
  readonly orgCode?: string;
  readonly teamId?: string;
  readonly personId?: string;
  readonly reportedById?: string;
  readonly registeredById?: string;
  readonly basis?: string;
  readonly state?: string;
  readonly compoundId?: string;
  readonly mediatorIds?: readonly string[];
  readonly grants?: readonly { readonly unitId?: string }[];
  readonly place?: { readonly compoundId?: string };
}

const record = (t: string, doc: Doc & Record<string, unknown>): MadeRecord => ({ t, id: doc.id, doc });

/** What happens in a community: each kind of record by somebody of the place, and one of each that a person owns. */
function goingsOn(ground: Ground): MadeRecord[] {
  const { name, communityCode, teamId, compoundId, personId } = ground;
  const at = "2026-11-20T02:00:00.000Z";
  const base = { communityCode, personId };
  const round = { communityCode, teamId, stops: [], checkpointIds: [], state: "running", on: "2026-11-20" };
  const issue = { communityCode, reportedAt: at, state: "reported", severity: "blue", reportedById: personId };
  return [
    record("round", { id: `round.${name}`, ...round }),
    record("rosterSlot", { id: `slot.${name}`, communityCode, teamId, on: "2026-12-01" }),
    record("roundJoin", { id: `join.${name}`, ...base, teamId }),
    record("roundTrack", { id: `track.${name}`, ...base, startedAt: at }),
    record("serviceRecord", { id: `service.${name}`, ...base }),
    record("issue", { id: `issue.${name}.team`, ...issue, teamId, place: { compoundId } }),
    record("issue", { id: `issue.${name}.elsewhere`, ...issue, place: { compoundId: `${compoundId}-2` } }),
    record("setAside", { id: `aside.${name}`, orgCode: communityCode, personId, cmd: "x", args: {}, state: "open" }),
    record("overwritten", { id: `over.${name}`, communityCode, seenIn: [`c:${communityCode}`], lostById: personId }),
    record("opening", { id: `opening.${name}`, ...base, t: "x", recordId: "x", reason: "回访", at }),
    aSettling(ground, `settled.${name}`, personId),
    aFile(ground, `file.${name}`, personId),
    aFile(ground, `file.${name}.toSeal`, personId, { state: "toSeal" }),
    // The other community lies in another district, whose samples are not to be had.
    ...(ground === HOME ? [record("mediationSample", { id: `sample.${name}`, orgCode: DISTRICT })] : []),
    record("grid", { id: `grid.${name}`, communityCode, compoundIds: [] }),
  ];
}

/** Each of the cast has reported something himself, at home, talked people round, and mediates a file. */
const ownThings = (): MadeRecord[] =>
  CAST.flatMap((actor) => [
    aSettling(HOME, `settled.own.${personOf(actor)}`, personOf(actor)),
    aFile(HOME, `file.own.${personOf(actor)}`, personOf(actor)),
    record("issue", {
      id: `issue.own.${personOf(actor)}`,
      communityCode: COMMUNITY,
      reportedAt: "2026-11-20T02:00:00.000Z",
      severity: "blue",
      reportedById: personOf(actor),
      place: { compoundId: "compound-3" },
    }),
  ]);

const isMine = (actor: Actor, t: string, doc: Doc): boolean => {
  const me = personOf(actor);
  if (t === "person") return doc.id === me;
  if (t === "mediation")
    return doc.basis === "informal" ? doc.registeredById === me : doc.mediatorIds?.includes(me) === true;
  return t === "issue" ? doc.reportedById === me : doc.personId === me;
};

const isPublic = (t: string): boolean => ["orgUnit", "checklistVersion", "mediationSample"].includes(t);
const isPlace = (t: string): boolean => ["compound", "grid", "checkpoint", "route", "overwritten"].includes(t);
const isHome = (doc: Doc): boolean => doc.communityCode === COMMUNITY;

function isOfTeam(t: string, doc: Doc): boolean {
  if (t === "team") return doc.id === HOME.teamId;
  if (t === "person") return doc.grants?.some((g) => g.unitId === HOME.teamId) ?? false;
  return ["round", "rosterSlot", "roundJoin"].includes(t) && doc.teamId === HOME.teamId;
}

/** A file is for its mediators; others see number, type and state of it. A 劝和 holds no name and no word. */
const isFile = (t: string, doc: Doc): boolean => t === "mediation" && doc.basis === "formal";
/** Who opened sealed words is the auditors' business. */
const isWork = (t: string, doc: Doc): boolean =>
  t === "person" ? doc.orgCode === COMMUNITY : t !== "opening" && !isFile(t, doc) && isHome(doc);
/** What was set aside is settled at the desk of its unit, and nobody above it reads it. */
const isOnDesk = (t: string, doc: Doc): boolean => t === "setAside" && doc.orgCode === COMMUNITY;
const isUnder = (code: string, prefix: string): boolean => code.startsWith(prefix);
const isPeople = (t: string, doc: Doc, prefix: string): boolean =>
  (t === "person" && isUnder(doc.orgCode ?? "", prefix)) || (t === "team" && isUnder(doc.communityCode ?? "", prefix));

const isOnesOwn = (t: string): boolean => t === "roundTrack" || t === "serviceRecord";
const codeOf = (doc: Doc): string => doc.communityCode ?? doc.orgCode ?? "";
const isReadWidely = (t: string, doc: Doc): boolean =>
  t === "setAside" || isOnesOwn(t) || isFile(t, doc)
    ? false
    : t === "person"
      ? !(doc.orgCode ?? "").endsWith("000")
      : true;

/** The matrix: may the role keep this record on its phone? Everything not said is no. */
const MAY_KEEP: Partial<Record<Actor, (t: string, doc: Doc) => boolean>> = {
  volunteer: (t, doc) => (isPlace(t) && isHome(doc)) || isOfTeam(t, doc),
  groupLead: (t, doc) =>
    (isPlace(t) && isHome(doc)) || isOfTeam(t, doc) || (t === "issue" && doc.teamId === HOME.teamId),
  buildingHead: (t, doc) => isPlace(t) && isHome(doc),
  // Round and roster R, issue text R: what the community's staff works with, but no track and no hours of anybody.
  mediator: (t, doc) => isWork(t, doc) && !isOnesOwn(t),
  // Files that wait for the seal, without the key to their words.
  committeeHead: (t, doc) => isHome(doc) && (isPlace(t) || (isFile(t, doc) && doc.state === "toSeal")),
  instructor: (t, doc) => isPlace(t) && isHome(doc),
  gridWorker: isWork,
  branchSecretary: (t, doc) =>
    (isPlace(t) && isHome(doc)) ||
    (t === "issue" && doc.place?.compoundId === HOME.compoundId) ||
    (t === "mediationStub" && doc.compoundId === HOME.compoundId),
  communityAdmin: (t, doc) => isWork(t, doc) || isOnDesk(t, doc),
  streetAdmin: (t, doc) => isPlace(t) || isPeople(t, doc, STREET.slice(0, 9)),
  // The same in every community of the district it is appointed to.
  auditor: (t, doc) => isUnder(codeOf(doc), DISTRICT.slice(0, 6)) && isReadWidely(t, doc),
  districtAdmin: (t, doc) => isPlace(t) || isPeople(t, doc, DISTRICT.slice(0, 6)),
};

const mayKeep = (actor: Actor, t: string, doc: Doc): boolean =>
  isPublic(t) || isMine(actor, t, doc) || (MAY_KEEP[actor]?.(t, doc) ?? false);

let server: TestServer;
let all: { t: string; id: string; doc: Doc }[];
const phones = new Map<Actor, WirePhone>();
const photo = randomBytes(2_000);
const sha256 = createHash("sha256").update(photo).digest("hex");

beforeAll(async () => {
  const records = [...aNeighbourhood(), ...theCast(), ...goingsOn(HOME), ...goingsOn(NEIGHBOUR), ...ownThings()];
  server = await aServer(records);
  for (const actor of CAST) {
    phones.set(actor, await WirePhone.enrol(server.ask, await server.codeFor(personOf(actor))));
  }
  all = await server.db.query("SELECT t, id, doc FROM entity ORDER BY t, id");
  await server.db.query("INSERT INTO blob (sha256, bytes) VALUES ($1, $2)", [sha256, photo.length]);
  const announce = "INSERT INTO blob_ref (sha256, t, id, device_id) VALUES ($1, 'issue', 'issue.home.team', $2)";
  const volunteer = phones.get("volunteer");
  await server.db.query(announce, [sha256, volunteer?.deviceId ?? ""]);
  const headers = { "upload-offset": "0", "upload-length": String(photo.length) };
  const stored = await volunteer?.call(`/api/blobs/${sha256}`, undefined, { method: "PATCH", headers, body: photo });
  expect(stored?.headers.get("blob-stored")).toBe("true");
  const off = phones.get("switched-off phone")?.deviceId ?? "";
  await server.db.query("UPDATE device SET revoked_at = now() WHERE id = $1", [off]);
}, 180_000);

afterAll(() => server.close());

test("there is something of every record type to be had or withheld, at home and next door", () => {
  expect(RECORD_TYPES.filter((t) => !all.some((r) => r.t === t))).toEqual([]);
});

describe.each(CAST.filter((actor) => actor !== "switched-off phone"))("%s", (actor) => {
  test("pulls every record that is his to keep, and no other", async () => {
    const { rows } = (await phones.get(actor)?.pull()) ?? { rows: [] };
    const got = [...new Set(rows.filter((r) => r.op === "put").map((r) => `${r.t} ${r.id}`))].sort();
    const his = all.filter((r) => mayKeep(actor, r.t, r.doc)).map((r) => `${r.t} ${r.id}`);
    expect(got).toEqual(his.sort());
    expect(all.length).toBeGreaterThan(50);
  });

  test("sees the photo of a problem at home if and only if he may read the problem", async () => {
    const issue = all.find((r) => r.id === "issue.home.team");
    const reply = await phones.get(actor)?.call(`/api/blobs/${sha256}`);
    expect(reply?.status).toBe(issue && mayKeep(actor, "issue", issue.doc) ? 200 : 404);
  });
});

test("a switched-off phone pulls nothing", async () => {
  const phone = phones.get("switched-off phone");
  const body = { proto: 1, sch: 1, epoch: null, cid: "c".repeat(24), cursor: {} };
  expect((await phone?.call("/api/sync/pull", body))?.status).toBe(401);
});

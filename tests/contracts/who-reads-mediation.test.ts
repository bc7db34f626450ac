/**
 * The reading sweep of mediation: files in every state, 劝和, their stubs, lost values, openings and what was set aside, at
 * home and next door; everybody pulls, leafs, asks for the photo and tries every route that answers a question. Names and
 * words go to the mediators of a file, number and state to those who work in the community, to volunteers nothing.
 */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Doc } from "#domain/kernel/command";
import { MEDIATION_STATES, type MediationState } from "#domain/mediation/mediation";
import { scopesOfDoc } from "#domain/registry";
import type { MadeRecord } from "../../sync-server/load-records.ts";
import { type Actor, CAST, type Ground, HOME, NEIGHBOUR, personOf, theCast } from "../builders/cast.ts";
import { AT } from "../builders/deed.ts";
import { aFile, aSettling, BOX } from "../builders/mediation-deeds.ts";
import { aNeighbourhood, DISTRICT } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const GROUNDS = [HOME, NEIGHBOUR];
const FORMAL = MEDIATION_STATES.filter((state) => state !== "settled" && state !== "unsettled");
/** Stands in every sealed value: found in an answer, the answer held words of a file. */
const WORDS = "c2VhbGVkLXdvcmRz";
const HIDDEN = { ...BOX, ct: WORDS };
const TYPES = ["mediation", "mediationStub", "overwritten", "opening", "setAside"];

const fileIn = (ground: Ground, id: string, mediatorId: string, state: MediationState): MadeRecord =>
  aFile(ground, id, mediatorId, {
    ...{ state, parties: HIDDEN, matter: HIDDEN, tags: ["leak"], amountFen: 260_000 },
    ...(state === "filed" ? { filedAt: AT } : {}),
  });

/** Beside a file: a value that was lost in it, who opened it, and a command about it that was set aside. */
function around(ground: Ground, file: MadeRecord, byId: string): MadeRecord[] {
  const { communityCode } = ground;
  const about = { t: "mediation", recordId: file.id };
  const seenIn = scopesOfDoc("mediation", file.doc as Doc);
  const lost = { field: "matter", lost: HIDDEN, put: HIDDEN, lostById: byId, state: "open" };
  const aside = { orgCode: communityCode, personId: byId, cmd: "mediation.change", state: "open" };
  return [
    {
      t: "overwritten",
      id: `over.${file.id}`,
      doc: { id: `over.${file.id}`, communityCode, ...about, seenIn, ...lost },
    },
    {
      t: "opening",
      id: `opening.${file.id}`,
      doc: { id: `opening.${file.id}`, communityCode, personId: byId, ...about, reason: "回访", at: AT },
    },
    { t: "setAside", id: `aside.${file.id}`, doc: { id: `aside.${file.id}`, ...aside, args: { matter: HIDDEN } } },
  ];
}

function quarrelsOf(ground: Ground): MadeRecord[] {
  const { name, personId } = ground;
  const files = FORMAL.map((state) => fileIn(ground, `file.${name}.${state}`, personId, state));
  return [
    ...files,
    ...files.slice(0, 1).flatMap((file) => around(ground, file, personId)),
    aSettling(ground, `settling.${name}`, personId),
  ];
}

/** Each of the cast mediates a file at home and talked somebody round there. */
const ownQuarrels = (): MadeRecord[] =>
  CAST.flatMap((actor) => {
    const me = personOf(actor);
    const file = fileIn(HOME, `file.own.${me}`, me, "accepted");
    return [file, ...around(HOME, file, me), aSettling(HOME, `settling.own.${me}`, me)];
  });

interface Row {
  readonly t: string;
  readonly id: string;
  readonly doc: Readonly<Record<string, unknown>>;
}

const isOwn = (actor: Actor, { t, doc }: Row): boolean => {
  const me = personOf(actor);
  if (t === "mediation" && doc["basis"] === "informal") return doc["registeredById"] === me;
  if (t === "mediation") return (doc["mediatorIds"] as string[]).includes(me);
  if (t === "overwritten") return doc["lostById"] === me;
  return (t === "opening" || t === "setAside") && doc["personId"] === me;
};

/** Who works in the community reads its register; the secretary what is about his compound; the auditor all of it. */
const IN_REGISTER: readonly Actor[] = ["mediator", "gridWorker", "communityAdmin", "auditor"];
const WITH_STUBS: readonly Actor[] = [...IN_REGISTER, "branchSecretary"];

function mayHave(actor: Actor, row: Row): boolean {
  if (isOwn(actor, row)) return true;
  const { t, doc } = row;
  const code = String(doc["communityCode"] ?? doc["orgCode"]);
  if (actor === "auditor" ? !code.startsWith(DISTRICT.slice(0, 6)) : code !== HOME.communityCode) return false;
  if (t === "mediationStub") return WITH_STUBS.includes(actor);
  // The head keeps the seal: a file that waits for it lies on his phone, with a box where its words are.
  if (t === "mediation" && doc["basis"] === "formal") return actor === "committeeHead" && doc["state"] === "toSeal";
  if (t === "mediation") return IN_REGISTER.includes(actor);
  if (t === "opening") return actor === "auditor";
  return t === "setAside" && actor === "communityAdmin";
}

let server: TestServer;
let all: Row[];
let scopes: string[];
const phones = new Map<Actor, WirePhone>();
const photo = randomBytes(500);
const sha256 = createHash("sha256").update(photo).digest("hex");
const asked = { pulls: 0, pages: 0, routes: 0 };

const idsNotOf = (actor: Actor): string[] => all.filter((row) => !mayHave(actor, row)).map((row) => row.id);
/** A person's own phone is not told of what is not his. The ids of files and stubs are the same. */
const foreignIn = (actor: Actor, text: string): string[] => {
  const his = new Set(all.filter((row) => mayHave(actor, row)).map((row) => row.id));
  return idsNotOf(actor).filter((id) => !his.has(id) && text.includes(`"${id}"`));
};

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theCast(), ...GROUNDS.flatMap(quarrelsOf), ...ownQuarrels()]);
  for (const actor of CAST) phones.set(actor, await WirePhone.enrol(server.ask, await server.codeFor(personOf(actor))));
  all = await server.db.query("SELECT t, id, doc FROM entity WHERE t = ANY($1) ORDER BY t, id", [TYPES]);
  scopes = (await server.db.query<{ scope: string }>("SELECT DISTINCT scope FROM feed")).map((row) => row.scope);
  await server.db.query("INSERT INTO blob (sha256, bytes) VALUES ($1, $2)", [sha256, photo.length]);
  const announce = "INSERT INTO blob_ref (sha256, t, id, device_id) VALUES ($1, 'mediation', $2, $3)";
  const mediator = phones.get("mediator");
  await server.db.query(announce, [sha256, `file.own.${personOf("mediator")}`, mediator?.deviceId ?? ""]);
  const headers = { "upload-offset": "0", "upload-length": String(photo.length) };
  await mediator?.call(`/api/blobs/${sha256}`, undefined, { method: "PATCH", headers, body: photo });
  const off = phones.get("switched-off phone")?.deviceId ?? "";
  await server.db.query("UPDATE device SET revoked_at = now() WHERE id = $1", [off]);
}, 180_000);

afterAll(() => server.close());

test("there is a file and a stub in every state, and one of everything that lies beside a file", () => {
  const states = (t: string) => new Set(all.filter((row) => row.t === t).map((row) => row.doc["state"]));
  expect([...states("mediation")].sort()).toEqual(MEDIATION_STATES.filter((state) => state !== "unsettled").sort());
  expect(states("mediationStub").size).toBe(FORMAL.length + 1);
  expect([...new Set(all.map((row) => row.t))].sort()).toEqual([...TYPES].sort());
});

const STUB_FIELDS = [
  ...["id", "communityCode", "compoundId", "number", "basis", "category", "state", "registeredOn"],
  ...["acceptedOn", "mediatorIds", "due"],
];

describe.each(CAST.filter((actor) => actor !== "switched-off phone"))("%s", (actor) => {
  test("pulls what the matrix gives him, and of a stub no more than number, kind, state, days and mediators", async () => {
    const { rows } = (await phones.get(actor)?.pull()) ?? { rows: [] };
    const puts = rows.flatMap((row) => (row.op === "put" && TYPES.includes(row.t) ? [row] : []));
    const his = all.filter((row) => mayHave(actor, row));
    expect([...new Set(puts.map((row) => `${row.t} ${row.id}`))].sort()).toEqual(
      his.map((row) => `${row.t} ${row.id}`).sort(),
    );
    for (const row of puts.filter(({ t }) => t === "mediationStub")) {
      expect(Object.keys(row.doc ?? {}).filter((field) => !STUB_FIELDS.includes(field))).toEqual([]);
    }
    asked.pulls += all.length;
  });

  test("leafs through no page of a scope that is not his, and finds no word on those that are", async () => {
    for (const scope of scopes) {
      const pages = TYPES.map((t) => ({ scope, at: 0, t, packed: true, bucket: "" }));
      const body = { proto: 1, sch: 1, epoch: null, cid: "c".repeat(24), since: "2026-01-01", pages };
      const reply = await phones.get(actor)?.call("/api/sync/pages", body);
      const text = (await reply?.text()) ?? "";
      expect([200, 403]).toContain(reply?.status);
      expect(foreignIn(actor, text)).toEqual([]);
      asked.pages += pages.length;
    }
  });

  test("gets no word, no amount and no foreign id from any route that answers a question", async () => {
    for (const route of server.routes.filter((one) => one.startsWith("GET ") && !one.endsWith("/live"))) {
      const path = route
        .slice("GET ".length)
        .replace(":community", HOME.communityCode)
        .replace(":compound", HOME.compoundId)
        .replace(":sha256", sha256)
        .replace(":id", `file.${HOME.name}.accepted`)
        .replace(":version", "0".repeat(16));
      const reply = await phones.get(actor)?.call(path);
      const text = (await reply?.text()) ?? "";
      expect(foreignIn(actor, text), path).toEqual([]);
      expect(text.includes(WORDS), path).toBe(false);
      asked.routes += 1;
    }
  });

  test("has the photo of a file only as its mediator", async () => {
    const reply = await phones.get(actor)?.call(`/api/blobs/${sha256}`);
    await reply?.body?.cancel();
    expect(reply?.status).toBe(actor === "mediator" ? 200 : 404);
  });
});

test("[PRI-51] a volunteer has nothing of anybody's quarrel, a street and a district nothing but sums", () => {
  for (const actor of [
    "volunteer",
    "groupLead",
    "buildingHead",
    "instructor",
    "streetAdmin",
    "districtAdmin",
  ] as const) {
    const others = all.filter((row) => mayHave(actor, row) && !isOwn(actor, row));
    expect(others, actor).toEqual([]);
  }
});

test("the sweep is more than five thousand questions", () => {
  process.stdout.write(
    `reading sweep of mediation: ${CAST.length} roles × ${all.length} records: ${asked.pulls} rows pulled or withheld, ${asked.pages} pages, ${asked.routes} routes\n`,
  );
  expect(asked.pulls + asked.pages + asked.routes).toBeGreaterThan(5_000);
});

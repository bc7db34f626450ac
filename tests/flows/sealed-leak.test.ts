/** Names and words of a case are looked for in everything phones and server keep, write, send and back up. */
import "fake-indexeddb/auto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Dexie from "dexie";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptCase, changeCase, giveCaseConsent, registerCase } from "#domain/mediation/intake-commands";
import { addEvidence, recordSession } from "#domain/mediation/session-commands";
import { saveDraft } from "#storage/drafts";
import { setPin } from "#storage/pin";
import { dropPinKeys } from "#storage/pin-key";
import { newId, record } from "#storage/record";
import { readSealedFile, storeSealedFile } from "#storage/sealed-files";
import { packParcel } from "#sync/parcel";
import { createLog } from "../../sync-server/log.ts";
import { takeBackup } from "../../sync-server/store/backup/take-backup.ts";
import { MEDIATORS, theMediators } from "../builders/mediators.ts";
import { aNeighbourhood, COMMUNITY } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { bytesOf, findWords } from "../support/find-words.ts";

/** Long enough that no chance makes them. */
const WORDS = [
  "欧阳秘密甲乙丙",
  "secret-sentence-4711",
  "电话一三八七七三一二三四五",
  "草稿里的秘密一二三",
  "照片里的秘密四五六",
];
const [NAME = "", ACCOUNT = "", PHONE = "", DRAFT = "", PICTURE = ""] = WORDS;

const sent: Buffer[] = [];
const lines: string[] = [];
let server: TestServer;
const network = new FlakyNetwork(async (path, init) => {
  const body = init?.body;
  if (typeof body === "string") sent.push(Buffer.from(body));
  else if (body instanceof ArrayBuffer) sent.push(unzipped(Buffer.from(body)));
  const reply = await server.ask(path, init);
  sent.push(Buffer.from(await reply.clone().text()));
  return reply;
});

async function databases(): Promise<Buffer> {
  const dump: Buffer[] = [];
  for (const name of await Dexie.getDatabaseNames()) {
    const db = await new Dexie(name).open();
    for (const table of db.tables)
      dump.push(bytesOf(await table.toArray()), bytesOf(await table.toCollection().keys()));
    db.close();
  }
  return Buffer.concat(dump);
}

async function everyTable(): Promise<Buffer> {
  const tables = await server.db.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const rows: unknown[] = [];
  for (const { name } of tables) rows.push(...(await server.db.query(`SELECT x::text AS row FROM "${name}" x`)));
  return bytesOf(rows);
}

/** Zipped words are not found by looking at the zip. */
const unzipped = (bytes: Buffer): Buffer => (bytes.readUInt16BE(0) === 0x1f8b ? gunzipSync(bytes) : bytes);

const everyFile = (folder: string): Buffer =>
  Buffer.concat(
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [unzipped(readFileSync(join(entry.parentPath, entry.name)))] : [],
    ),
  );

let sun: Phone;
const id = newId();

const FROM_FORM = { sex: "", ethnicity: "", ageBand: "", occupation: "", identitySeen: true } as const;
const party = (key: string, name: string) => ({
  ...({
    ...FROM_FORM,
    key,
    name,
    side: "applicant",
    kind: "person",
    age: null,
    phone: PHONE,
    address: ACCOUNT,
  } as const),
  representative: null,
});
const form = {
  ...({ category: "neighbours", source: "application", risk: null } as const),
  tags: ["leak" as const],
  involves: [],
  ...{ partyKeys: ["A", "B"], amountFen: null, personalStatus: false },
  parties: [party("A", NAME), party("B", `${NAME}乙`)],
  matter: { where: ACCOUNT, facts: ACCOUNT, claims: [PHONE], remarks: "" },
};
const register = (caseId: string) => registerCase({ ...form, caseId, communityCode: COMMUNITY, exclusions: [] });

/** A file from its first form to its first session, with a picture and a form that was not handed in. */
async function worksOn({ world }: Phone): Promise<void> {
  const photo = await storeSealedFile(world, new Blob([PICTURE], { type: "image/jpeg" }));
  expect(await (await readSealedFile(world, photo))?.text()).toBe(PICTURE);
  const step = () => ({ caseId: id, stepId: newId(), on: "2026-11-24" });
  const consent = (partyKey: string) => giveCaseConsent({ ...step(), consentId: newId(), partyKey, given: true });
  const evidence = { name: ACCOUNT, origin: NAME, broughtBy: NAME, photos: [{ ...photo }] };
  const { sha256, bytes } = photo;
  const said = { place: ACCOUNT, invited: NAME, recorder: NAME, statements: [{ partyKey: "A", words: PHONE }] };
  const words = { ...said, checked: ACCOUNT, risksTold: "", result: ACCOUNT };
  const present = { open: false, partiesPresent: ["A", "B"], helpers: "none" as const };
  const commands = [
    register(id),
    changeCase({ ...form, caseId: id, matter: { ...form.matter, remarks: PHONE } }),
    ...["A", "B"].map(consent),
    acceptCase({ ...step(), rightsTold: true }),
    addEvidence({ ...step(), entryId: newId(), words: evidence, files: [{ sha256, bytes }] }),
    recordSession({ ...step(), entryId: newId(), ...present, words }),
  ];
  expect(await record(world, commands)).toMatchObject({ ok: true });
  await saveDraft(world, "hear", { account: DRAFT, names: [NAME] }, { sealed: true });
}

beforeAll(async () => {
  const log = createLog({ level: "trace", destination: { write: (line: string) => void lines.push(line) } });
  server = await aServer([...aNeighbourhood(), ...theMediators()], Date.now, { log });
  sun = await phoneOf(server, network, MEDIATORS.sun);
  await setPin(MEDIATORS.sun, "135790");
  await sun.engine.runOnce();
}, 120_000);

afterAll(() => server.close());

test("what is looked for would be found, in each writing", () => {
  const text = JSON.stringify({ NAME, b: Buffer.from(`x${NAME}y`).toString("base64"), e: encodeURIComponent(ACCOUNT) });
  const found = findWords(Buffer.concat([Buffer.from(text), Buffer.from(NAME, "utf16le")]), WORDS);
  expect(found).toEqual([
    `${NAME}: utf-8`,
    `${NAME}: utf-16 le`,
    `${NAME}: base64 of utf-8 +1`,
    `${ACCOUNT}: utf-8`,
    `${ACCOUNT}: percent`,
  ]);
});

test("[PRI-51] a case that waits on the phone, with its half-written form and its picture, holds none of its words, nor does the file that somebody carries", async () => {
  await worksOn(sun);
  expect(findWords(await databases(), WORDS)).toEqual([]);
  expect(findWords(Buffer.from(await (await packParcel(sun.world)).file.arrayBuffer()), WORDS)).toEqual([]);
});

test("sent, pulled again, set aside, logged and backed up it holds none of them either", async () => {
  await sun.engine.runOnce();
  const applied = await server.db.query(
    "SELECT 1 AS x FROM mutation WHERE outcome = 'applied' AND payload->>'cmd' LIKE 'mediation.%'",
  );
  expect(applied).toHaveLength(7);
  // Refused by the server, and laid on a desk, boxes and all.
  const late = newId();
  expect(await record(sun.world, [register(late)])).toMatchObject({ ok: true });
  await server.db.query("UPDATE device SET revoked_at = now() WHERE person_id = $1", [MEDIATORS.sun]);
  await expect(sun.engine.runOnce()).rejects.toMatchObject({ code: "revoked" });
  dropPinKeys();
  const backups = mkdtempSync(join(tmpdir(), "zmj-sealed-"));
  await takeBackup({ db: server.db, dataDir: server.dataDir, into: backups, now: Date.now, keep: 1 });
  const places = {
    phone: await databases(),
    tables: await everyTable(),
    files: everyFile(server.dataDir),
    backup: everyFile(backups),
    wire: Buffer.concat(sent),
    log: Buffer.from(lines.join("")),
  };
  rmSync(backups, { recursive: true });
  expect(places.tables.includes(Buffer.from("setAside"))).toBe(true);
  for (const place of [places.tables, places.wire, places.backup, places.phone]) {
    expect(place.includes(Buffer.from(late))).toBe(true);
    expect(place.includes(Buffer.from("mediation.register"))).toBe(true);
  }
  for (const [place, bytes] of Object.entries(places)) {
    expect(bytes.length, place).toBeGreaterThan(400);
    expect(findWords(bytes, WORDS), place).toEqual([]);
  }
});

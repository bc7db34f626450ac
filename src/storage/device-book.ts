/** Who is enrolled in this browser: names for the start screen, device keys that cannot be taken out, PIN verifiers. */
import Dexie, { type Table } from "dexie";
import { useSyncExternalStore } from "react";
import { Fault } from "#domain/kernel/fault";
import { err, ok, type Result } from "#domain/kernel/result";
import type { EnrolReply } from "#protocol/session";
import { base64Url, utf8 } from "#seal/base64";
import { holdPinKey, type PinKey } from "./pin-key.ts";
import { anchored, countTry, NO_TRIES, type PinRefusal, type PinTries, refusalAfter, refusalNow } from "./pin-tries.ts";
import { withReserve } from "./reserve.ts";
import { SharedQueries } from "./shared-queries.ts";
import { letGoForGood, steady } from "./steady.ts";
import { isWeakPin } from "./weak-pin.ts";

export interface EnrolledPerson {
  readonly personId: string;
  readonly displayName: string;
  readonly orgCode: string;
  readonly districtCode: string;
  readonly deviceId: string;
  readonly hasPin: boolean;
  readonly lastUsedAt: string;
  /** Set when the server has switched this enrolment off. */
  readonly revoked?: Revocation | undefined;
}

/** What became of a person's things on this phone after the enrolment was switched off. */
export interface Revocation {
  /** Device clock, ISO. */
  readonly at: string;
  /** What was unsent then. */
  readonly records: number;
  readonly photos: number;
  /** taking: on its way into custody, nothing deleted · taken: the server holds all of it · wiped: nothing left here. */
  readonly stage: "taking" | "taken" | "wiped";
}

interface KeyRow {
  readonly personId: string;
  readonly signing: CryptoKey;
  /** HMAC key of this device: a copied verifier alone cannot be tried against the million PINs there are. */
  readonly pepper: CryptoKey;
  /** Only while an enrolment is under way: the public half, raw, base64url. */
  readonly publicText?: string;
}

interface PinRow {
  readonly personId: string;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly verifier: Uint8Array<ArrayBuffer>;
  readonly wrong: number;
  readonly waitFrom?: number;
  readonly waitMs?: number;
}

class DeviceBook extends Dexie {
  declare readonly people: Table<EnrolledPerson, string>;
  declare readonly keys: Table<KeyRow, string>;
  declare readonly pins: Table<PinRow, string>;

  constructor() {
    super("device-book", { chromeTransactionDurability: "strict" });
    this.version(1).stores({ people: "personId", keys: "personId", pins: "personId" });
    letGoForGood(this);
  }
}

const book = new DeviceBook();

const PIN_ROUNDS = 600_000;

/** Last used first. */
export async function listPeople(): Promise<EnrolledPerson[]> {
  const people = await book.people.toArray();
  return people.sort((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt));
}

const PEOPLE = "people";
const shared = new SharedQueries();
const followPeople = (onChange: () => void) => shared.follow(PEOPLE, listPeople, onChange);
const lastPeople = () => shared.ask(PEOPLE, listPeople);

export function usePeopleOnPhone(): EnrolledPerson[] | undefined {
  const { value, error } = useSyncExternalStore(followPeople, lastPeople);
  if (error !== undefined) throw error;
  return value;
}

/** Begins to read who is enrolled before anything is drawn; resolves when it is known, or cannot be. */
export function readPeopleAhead(): Promise<void> {
  return new Promise((known) => {
    const stop = followPeople(() => {
      stop();
      known();
    });
  });
}

const enrolling = (code: string): string => `enrolling:${code}`;
const newPepper = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

/**
 * A key that cannot leave this browser; the same one for the same code, so that a lost reply does not use the code up.
 * A key whose code was refused serves the next code: to the server it is the same phone that tries again.
 */
export async function enrolmentKey(code: string): Promise<string> {
  const known = (await book.keys.get(enrolling(code))) ?? (await moveKey(REFUSED, enrolling(code)));
  if (known?.publicText) return known.publicText;
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const publicText = base64Url(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  await book.keys.put({
    personId: enrolling(code),
    signing: pair.privateKey,
    pepper: await newPepper(),
    publicText,
  });
  return publicText;
}

const REFUSED = enrolling("refused");

async function moveKey(from: string, to: string): Promise<KeyRow | undefined> {
  return book.transaction("rw", book.keys, async () => {
    const row = await book.keys.get(from);
    if (!row) return undefined;
    await book.keys.delete(from);
    const moved = { ...row, personId: to };
    await book.keys.put(moved);
    return moved;
  });
}

/** The server does not know this code: its key is free for another one. */
export async function enrolmentRefused(code: string): Promise<void> {
  await moveKey(enrolling(code), REFUSED);
}

/** Keeps the device key and the name. A person enrolled again keeps the vault and gets the new device. */
export async function addPerson(reply: EnrolReply, code: string): Promise<EnrolledPerson> {
  const { signing, pepper } = await keysOf(enrolling(code));
  const person: EnrolledPerson = {
    personId: reply.personId,
    displayName: reply.displayName,
    orgCode: reply.orgCode,
    districtCode: reply.districtCode,
    deviceId: reply.deviceId,
    hasPin: false,
    lastUsedAt: new Date().toISOString(),
  };
  await book.transaction("rw", book.people, book.keys, book.pins, async () => {
    await book.keys.put({ personId: person.personId, signing, pepper });
    await book.keys.where("personId").startsWith(enrolling("")).delete();
    await book.pins.delete(person.personId);
    await book.people.put(person);
  });
  return person;
}

/** Moves a person to the top of the start screen. */
export async function markUsed(personId: string): Promise<void> {
  await book.people.update(personId, { lastUsedAt: new Date().toISOString() });
}

/** The server has switched this enrolment off; what was unsent is told to the person later. Said once. */
export async function noteRevoked(personId: string, unsent: Pick<Revocation, "records" | "photos">): Promise<void> {
  await book.transaction("rw", book.people, async () => {
    const person = await book.people.get(personId);
    if (!person || person.revoked) return;
    const { records, photos } = unsent;
    const revoked: Revocation = { at: new Date().toISOString(), records, photos, stage: "taking" };
    await book.people.put({ ...person, revoked });
  });
}

/** The server holds everything of this device. Says nothing of a person who was enrolled anew meanwhile. */
export async function noteTaken({ personId, deviceId }: EnrolledPerson): Promise<void> {
  await book.transaction("rw", book.people, async () => {
    const person = await book.people.get(personId);
    if (person?.revoked?.stage !== "taking" || person.deviceId !== deviceId) return;
    await book.people.put({ ...person, revoked: { ...person.revoked, stage: "taken" } });
  });
}

/** Takes key and PIN away and keeps the name, so that the screen can say what happened. False: not to be wiped. */
export async function wipeKeys(personId: string): Promise<boolean> {
  return book.transaction("rw", book.people, book.keys, book.pins, async () => {
    const person = await book.people.get(personId);
    if (person?.revoked?.stage !== "taken") return false;
    await book.keys.delete(personId);
    await book.pins.delete(personId);
    await book.people.put({ ...person, hasPin: false, revoked: { ...person.revoked, stage: "wiped" } });
    return true;
  });
}

/** Takes the last trace of a wiped person off the start screen. */
export async function forgetPerson(personId: string): Promise<void> {
  await book.transaction("rw", book.people, async () => {
    const person = await book.people.get(personId);
    if (person?.revoked?.stage === "wiped") await book.people.delete(personId);
  });
}

async function keysOf(personId: string): Promise<KeyRow> {
  const row = await book.keys.get(personId);
  if (!row) throw new Fault("device-key-missing", "after-login");
  return row;
}

interface Stretched {
  readonly verifier: Uint8Array<ArrayBuffer>;
  readonly key: PinKey;
}

/** Compares a PIN by `verifier`, which is kept, and opens with `key`, which is not; neither gives the other. */
async function stretch(pin: string, salt: Uint8Array<ArrayBuffer>, pepper: CryptoKey): Promise<Stretched> {
  const material = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const params = { name: "PBKDF2", hash: "SHA-256", salt, iterations: PIN_ROUNDS };
  const stretched = new Uint8Array(await crypto.subtle.deriveBits(params, material, 256));
  const [verifier, secret] = await Promise.all([
    crypto.subtle.sign("HMAC", pepper, stretched),
    crypto.subtle.sign("HMAC", pepper, new Uint8Array([...utf8("seal 1:"), ...stretched])),
  ]);
  return {
    verifier: new Uint8Array(verifier),
    key: { name: base64Url(salt), secret: new Uint8Array(secret), isWeak: isWeakPin(pin) },
  };
}

export interface MadePin {
  readonly row: PinRow;
  readonly key: PinKey;
}

/** Works out a new PIN; nothing is changed yet. Throws Fault `device-key-missing`. */
export async function makePin(personId: string, pin: string): Promise<MadePin> {
  const { pepper } = await keysOf(personId);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { verifier, key } = await stretch(pin, salt, pepper);
  return { row: { personId, salt, verifier, ...NO_TRIES }, key };
}

/** From now on this is the person's PIN here. */
export async function putPin({ row }: MadePin): Promise<void> {
  await book.transaction("rw", book.people, book.pins, async () => {
    await book.pins.put(row);
    await book.people.update(row.personId, { hasPin: true });
  });
}

const triesIn = ({ wrong, waitFrom = 0, waitMs = 0 }: PinRow): PinTries => ({ wrong, waitFrom, waitMs });

/** The tries so far, once more read for a clock that may have been set back; a write only where it was. */
async function keptTries(personId: string, nowMs: number): Promise<PinTries> {
  const seen = await book.pins.get(personId);
  if (!seen || anchored(triesIn(seen), nowMs).waitFrom === triesIn(seen).waitFrom)
    return seen ? triesIn(seen) : NO_TRIES;
  return book.transaction("rw", book.pins, async () => {
    const row = await book.pins.get(personId);
    if (!row) return NO_TRIES;
    const found = triesIn(row);
    const tries = anchored(found, nowMs);
    if (tries !== found) await book.pins.put({ ...row, ...tries });
    return tries;
  });
}

/** What stands in the way of a try, now: a wait that still runs after a restart, or a closed PIN. */
export async function pinRefusal(personId: string, nowMs: number): Promise<PinRefusal | undefined> {
  return refusalNow(await keptTries(personId, nowMs), nowMs);
}

const countInBook = (personId: string, nowMs: number) =>
  book.transaction("rw", book.pins, async () => {
    const row = await book.pins.get(personId);
    if (!row) return undefined;
    const tries = countTry(anchored(triesIn(row), nowMs), nowMs);
    if (tries.ok) await book.pins.put({ ...row, ...tries.value });
    return { row, tries };
  });

/**
 * Tries a PIN; a right one opens what is sealed until the app locks. See pin-tries.ts for what wrong ones cost.
 * Throws Fault `device-key-missing`.
 */
export async function checkPin(personId: string, pin: string, nowMs: number): Promise<Result<null, PinRefusal>> {
  const { pepper } = await keysOf(personId);
  // A full phone must still open: nobody gets at what is unsent otherwise.
  const counted = await withReserve(() => steady(book, () => countInBook(personId, nowMs)));
  if (!counted) throw new Fault("device-key-missing", "after-login");
  if (!counted.tries.ok) return counted.tries;
  const { salt, verifier } = counted.row;
  const { verifier: given, key } = await stretch(pin, salt, pepper);
  const same = given.length === verifier.length && given.every((b, i) => b === verifier[i]);
  if (!same) return err(refusalAfter(counted.tries.value, nowMs));
  holdPinKey(personId, key);
  // Nobody waits for the disk here. Where it fails, the count stands one higher until the next right PIN.
  void book.pins.update(personId, NO_TRIES).catch(() => undefined);
  return ok(null);
}

/** ECDSA P-256 / SHA-256 over the text, base64url. Throws Fault `device-key-missing`. */
export async function signWithDevice(personId: string, text: string): Promise<string> {
  const { signing } = await keysOf(personId);
  const bytes = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, signing, utf8(text));
  return base64Url(new Uint8Array(bytes));
}

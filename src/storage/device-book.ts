/** Who is enrolled in this browser: names for the start screen, device keys that cannot be taken out, PIN verifiers. */
import Dexie, { type Table } from "dexie";
import { useLiveQuery } from "dexie-react-hooks";
import { Fault } from "#domain/kernel/fault";
import { err, ok, type Result } from "#domain/kernel/result";
import type { EnrolReply } from "#protocol/session";

export interface EnrolledPerson {
  readonly personId: string;
  readonly displayName: string;
  readonly orgCode: string;
  readonly districtCode: string;
  readonly deviceId: string;
  readonly hasPin: boolean;
  readonly lastUsedAt: string;
}

interface KeyRow {
  readonly personId: string;
  readonly signing: CryptoKey;
  /** HMAC key of this device: a copied verifier alone cannot be tried against 10,000 PINs. */
  readonly pepper: CryptoKey;
}

interface PinRow {
  readonly personId: string;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly verifier: Uint8Array<ArrayBuffer>;
  readonly wrong: number;
  /** Device ms before which nobody may try. */
  readonly waitUntil: number;
}

class DeviceBook extends Dexie {
  declare readonly people: Table<EnrolledPerson, string>;
  declare readonly keys: Table<KeyRow, string>;
  declare readonly pins: Table<PinRow, string>;

  constructor() {
    super("device-book", { chromeTransactionDurability: "strict" });
    this.version(1).stores({ people: "personId", keys: "personId", pins: "personId" });
    this.on("versionchange", () => this.close({ disableAutoOpen: true }));
  }
}

const book = new DeviceBook();

const PIN_ROUNDS = 600_000;
const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

/** Last used first. */
export async function listPeople(): Promise<EnrolledPerson[]> {
  const people = await book.people.toArray();
  return people.sort((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt));
}

export const usePeopleOnPhone = (): EnrolledPerson[] | undefined => useLiveQuery(listPeople, []);

/** Keeps the device key and the name. A person enrolled again keeps the vault and gets the new device. */
export async function addPerson(reply: EnrolReply, key: CryptoKeyPair): Promise<EnrolledPerson> {
  const pepper = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
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
    await book.keys.put({ personId: person.personId, signing: key.privateKey, pepper });
    await book.pins.delete(person.personId);
    await book.people.put(person);
  });
  return person;
}

/** Moves a person to the top of the start screen. */
export async function markUsed(personId: string): Promise<void> {
  await book.people.update(personId, { lastUsedAt: new Date().toISOString() });
}

async function keysOf(personId: string): Promise<KeyRow> {
  const row = await book.keys.get(personId);
  if (!row) throw new Fault("device-key-missing", "after-login");
  return row;
}

async function verifierOf(
  pin: string,
  salt: Uint8Array<ArrayBuffer>,
  pepper: CryptoKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const params = { name: "PBKDF2", hash: "SHA-256", salt, iterations: PIN_ROUNDS };
  const stretched = await crypto.subtle.deriveBits(params, material, 256);
  return new Uint8Array(await crypto.subtle.sign("HMAC", pepper, stretched));
}

export async function setPin(personId: string, pin: string): Promise<void> {
  const { pepper } = await keysOf(personId);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const verifier = await verifierOf(pin, salt, pepper);
  await book.transaction("rw", book.people, book.pins, async () => {
    await book.pins.put({ personId, salt, verifier, wrong: 0, waitUntil: 0 });
    await book.people.update(personId, { hasPin: true });
  });
}

type PinRefusal =
  | { readonly kind: "wrong-pin"; readonly left: number }
  | { readonly kind: "wait"; readonly waitMs: number };

const waitAfter = (wrong: number): number =>
  wrong < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, wrong - FREE_TRIES));

/**
 * The counter is raised before the PIN is tried, so that closing the app does not buy another try.
 * After 5 wrong ones 30 s, then doubling up to 1 h. Throws Fault `device-key-missing`.
 */
export async function checkPin(personId: string, pin: string, nowMs: number): Promise<Result<null, PinRefusal>> {
  const { pepper } = await keysOf(personId);
  const row = await book.transaction("rw", book.pins, async () => {
    const found = await book.pins.get(personId);
    if (!found || found.waitUntil > nowMs) return found;
    const wrong = found.wrong + 1;
    const raised = { ...found, wrong, waitUntil: nowMs + waitAfter(wrong) };
    await book.pins.put(raised);
    return { ...raised, waitUntil: found.waitUntil };
  });
  if (!row) throw new Fault("device-key-missing", "after-login");
  if (row.waitUntil > nowMs) return err({ kind: "wait", waitMs: row.waitUntil - nowMs });
  const given = await verifierOf(pin, row.salt, pepper);
  const same = given.length === row.verifier.length && given.every((b, i) => b === row.verifier[i]);
  if (same) {
    await book.pins.update(personId, { wrong: 0, waitUntil: 0 });
    return ok(null);
  }
  const waitMs = waitAfter(row.wrong);
  return err(waitMs > 0 ? { kind: "wait", waitMs } : { kind: "wrong-pin", left: FREE_TRIES - row.wrong });
}

/** ECDSA P-256 / SHA-256 over the text, base64url. Throws Fault `device-key-missing`. */
export async function signWithDevice(personId: string, text: string): Promise<string> {
  const { signing } = await keysOf(personId);
  const bytes = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, signing, new TextEncoder().encode(text));
  return base64Url(new Uint8Array(bytes));
}

export function base64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const b of bytes) binary += String.fromCharCode(b);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

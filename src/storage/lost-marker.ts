/**
 * How much this phone held, kept where the browser does not clear it together with the storage: in a cookie, and once
 * more beside it. A vault that is made anew where something was held shows that the browser has cleared this phone.
 */
import type { Vault } from "./vault/vault.ts";

/** Counts only. `nextN`: the number the next record would have got; `unsent`: records that no server had then. */
export interface Held {
  readonly cid: string;
  readonly nextN: number;
  readonly unsent: number;
}

const NAME = "zimajia-held";
const KEPT_S = 400 * 86_400;
/** A cookie has room for so many people of one phone. */
const MOST_PEOPLE = 8;

type HeldBy = Readonly<Record<string, Held>>;

const isHeld = (value: unknown): value is Held =>
  typeof value === "object" && value !== null && "cid" in value && "nextN" in value && "unsent" in value;

function parsed(text: string | null | undefined): HeldBy {
  try {
    const found: unknown = JSON.parse(decodeURIComponent(text ?? "") || "{}");
    return Object.fromEntries(Object.entries(found ?? {}).filter((entry): entry is [string, Held] => isHeld(entry[1])));
  } catch {
    // Cut off or written by something else: it proves nothing.
    return {};
  }
}

const hasDocument = (): boolean => typeof document !== "undefined";

function readAll(): HeldBy {
  if (!hasDocument()) return {};
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(`${NAME}=`));
  return { ...parsed(localStorage.getItem(NAME)), ...parsed(cookie?.slice(NAME.length + 1)) };
}

function writeAll(held: HeldBy): void {
  const people = Object.entries(held).slice(-MOST_PEOPLE);
  const text = encodeURIComponent(JSON.stringify(Object.fromEntries(people)));
  const secure = location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the oldest phones have no other way to a cookie
  document.cookie = `${NAME}=${text}; max-age=${KEPT_S}; path=/; samesite=strict${secure}`;
  try {
    localStorage.setItem(NAME, text);
  } catch {
    // A full phone keeps the cookie at least.
  }
}

/** What this person's vault held when it was last written to; absent where nothing is known. */
export const heldBefore = (personId: string): Held | undefined => readAll()[personId];

/** Unsent records of everybody this phone has ever held; undefined where it never held anything. */
export function heldByAll(): number | undefined {
  const held = Object.values(readAll());
  return held.length === 0 ? undefined : held.reduce((sum, one) => sum + one.unsent, 0);
}

/** Writes down what the vault holds. */
export function writeHeld(personId: string, held: Held): void {
  if (!hasDocument()) return;
  const { [personId]: _before, ...others } = readAll();
  writeAll({ ...others, [personId]: held });
}

/** Reads what the vault holds now and writes it down. */
export async function noteHeld(vault: Vault, personId: string): Promise<void> {
  if (!hasDocument()) return;
  const [cid, nextN, unsent] = await Promise.all([vault.getMeta("cid"), vault.getMeta("nextN"), vault.outbox.count()]);
  if (cid !== undefined) writeHeld(personId, { cid, nextN: nextN ?? 1, unsent });
}

/** The person was wiped from this phone on purpose: nothing is missed. */
export function forgetHeld(personId: string): void {
  if (!hasDocument()) return;
  const { [personId]: _gone, ...others } = readAll();
  writeAll(others);
}

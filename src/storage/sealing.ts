/** Seals what a command says in confidence, before it is decided: with public keys only, so that a locked phone saves too. */
import type { CommandSpec, Doc, Ref } from "#domain/kernel/command";
import type { Refusal } from "#domain/kernel/refusal";
import { err, ok, type Result } from "#domain/kernel/result";
import { isSame } from "#domain/kernel/same";
import { isSealedBox, type KeyWrap, RECOVERY, type RecordSeal } from "#domain/kernel/sealed";
import { entitledTo, keysOfPerson, sealOf, wrapsOf } from "#domain/sealed/sealed-records";
import { newKeyPair, openValue, type Recipient, sealValue, unwrap, wrapFor } from "#seal/box";
import { readRecord } from "./cache/read-record.ts";
import { ownKey } from "./pin.ts";
import { type PinKey, pinKeyOf } from "./pin-key.ts";
import { unlockedKey } from "./seal-keys.ts";
import type { ToSeal } from "./to-seal.ts";
import type { World } from "./world.ts";

/** Secrets of records by their key's name, for as long as the PIN they were opened by is held. */
const secrets = new WeakMap<PinKey, Map<string, string>>();

function keepSecret(world: World, kid: string, secret: string): void {
  const pin = pinKeyOf(world.person.personId);
  if (!pin) return;
  const known = secrets.get(pin) ?? new Map<string, string>();
  secrets.set(pin, known.set(kid, secret));
}

/** The secret of a sealed document; undefined while locked, or where nobody has passed it on to this phone. */
export async function secretOf(world: World, doc: Doc): Promise<string | undefined> {
  const pin = pinKeyOf(world.person.personId);
  const seal = sealOf(doc);
  if (!pin || !seal) return undefined;
  const known = secrets.get(pin)?.get(seal.kid);
  if (known !== undefined) return known;
  const mine = await unlockedKey(world);
  const secret = mine && (await unwrap({ ...seal, wraps: wrapsOf(doc) }, mine).catch(() => undefined));
  if (secret !== undefined) keepSecret(world, seal.kid, secret);
  return secret;
}

/** Every key the words of a document should open for: those of the people entitled, and the operator's. */
async function recipientsOf(world: World, t: string, doc: Doc): Promise<Recipient[]> {
  const { vault, cache, person } = world;
  const recipients: Recipient[] = [];
  for (const personId of entitledTo(t, doc)) {
    const record = await readRecord(cache, { t: "person", id: personId });
    for (const key of keysOfPerson(record?.doc)) recipients.push({ personId, key });
    const own = personId === person.personId ? await ownKey(vault) : undefined;
    if (own) recipients.push({ personId, key: own });
  }
  const operator = await vault.getMeta("recoveryKey");
  if (operator) recipients.push({ personId: RECOVERY, key: operator });
  return recipients;
}

/** Wraps that are missing on a document of which this phone has the secret. */
export async function missingWraps(world: World, t: string, doc: Doc): Promise<KeyWrap[]> {
  const seal = sealOf(doc);
  if (!seal) return [];
  const there = new Set(wrapsOf(doc).map(({ id }) => id));
  const missing = new Map<string, Recipient>();
  for (const one of await recipientsOf(world, t, doc)) if (!there.has(one.key.id)) missing.set(one.key.id, one);
  if (missing.size === 0) return [];
  const secret = await secretOf(world, doc);
  if (secret === undefined) return [];
  return Promise.all([...missing.values()].map((one) => wrapFor(one, seal.kid, secret)));
}

/** The same box where the opened words are the same: what a person left as it was has not changed. */
async function boxAsBefore(world: World, ref: Ref, value: unknown, before: { doc: Doc | undefined; name: string }) {
  const box = before.doc?.[before.name];
  const secret = before.doc && isSealedBox(box) ? await secretOf(world, before.doc) : undefined;
  if (secret === undefined || !isSealedBox(box)) return undefined;
  const opened = await openValue(secret, ref, box).catch(() => undefined);
  return isSame(opened, value) ? box : undefined;
}

interface Sealing {
  readonly spec: CommandSpec;
  readonly toSeal: ToSeal;
  /** The record the command is about, as it stands. */
  readonly ref: Ref;
  readonly current: Doc | undefined;
  /** Decides with a seal that has no wraps yet, to learn who is entitled to what is made. */
  readonly made: (args: Doc) => Doc | undefined;
}

/** The arguments as they are saved and travel. Refuses where this phone has no key, and cannot seal for its own person. */
export async function sealArgs(
  world: World,
  { spec, toSeal, ref, current, made }: Sealing,
): Promise<Result<Doc, Refusal>> {
  const hasSeal = sealOf(toSeal.args) !== undefined || sealOf(current) !== undefined;
  const fresh = spec.makesSeal && !hasSeal ? await newKeyPair() : undefined;
  if (fresh && !(await ownKey(world.vault))) return err({ kind: "seal-key-missing" });
  const bare: RecordSeal | undefined = fresh
    ? { kid: fresh.id, alg: fresh.alg, publicKey: fresh.publicKey, wraps: [] }
    : (sealOf(toSeal.args) ?? sealOf(current));
  if (toSeal.plain.size > 0 && !bare) return err({ kind: "not-found" });
  const args: Record<string, unknown> = { ...toSeal.args };
  for (const [name, value] of toSeal.plain) {
    if (!bare) continue;
    const same = await boxAsBefore(world, ref, value, { doc: current, name });
    args[name] = same ?? (await sealValue(bare, ref, value));
  }
  if (!fresh || !bare) return ok(args);
  keepSecret(world, fresh.id, fresh.privateKey);
  const doc = made({ ...args, seal: bare });
  const to = doc ? await recipientsOf(world, ref.t, doc) : [];
  const unique = [...new Map(to.map((one) => [one.key.id, one])).values()];
  const wraps = await Promise.all(unique.map((one) => wrapFor(one, fresh.id, fresh.privateKey)));
  return ok({ ...args, seal: { ...bare, wraps } });
}

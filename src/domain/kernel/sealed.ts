/**
 * Words that only those entitled can read. A sealed value is opaque everywhere: rules move the box and never look inside,
 * so that phone and server decide alike, and outbox, row, log, backup and desk hold nothing but the box.
 * What a rule must know (state, dates, codes, amounts, ids) stays beside it in clear.
 */
import * as v from "valibot";
import { id } from "./schema.ts";

declare const plainOf: unique symbol;

/** A value of type T, sealed for the key of the record it belongs to. */
export interface SealedBox<T = unknown> {
  /** The cipher that made it. */
  readonly sealed: string;
  /** The record's key it was made for. */
  readonly kid: string;
  /** The maker's key of this one box, and what the cipher needs besides; base64url. */
  readonly epk: string;
  readonly iv: string;
  readonly ct: string;
  readonly [plainOf]?: T;
}

/** A push body is at most 256 KiB. */
const MAX_BOX_CHARS = 180_000;
const MAX_WRAPS = 100;
const base64url = v.pipe(v.string(), v.regex(/^[\w-]*$/), v.maxLength(MAX_BOX_CHARS));
const keyText = v.pipe(v.string(), v.regex(/^[\w-]+$/), v.maxLength(200));

const box = { epk: keyText, iv: keyText, ct: base64url };

const boxSchema = v.looseObject({ sealed: id, kid: id, ...box });

export const isSealedBox = (value: unknown): value is SealedBox => v.is(boxSchema, value);

/** Is a value sealed, or does it hold one that is? */
export const holdsBox = (value: unknown): boolean =>
  isSealedBox(value) ||
  (typeof value === "object" && value !== null && Object.values(value).some((inner) => holdsBox(inner)));

/** Of a schema made by `sealed`: what the value must be before it is sealed. */
export const PLAIN = Symbol("plain");

/** Schema of a sealed argument: a box on the wire, a value by `plain` in the hands of whoever gives the command. */
export function sealed<S extends v.GenericSchema>(plain: S): v.GenericSchema<SealedBox<v.InferOutput<S>>> {
  const schema = { ...boxSchema, [PLAIN]: plain };
  return schema as unknown as v.GenericSchema<SealedBox<v.InferOutput<S>>>;
}

/** The key a wrap opens for the operator of the district, who can give lost words back. */
export const RECOVERY = "recovery";

/** The record's key, sealed for one key of somebody entitled. `id`: that key. */
const keyWrap = v.looseObject({ id, personId: id, ...box });
export interface KeyWrap {
  readonly id: string;
  /** Or RECOVERY. */
  readonly personId: string;
  readonly epk: string;
  readonly iv: string;
  readonly ct: string;
}
export const keyWraps: v.GenericSchema<KeyWrap[]> = v.pipe(v.array(keyWrap), v.minLength(1), v.maxLength(MAX_WRAPS));

const RECORD_SEAL = v.looseObject({ kid: id, alg: id, publicKey: keyText, wraps: keyWraps });

/** The key of a record: its public half to seal by, its secret half once for each key of those entitled. */
export interface RecordSeal {
  readonly kid: string;
  readonly alg: string;
  readonly publicKey: string;
  readonly wraps: readonly KeyWrap[];
}

/** Argument `seal` of a command that makes a record with sealed parts; whoever saves the command fills it in. */
export const recordSeal: v.GenericSchema<RecordSeal> = RECORD_SEAL;

/** A record with sealed parts. */
export interface SealedRecord {
  readonly id: string;
  readonly seal: RecordSeal;
}

/** A key that a phone of a person can open words with. `id`: from its hash. */
export const sealKeySchema = v.looseObject({ id, alg: id, publicKey: keyText });
export interface SealKey {
  readonly id: string;
  readonly alg: string;
  readonly publicKey: string;
}

/** The same value with its words in clear; null where a box does not open with the keys of this phone. */
export type Revealed<T> =
  T extends SealedBox<infer P>
    ? P | null
    : T extends readonly (infer M)[]
      ? readonly Revealed<M>[]
      : T extends object
        ? { readonly [K in keyof T]: Revealed<T[K]> }
        : T;

type Opened<X> = X extends SealedBox<infer T> ? T : X;
/** Arguments as a person gives them: sealed ones in clear. */
export type Plain<A> = { [K in keyof A]: Opened<A[K]> };

interface WithEntries {
  readonly entries?: Readonly<Record<string, v.GenericSchema>>;
}
interface Wrapping {
  readonly wrapped?: v.GenericSchema;
  readonly [PLAIN]?: v.GenericSchema;
}

/** The sealed ones among the top-level arguments, with what they must be before. */
export function sealedIn(args: v.GenericSchema): ReadonlyMap<string, v.GenericSchema> {
  const found = new Map<string, v.GenericSchema>();
  for (const [name, schema] of Object.entries((args as WithEntries).entries ?? {})) {
    let at: Wrapping | undefined = schema as Wrapping;
    while (at?.wrapped) at = at.wrapped as Wrapping;
    const plain = at?.[PLAIN];
    if (plain) found.set(name, plain);
  }
  return found;
}

/** Does the command make a record with a key of its own? */
export const makesSeal = (args: v.GenericSchema): boolean => "seal" in ((args as WithEntries).entries ?? {});

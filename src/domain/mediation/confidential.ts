/** The parts of a file that only those entitled may read: each is sealed as one value. Rules never look inside. */
import * as v from "valibot";
import { id } from "../kernel/schema.ts";

const short = v.pipe(v.string(), v.trim(), v.maxLength(200));
const long = v.pipe(v.string(), v.trim(), v.maxLength(8_000));

export const partySchema = v.looseObject({
  key: id,
  side: v.picklist(["applicant", "respondent"]),
  kind: v.picklist(["person", "organisation"]),
  name: v.pipe(short, v.minLength(1)),
  sex: v.picklist(["male", "female", ""]),
  ethnicity: short,
  age: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(18), v.maxValue(120))),
  ageBand: v.picklist(["minor", "adult", "elderly", ""]),
  occupation: short,
  phone: short,
  address: short,
  identitySeen: v.boolean(),
  representative: v.nullable(v.looseObject({ name: short, relation: short, phone: short, hasAuthority: v.boolean() })),
});
/** Somebody the quarrel is about, as the statutory form asks; no number of an identity card. */
export type Party = v.InferOutput<typeof partySchema>;
export const parties = v.pipe(v.array(partySchema), v.minLength(1), v.maxLength(30));

/** What it is about, in words. */
export const matterSchema = v.looseObject({
  where: short,
  facts: long,
  claims: v.pipe(v.array(short), v.maxLength(20)),
  remarks: long,
});
export type Matter = v.InferOutput<typeof matterSchema>;

/** HH:MM of the place; "" or missing: to be written on the paper by hand. */
const hour = v.optional(v.pipe(v.string(), v.regex(/^(\d\d:\d\d)?$/)));

export const sessionWords = v.looseObject({
  place: short,
  from: hour,
  to: hour,
  invited: short,
  recorder: short,
  /** Who sits here, how and by which principles it goes: the second point of the record. */
  principlesTold: v.optional(long),
  statements: v.array(v.looseObject({ partyKey: id, words: long })),
  checked: long,
  risksTold: long,
  result: long,
  /** The seventh point. */
  others: v.optional(long),
});
export type SessionWords = v.InferOutput<typeof sessionWords>;

export const inquiryWords = v.looseObject({
  place: short,
  from: hour,
  present: short,
  questioned: short,
  account: long,
});
export type InquiryWords = v.InferOutput<typeof inquiryWords>;

/** A photo that was sealed before it was kept; the key to it stands only here. */
export const sealedFile = v.looseObject({
  sha256: id,
  bytes: v.number(),
  alg: short,
  key: short,
  iv: short,
  type: short,
});
const files = v.pipe(v.array(sealedFile), v.maxLength(9));

export const evidenceWords = v.looseObject({ name: short, origin: short, broughtBy: short, photos: files });
export type EvidenceWords = v.InferOutput<typeof evidenceWords>;

export const agreementWords = v.looseObject({
  facts: long,
  responsibility: long,
  terms: v.pipe(v.array(long), v.maxLength(40)),
  /** By the id of the obligation. */
  duties: v.array(v.looseObject({ id, what: short, where: short, manner: short })),
  /** The exact text that is signed. */
  text: v.pipe(v.string(), v.maxLength(40_000)),
  /** Keeps the hash of the text from being guessed. */
  salt: v.pipe(v.string(), v.maxLength(64)),
});
export type AgreementWords = v.InferOutput<typeof agreementWords>;

const stroke = v.array(v.tuple([v.number(), v.number(), v.number()]));
export const signatureWords = v.looseObject({
  name: short,
  strokes: v.pipe(v.array(stroke), v.maxLength(200)),
  photos: files,
});
export type SignatureWords = v.InferOutput<typeof signatureWords>;

export const formSignatureWords = v.looseObject({
  ...signatureWords.entries,
  /** Keeps the hash of the text from being guessed. */
  salt: v.pipe(v.string(), v.maxLength(64)),
});
export type FormSignatureWords = v.InferOutput<typeof formSignatureWords>;

export const followUpWords = v.looseObject({
  reason: short,
  performance: long,
  satisfaction: short,
  lawsuit: short,
  mistakes: short,
  escalation: short,
  measures: long,
});
export type FollowUpWords = v.InferOutput<typeof followUpWords>;

/** A few sealed words beside a step: why it failed, to whom it was handed, what became of it. */
export const stepWords = long;

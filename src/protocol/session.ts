/** Enrolment and the short-lived token. */
import * as v from "valibot";
import { heartbeatSchema } from "./heartbeat.ts";

/** Digits of an enrolment code, and how long it is good. */
export const CODE_DIGITS = 8;
export const CODE_HOURS = 72;
export const TOKEN_MINUTES = 10;

export const enrolRequest = v.looseObject({
  code: v.pipe(v.string(), v.regex(/^\d{8}$/)),
  /** P-256 public key, raw, base64url. */
  publicKey: v.pipe(v.string(), v.minLength(80), v.maxLength(120)),
  deviceName: v.pipe(v.string(), v.maxLength(80)),
});
export const enrolReply = v.looseObject({
  deviceId: v.string(),
  personId: v.string(),
  displayName: v.string(),
  orgCode: v.string(),
  districtCode: v.string(),
  epoch: v.string(),
});
export type EnrolReply = v.InferOutput<typeof enrolReply>;

/**
 * `signature` is ECDSA P-256 / SHA-256 over `${deviceId}.${at}`, base64url, good once. `at` is what the phone takes for the
 * time, ISO; or, to the letter, the `serverNow` it was refused with.
 */
export const tokenRequest = v.looseObject({
  deviceId: v.string(),
  at: v.pipe(v.string(), v.maxLength(120)),
  signature: v.pipe(v.string(), v.maxLength(120)),
});
/** What of a refused request may be signed: the server's time with its seal. A bare time may be one of next week. */
export const isTimeToSign = (serverNow: string): boolean => serverNow.split("~").length === 3;
export const tokenReply = v.looseObject({ token: v.string(), serverNow: v.string() });

export const codeRequest = v.looseObject({ personId: v.string() });
export const codeReply = v.looseObject({ code: v.string(), expiresAt: v.string() });

/** One of the asker's own phones. `told` is what it last said of itself, and `toldAt` when. */
export const ownDeviceReply = v.looseObject({
  id: v.string(),
  name: v.string(),
  createdAt: v.string(),
  seenAt: v.string(),
  revokedAt: v.nullable(v.string()),
  told: v.nullable(heartbeatSchema),
  toldAt: v.nullable(v.string()),
  /** Once switched off: when it last handed something in, and how many records it handed in. */
  handedAt: v.nullable(v.string()),
  handed: v.number(),
});
export type OwnDevice = v.InferOutput<typeof ownDeviceReply>;
export const ownDevicesReply = v.looseObject({ devices: v.array(ownDeviceReply) });

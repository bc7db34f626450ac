/** Pieces of arguments that every command shares. */
import * as v from "valibot";

export const id = v.pipe(v.string(), v.minLength(1), v.maxLength(120), v.regex(/^[\w.:-]+$/));
export const communityCode = v.pipe(v.string(), v.regex(/^\d{12}$/));
export const instant = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/));
export const localDate = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/));
/** A few words of a person; trimmed, at most 500 characters. */
export const sentence = v.pipe(v.string(), v.trim(), v.maxLength(500));
export const title = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60));
export const lngLat = v.tuple([
  v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
  v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
]);
export const position = v.looseObject({
  lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
  lng: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
  accM: v.pipe(v.number(), v.minValue(0)),
  crs: v.literal("wgs84"),
});
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000));
export const photoRef = v.looseObject({
  sha256,
  bytes: size,
  thumbSha256: sha256,
  thumbBytes: size,
  width: size,
  height: size,
});

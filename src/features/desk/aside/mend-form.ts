/** Which arguments of a set-aside record a desk may mend, and how they go back into it. Pure. */
import type { SetAside } from "#domain/aside/set-aside";

export interface Mending {
  readonly community: string;
  readonly spot: string;
  readonly words: string;
  readonly emergency: string;
}

type Args = SetAside["args"];

const WRITTEN = ["words", "text", "note", "remark", "handover", "reason"] as const;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The argument that holds a person's own words. */
const writtenIn = (args: Args): (typeof WRITTEN)[number] | undefined =>
  WRITTEN.find((name) => typeof args[name] === "string");

const placeOf = (args: Args): Record<string, unknown> | undefined => {
  const place = args["place"];
  return typeof place === "object" && place !== null ? { ...place } : undefined;
};

/** What can be mended of this one: fields it has, and an answer that its severity demands. */
export function mendable({ args }: SetAside): Record<keyof Mending, boolean> {
  return {
    community: typeof args["communityCode"] === "string",
    spot: placeOf(args) !== undefined,
    words: writtenIn(args) !== undefined,
    emergency: args["severity"] === "red",
  };
}

export function mendingOf({ args }: SetAside): Mending {
  const written = writtenIn(args);
  return {
    community: text(args["communityCode"]),
    spot: text(placeOf(args)?.["spot"]),
    words: written ? text(args[written]) : "",
    emergency: text(args["emergency"]),
  };
}

/** The arguments with what was mended; everything else stays as it came. */
export function mendedArgs(one: SetAside, mending: Mending): Record<string, unknown> {
  const may = mendable(one);
  const was = mendingOf(one);
  const args: Record<string, unknown> = { ...one.args };
  if (may.community && mending.community !== was.community) args["communityCode"] = mending.community;
  if (may.spot && mending.spot.trim() !== was.spot) args["place"] = { ...placeOf(args), spot: mending.spot.trim() };
  const written = writtenIn(args);
  if (written && mending.words.trim() !== was.words) args[written] = mending.words.trim();
  if (may.emergency && mending.emergency !== was.emergency) args["emergency"] = mending.emergency;
  return args;
}

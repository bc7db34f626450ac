/** Volunteer time: what a finished round leaves for each person who walked it. */
import * as v from "valibot";
import type { Change, Ref } from "../kernel/command.ts";
import { id } from "../kernel/schema.ts";
import type { MemberMinutes } from "./round.ts";

export const memberMinutes = v.array(
  v.looseObject({ personId: id, minutes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1440)) }),
);

interface ServiceOf {
  readonly roundId: string;
  readonly communityCode: string;
  readonly on: string;
  readonly source: "round" | "late";
  readonly members: readonly MemberMinutes[];
}

/** Id of a person's record in one round; his joining of that round has the same. */
export const serviceId = (roundId: string, personId: string): string => `${roundId}.${personId}`;

export const joinRef = (roundId: string, personId: string): Ref => ({
  t: "roundJoin",
  id: serviceId(roundId, personId),
});

export const serviceRefs = (roundId: string, members: readonly { readonly personId: string }[]): Ref[] =>
  members.map(({ personId }) => ({ t: "serviceRecord", id: serviceId(roundId, personId) }));

/** Volunteer time of each member. @rule VOL-19 a true record of service for each person. */
export function serviceRecords({ roundId, communityCode: code, on, source, members }: ServiceOf): Change {
  return members.map(({ personId, minutes }) => {
    const recordId = serviceId(roundId, personId);
    const doc = { id: recordId, personId, roundId, communityCode: code, on, minutes, content: "patrol", source };
    return { op: "create" as const, t: "serviceRecord", id: recordId, doc };
  });
}

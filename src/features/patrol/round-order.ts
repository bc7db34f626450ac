/** Which stop comes next, and which slots are a person's own. */
import { instantAt, localDateOf } from "#domain/kernel/clock";
import { latestStops, type PatrolRound } from "#domain/patrol/round";
import { BAND_MINUTES, type PatrolGroup, type RosterSlot, type Team } from "#domain/people/people";

const isSeen = (seen: ReturnType<typeof latestStops>, id: string): boolean =>
  (seen.get(id)?.result ?? "notSeen") !== "notSeen";

/** The first stop nobody has looked at yet after `afterId`, going round; undefined when all are seen. */
export function nextStop(round: PatrolRound, afterId?: string): string | undefined {
  const seen = latestStops(round);
  const from = afterId === undefined ? 0 : round.checkpointIds.indexOf(afterId) + 1;
  const order = [...round.checkpointIds.slice(from), ...round.checkpointIds.slice(0, from)];
  return order.find((id) => !isSeen(seen, id));
}

/** The stop to go to: the one in view while nobody has looked at it, else the next one. */
export const upcomingStop = (round: PatrolRound, inView: string | undefined): string | undefined =>
  inView !== undefined && !isSeen(latestStops(round), inView) ? inView : nextStop(round, inView);

export const missedStops = (round: PatrolRound): string[] => {
  const seen = latestStops(round);
  return round.checkpointIds.filter((id) => !isSeen(seen, id));
};

export interface MyGroup {
  readonly team: Team;
  readonly group: PatrolGroup;
}

export const myGroups = (teams: readonly Team[], personId: string): MyGroup[] =>
  teams.flatMap((team) => team.groups.filter((g) => g.memberIds.includes(personId)).map((group) => ({ team, group })));

/** When the slot is over, ISO. */
export const slotEnd = (slot: RosterSlot): string => instantAt(slot.on, BAND_MINUTES[slot.band][1]);
export const slotStart = (slot: RosterSlot): string => instantAt(slot.on, BAND_MINUTES[slot.band][0]);

/** My slots that are not over and not walked yet, soonest first. */
export function comingSlots(
  slots: readonly RosterSlot[],
  groups: readonly MyGroup[],
  walkedSlotIds: ReadonlySet<string>,
  now: string,
): RosterSlot[] {
  const mine = new Set(groups.map((g) => g.group.id));
  return slots
    .filter((s) => mine.has(s.groupId) && !walkedSlotIds.has(s.id) && slotEnd(s) >= now)
    .sort((a, b) => slotStart(a).localeCompare(slotStart(b)));
}

export const todayOf = (nowMs: number): string => localDateOf(new Date(nowMs).toISOString());

/** What the joining code says: `<origin>/join?r=…&t=…&c=…`; it works before the round has reached the server. */
export const joinAddress = (origin: string, round: PatrolRound): string =>
  `${origin}/join?r=${round.id}&t=${round.teamId}&c=${round.communityCode}`;

/** The address within the app that a scanned joining code or place code stands for; undefined for any other text. */
export function addressIn(text: string): string | undefined {
  const join = /\/join(\?[\w.:=&%-]+)$/.exec(text.trim());
  if (join?.[1]) return `/join${join[1]}`;
  const tag = tagIn(text);
  return tag === undefined ? undefined : `/d/${tag}`;
}

/** The tag of a scanned place: the last part of `<origin>/d/<tag>`, or undefined for any other text. */
export function tagIn(text: string): string | undefined {
  const hit = /\/d\/([\w.:-]+)\/?(?:[?#].*)?$/.exec(text.trim());
  return hit?.[1];
}

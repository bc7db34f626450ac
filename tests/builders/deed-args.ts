/** Arguments and laid records that several deeds share. */
import type { Ground } from "./cast.ts";
import type { Doc, Laid } from "./deed.ts";
import { CHECKLIST } from "./neighbourhood.ts";

export const reportArgs = ({ communityCode, compoundId }: Ground, id: string) => ({
  issueId: id,
  communityCode,
  source: "direct",
  place: { compoundId },
  checklistVersionId: CHECKLIST,
  category: "blockedFireLane",
  categoryLabel: "消防通道占堵",
  severity: "orange",
  photos: [],
  ownerKind: "branch",
});

export const aPersonWith = ({ communityCode }: Ground, id: string, grants: readonly Doc[]): readonly Laid[] => [
  { t: "person", id, doc: { id, displayName: "演示·某", orgCode: communityCode, grants, demo: true } },
];

export const aPerson = (ground: Ground, id: string): readonly Laid[] => aPersonWith(ground, id, []);

export const checkpointArgs = ({ communityCode, compoundId }: Ground, id: string) => ({
  checkpointId: id,
  tag: id,
  communityCode,
  compoundId,
  kind: "gate",
  name: "大门",
  position: null,
});

export const routeArgs = ({ communityCode, teamId, checkpointId }: Ground, id: string) => ({
  routeId: id,
  name: "新线",
  communityCode,
  teamId,
  checkpointIds: [checkpointId],
  ordered: false,
});

export const aCheckpoint = (ground: Ground, id: string): readonly Laid[] => [
  { t: "checkpoint", id, doc: { ...checkpointArgs(ground, id), id } },
];

/** Ten places to look at in each compound, and the routes of a team over them. */
import type { Building, Checkpoint, CheckpointKind, Compound, LngLat, Route } from "#domain/place/place";
import { HOME } from "./org-units.ts";
import { type Chance, chanceOf, tagOf } from "./prng.ts";

const STAIRWELLS = 5;
const TOWN_EXTRAS: readonly (readonly [CheckpointKind, string])[] = [
  ["parking", "停车场"],
  ["square", "小广场"],
  ["facility", "健身角"],
  ["lane", "后巷消防通道"],
  ["roof", "1栋楼顶"],
];
const VILLAGE_EXTRAS: readonly (readonly [CheckpointKind, string])[] = [
  ["riverbank", "河边步道"],
  ["lane", "村道路口"],
  ["square", "晒坪"],
  ["parking", "村口停车处"],
];

interface Spot {
  readonly kind: CheckpointKind;
  readonly name: string;
  readonly position: LngLat;
  readonly building?: Building;
  readonly unit?: number;
  readonly floor?: number;
}

/** A few metres from a point; stays inside the compound when the point is a building's. */
const beside = ([lng, lat]: LngLat, chance: Chance): LngLat => [
  Math.round((lng + chance.between(-3e-5, 3e-5)) * 1e6) / 1e6,
  Math.round((lat + chance.between(-3e-5, 3e-5)) * 1e6) / 1e6,
];

/** The first two are floors of one stairwell, as a group climbs it. */
function stairwells(compound: Compound, chance: Chance): Spot[] {
  return Array.from({ length: STAIRWELLS }, (_, i) => {
    const building =
      compound.buildings[Math.max(0, i - 1) % compound.buildings.length] ?? chance.pick(compound.buildings);
    const unit = i > 1 && i > compound.buildings.length ? 2 : 1;
    const floor = i === 0 ? 3 : Math.min(building.floors, 5 + (i % 2));
    const name = `${building.label}${unit}单元 ${floor}楼`;
    return { kind: "stairwell", name, position: beside(building.center, chance), building, unit, floor };
  });
}

function spotsOf(compound: Compound, rural: boolean, chance: Chance): Spot[] {
  const near = (): LngLat => beside(chance.pick(compound.buildings).center, chance);
  const extras = rural ? VILLAGE_EXTRAS : TOWN_EXTRAS;
  const start = chance.int(0, extras.length - 1);
  const gate = compound.ring[0] ?? near();
  return [
    { kind: "gate", name: "大门", position: gate },
    ...stairwells(compound, chance),
    { kind: "shed", name: "单车棚", position: near() },
    { kind: "bins", name: "垃圾投放点", position: near() },
    ...[0, 1].map((i): Spot => {
      const [kind, name] = extras[(start + i) % extras.length] ?? ["square", "小广场"];
      return { kind, name, position: near() };
    }),
  ];
}

/** Checkpoints of one compound, in walking order. */
export function checkpointsOf(compound: Compound, rural: boolean, seed: number): Checkpoint[] {
  const chance = chanceOf(seed, `checkpoints:${compound.id}`);
  return spotsOf(compound, rural, chance).map(({ kind, name, position, building, unit, floor }, i) => ({
    id: `${compound.id}.p${String(i + 1).padStart(2, "0")}`,
    tag: tagOf(chance),
    communityCode: compound.communityCode,
    compoundId: compound.id,
    kind,
    name,
    ...(building ? { buildingId: building.id, unit, floor } : {}),
    position,
  }));
}

/** Two routes of a team: neighbouring compounds, 8–16 stops. The first of 燕湖社区 has 24, for the long round. */
export function routesOf(
  team: { readonly id: string; readonly communityCode: string; readonly nth: number },
  checkpoints: readonly Checkpoint[],
  seed: number,
): Route[] {
  const chance = chanceOf(seed, `routes:${team.id}`);
  return [0, 1].map((r) => {
    const long = team.communityCode === HOME && team.nth === 1 && r === 0;
    const count = Math.min(long ? 24 : chance.int(8, 16), checkpoints.length);
    const start = ((team.nth - 1) * 40 + r * 20) % checkpoints.length;
    const stops = Array.from({ length: count }, (_, i) => checkpoints[(start + i) % checkpoints.length]?.id ?? "");
    return {
      id: `${team.id}.route${r + 1}`,
      name: `${r === 0 ? "一" : "二"}号线（演示）`,
      communityCode: team.communityCode,
      teamId: team.id,
      checkpointIds: stops,
      ordered: r === 0,
    };
  });
}

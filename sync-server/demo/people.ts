/** Invented staff, volunteers and teams. Ids follow from the post, so that the demo sign-ins never move. */
import type { Grant, Role } from "#domain/kernel/actor";
import { addDays, instantAt } from "#domain/kernel/clock";
import type { LocalDate } from "#domain/kernel/ids";
import type { PatrolGroup, Person, Team, TeamKind } from "#domain/people/people";
import type { OrgUnit } from "#domain/place/place";
import { COMPOUNDS, type Neighbourhood } from "./layout.ts";
import { staffName, volunteerName } from "./names.ts";
import { DISTRICT, HOME, STREET } from "./org-units.ts";
import { chanceOf } from "./prng.ts";

/** Branch secretaries of the district; together they look after every compound. */
const SECRETARIES = 112;

export interface DemoSignIn {
  readonly personId: string;
  readonly roleLabel: string;
}

/** One person for each way to use the app; all of 燕湖社区 where the role is local. */
export const DEMO_SIGN_INS: readonly DemoSignIn[] = [
  { personId: `${DISTRICT}.admin`, roleLabel: "区管理员" },
  { personId: `${STREET}.admin`, roleLabel: "街道管理员（叠彩街道）" },
  { personId: `${HOME}.admin`, roleLabel: "社区管理员（燕湖社区）" },
  { personId: `${HOME}.secretary1`, roleLabel: "小区书记（燕湖社区）" },
  { personId: `${HOME}.grid1`, roleLabel: "网格员（燕湖社区）" },
  { personId: `${HOME}.mediator1`, roleLabel: "人民调解员一（燕湖社区）" },
  { personId: `${HOME}.mediator2`, roleLabel: "人民调解员二（燕湖社区）" },
  { personId: `${HOME}.t1.g1.v1`, roleLabel: "巡逻组长（燕湖社区紫马甲）" },
  { personId: `${HOME}.t1.g1.v2`, roleLabel: "志愿者一（燕湖社区紫马甲）" },
  { personId: `${HOME}.t1.g1.v3`, roleLabel: "志愿者二（燕湖社区紫马甲）" },
];

/** Longer than anything in the demo district lies back. */
const DAYS_IN_OFFICE = 400;

type Post = Pick<Grant, "role" | "orgCode" | "unitId">;

function aPerson(id: string, displayName: string, orgCode: string, posts: readonly Post[], today: LocalDate): Person {
  const from = instantAt(addDays(today, -DAYS_IN_OFFICE), 9 * 60);
  return {
    id,
    displayName,
    orgCode,
    grants: posts.map((post, i) => ({ ...post, id: `${id}.grant${i + 1}`, from })),
    demo: true,
  };
}

const ADMIN: Readonly<Record<OrgUnit["level"], readonly [role: Role, post: string]>> = {
  district: ["districtAdmin", "区管理员"],
  street: ["streetAdmin", "街道管理员"],
  community: ["communityAdmin", "社区管理员"],
};

/** One administrator for every organisation unit. */
export function administrators(units: readonly OrgUnit[], today: LocalDate): Person[] {
  return units.map((unit, n) => {
    const [role, post] = ADMIN[unit.level];
    const posts: Post[] = [{ role, orgCode: unit.id }];
    // Whoever runs the community heads its mediation committee, too.
    if (unit.level === "community") posts.push({ role: "committeeHead", orgCode: unit.id });
    return aPerson(`${unit.id}.admin`, staffName(n, post), unit.id, posts, today);
  });
}

/** A worker for each grid, and secretaries for all compounds; `first` counts the compounds of earlier communities. */
export function localStaff(hood: Neighbourhood, first: number, today: LocalDate): Person[] {
  const code = hood.community.id;
  const secretaryOf = (n: number): number => Math.floor((n * SECRETARIES) / COMPOUNDS);
  const home = secretaryOf(first);
  const last = secretaryOf(first + hood.compounds.length);
  const count = Math.max(1, last - home);
  const share = (i: number): number => Math.floor((i * count) / hood.compounds.length);
  const workers = hood.grids.map((_grid, i) =>
    aPerson(
      `${code}.grid${i + 1}`,
      staffName(first + i, "网格员"),
      code,
      [{ role: "gridWorker", orgCode: code }],
      today,
    ),
  );
  const secretaries = Array.from({ length: count }, (_, s) => {
    const posts = hood.compounds
      .filter((_c, i) => share(i) === s)
      .map((c): Post => ({ role: "branchSecretary", orgCode: code, unitId: c.id }));
    return aPerson(`${code}.secretary${s + 1}`, staffName(home + s, "书记"), code, posts, today);
  });
  const mediators = [1, 2].map((n) =>
    aPerson(
      `${code}.mediator${n}`,
      staffName(first + n + 40, "调解员"),
      code,
      [{ role: "mediator", orgCode: code }],
      today,
    ),
  );
  return [...workers, ...secretaries, ...mediators];
}

export interface DemoTeam {
  readonly team: Team;
  /** From 1 within its community. */
  readonly nth: number;
  readonly members: readonly Person[];
}

const GROUPS = ["一组", "二组"];

function aTeam(
  hood: Neighbourhood,
  nth: number,
  kind: TeamKind,
  name: string,
  seed: number,
  today: LocalDate,
): DemoTeam {
  const code = hood.community.id;
  const id = `${code}.t${nth}`;
  const chance = chanceOf(seed, `team:${id}`);
  const nameFrom = chance.int(0, 400);
  const members: Person[] = [];
  const groups = GROUPS.map((label, g): PatrolGroup => {
    const ids = Array.from({ length: chance.int(3, 5) }, (_, i) => {
      const personId = `${id}.g${g + 1}.v${i + 1}`;
      const role = i === 0 ? "groupLead" : "volunteer";
      const post: Post = { role, orgCode: code, unitId: id };
      const person = aPerson(personId, volunteerName(nameFrom + members.length * 7), code, [post], today);
      members.push({ ...person, insuredUntil: addDays(today, chance.int(30, 300)) });
      return personId;
    });
    return { id: `${id}.g${g + 1}`, name: label, leadId: ids[0] ?? "", memberIds: ids };
  });
  return { team: { id, name, kind, communityCode: code, groups, demo: true }, nth, members };
}

/** 紫马甲 in every urban community, 邻里群防团 in 燕湖社区 besides; `scale` of each. */
export function teamsOf(hood: Neighbourhood, seed: number, scale: number, today: LocalDate): DemoTeam[] {
  const { community } = hood;
  if (community.kind === "rural") return [];
  const brands: readonly (readonly [TeamKind, string])[] =
    community.id === HOME
      ? [
          ["purpleVest", "紫马甲巡逻队"],
          ["neighbourGuard", "邻里群防团"],
        ]
      : [["purpleVest", "紫马甲巡逻队"]];
  return Array.from({ length: scale * brands.length }, (_, i) => {
    const [kind, brand] = brands[i % brands.length] ?? ["purpleVest", "紫马甲巡逻队"];
    const number = Math.floor(i / brands.length) + 1;
    const name = `${community.name}${brand}${number > 1 ? number : ""}（演示）`;
    return aTeam(hood, i + 1, kind, name, seed, today);
  });
}

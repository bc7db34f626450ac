/** Hazards found on rounds and by grid workers, each somewhere on its way from reported to closed, most with photos. */
import type { ChecklistCategory, ChecklistVersion, Severity } from "#domain/checklist/checklist";
import {
  type EmergencyAnswer,
  type Issue,
  type IssueEvent,
  type IssueState,
  type PhotoRef,
  suggestOwner,
} from "#domain/issue/issue";
import { addDays, instantAt } from "#domain/kernel/clock";
import type { Instant } from "#domain/kernel/ids";
import type { PatrolRound, StopRecord } from "#domain/patrol/round";
import type { Checkpoint, Compound } from "#domain/place/place";
import type { Neighbourhood } from "./layout.ts";
import { HOME } from "./org-units.ts";
import type { DemoPhotos } from "./photos.ts";
import { type Chance, chanceOf } from "./prng.ts";
import type { Calendar } from "./rounds.ts";

/** At scale 1 about 120: 25 in 燕湖社区, 4 in each other urban community, 1 in most villages. */
const HOME_ISSUES = 25;
const TOWN_ISSUES = 4;
const FROM_ROUNDS = 0.75;
const HOUR_MS = 3_600_000;

/** Ways an issue may have gone, in the order they are dealt out. */
const PATHS: readonly (readonly IssueState[])[] = [
  ["accepted", "handling", "answered", "closed"],
  ["accepted"],
  ["accepted", "handling"],
  [],
  ["accepted", "handling", "answered"],
  ["declined"],
  ["accepted", "answered", "closed"],
  ["accepted", "handling", "answered", "handling", "answered", "closed"],
  [],
  ["accepted", "handling", "answered", "closed", "handling"],
];
const WORDS_ON: Readonly<Record<IssueState, readonly string[]>> = {
  reported: [],
  accepted: ["收到，已登记", "看过了，属实"],
  declined: ["现场看过，已经不在了", "和上一条是同一件事"],
  handling: ["已联系人来处理", "约了明天上门", "正在处理"],
  answered: ["已处理，请核查", "办完了，请去现场看看"],
  closed: ["去看过，办好了", "复查没有问题"],
};
const SAW = ["已经好几天了", "住户说晚上更明显", "老人走路要绕开", "刚刚发现的", "和上周一样", ""];
const SEVERITY_DEAL: readonly Severity[] = ["yellow", "orange", "yellow", "blue", "orange", "yellow", "red", "yellow"];

export interface Sources extends Calendar {
  readonly scale: number;
  readonly hood: Neighbourhood;
  readonly checklist: ChecklistVersion;
  readonly checkpoints: readonly Checkpoint[];
  readonly rounds: readonly PatrolRound[];
  readonly photos: DemoPhotos;
}

interface Kind {
  readonly sectionId: string;
  readonly category: ChecklistCategory;
}

function kindsBySeverity(checklist: ChecklistVersion): Readonly<Record<Severity, Kind[]>> {
  const kinds: Record<Severity, Kind[]> = { red: [], orange: [], yellow: [], blue: [] };
  for (const s of checklist.sections)
    for (const category of s.categories) kinds[category.severity].push({ sectionId: s.id, category });
  return kinds;
}

const later = (at: Instant, hours: number): Instant => new Date(Date.parse(at) + hours * HOUR_MS).toISOString();

interface Found {
  readonly id: string;
  readonly at: Instant;
  readonly byId: string;
  readonly checkpoint: Checkpoint;
  readonly round?: PatrolRound;
}

/** None, one or two of what was seen, and one of how it was mended; drawn apart, so that they move nothing else. */
function picturesOf(issueId: string, sectionId: string, { seed, photos }: Sources) {
  const chance = chanceOf(seed, `photos:${issueId}`);
  const count = chance.pick([0, 1, 1, 1, 2]);
  const first = chance.int(0, 1);
  const found = Array.from({ length: count }, (_, i) => photos.found(sectionId, first + i).ref);
  return { found, mended: chance.hit(0.6) ? [photos.mended(sectionId).ref] : [] };
}

/** The events along `path`, as far as they lie before `now`. The handler never closes. */
function lifeOf(
  found: Found,
  path: readonly IssueState[],
  mended: readonly PhotoRef[],
  { src, chance }: { readonly src: Sources; readonly chance: Chance },
) {
  const code = src.hood.community.id;
  const worker = `${code}.grid1`;
  const admin = `${code}.admin`;
  const events: IssueEvent[] = [{ id: `${found.id}.0`, at: found.at, byId: found.byId, kind: "reported" }];
  let state: IssueState = "reported";
  let at = found.at;
  for (const to of path) {
    at = later(at, chance.int(1, 14));
    if (at >= src.now) break;
    const byId = to === "handling" || to === "answered" ? worker : admin;
    const text = chance.pick(WORDS_ON[to]);
    const shown = to === "answered" && mended.length > 0 ? { photos: mended } : {};
    events.push({ id: `${found.id}.${events.length}`, at, byId, kind: "moved", from: state, to, text, ...shown });
    state = to;
  }
  const handled = events.some((e) => e.to === "handling" || e.to === "answered");
  return { state, events, ...(handled ? { handledById: worker } : {}) };
}

const numberFor = (sectionId: string): EmergencyAnswer["called"] => (sectionId === "safety" ? "110" : "119");

function anIssue(
  found: Found,
  nth: number,
  src: Sources,
  kinds: ReturnType<typeof kindsBySeverity>,
  chance: Chance,
): Issue {
  const severity = SEVERITY_DEAL[nth % SEVERITY_DEAL.length] ?? "yellow";
  const { sectionId, category } = chance.pick(kinds[severity]);
  const compound: Compound | undefined = src.hood.compounds.find((c) => c.id === found.checkpoint.compoundId);
  const words = chance.pick(SAW);
  const pictures = picturesOf(found.id, sectionId, src);
  return {
    id: found.id,
    communityCode: src.hood.community.id,
    source: found.round ? "patrol" : nth % 2 === 0 ? "gridVisit" : "direct",
    place: { checkpointId: found.checkpoint.id, compoundId: found.checkpoint.compoundId },
    checklistVersionId: src.checklist.id,
    category: category.id,
    categoryLabel: category.label,
    severity,
    ...(words ? { words } : {}),
    photos: pictures.found,
    ...(severity === "red" ? { emergency: { called: numberFor(sectionId), at: found.at } } : {}),
    ownerKind: suggestOwner(sectionId, compound?.managementMode === "firm"),
    ...(found.round ? { roundId: found.round.id, teamId: found.round.teamId } : {}),
    reportedById: found.byId,
    reportedAt: found.at,
    ...lifeOf(found, PATHS[nth % PATHS.length] ?? [], pictures.mended, { src, chance }),
  };
}

function countIn({ hood, scale }: Sources): number {
  if (hood.community.id === HOME) return HOME_ISSUES * scale;
  if (hood.community.kind === "urban") return TOWN_ISSUES * scale;
  return Number(hood.community.id.slice(-3)) - 200 < 11 ? scale : 0;
}

const mayHoldIssue = (round: PatrolRound): boolean => !round.late && round.stops.some((s) => s.result === "normal");

/** A stop of some round becomes the place where the issue was found; undefined when there is no round. */
function foundOnRound(id: string, open: PatrolRound[], byId: ReadonlyMap<string, Checkpoint>, chance: Chance) {
  if (open.length === 0) return undefined;
  const [round] = open.splice(chance.int(0, open.length - 1), 1);
  const stop = chance.pick((round?.stops ?? []).filter((s) => s.result === "normal"));
  const checkpoint = byId.get(stop.checkpointId);
  return round && checkpoint ? { stop, found: { id, at: stop.at, byId: stop.byId, checkpoint, round } } : undefined;
}

/** Found by the grid worker on some morning of the last three weeks. */
function foundOnVisit(id: string, src: Sources, chance: Chance): Found {
  const at = instantAt(addDays(src.today, -chance.int(1, 20)), 9 * 60 + chance.int(0, 150));
  return { id, at, byId: `${src.hood.community.id}.grid1`, checkpoint: chance.pick(src.checkpoints) };
}

/** Issues of a community, and its rounds with the stops where they were found marked. */
export function issuesOf(src: Sources): { issues: Issue[]; rounds: PatrolRound[] } {
  const code = src.hood.community.id;
  const chance = chanceOf(src.seed, `issues:${code}`);
  const kinds = kindsBySeverity(src.checklist);
  const byId = new Map(src.checkpoints.map((c) => [c.id, c]));
  const open = src.rounds.filter(mayHoldIssue);
  const marked = new Map<StopRecord, string>();
  const first = chance.int(0, PATHS.length - 1);
  const issues = Array.from({ length: countIn(src) }, (_, i) => {
    const id = `${code}.i${String(i + 1).padStart(3, "0")}`;
    const onRound = chance.hit(FROM_ROUNDS) ? foundOnRound(id, open, byId, chance) : undefined;
    if (onRound) marked.set(onRound.stop, id);
    return anIssue(onRound?.found ?? foundOnVisit(id, src, chance), first + i, src, kinds, chance);
  });
  const rounds = src.rounds.map((round) => ({
    ...round,
    stops: round.stops.map((stop) => {
      const issueId = marked.get(stop);
      return issueId ? { ...stop, result: "issue" as const, issueId } : stop;
    }),
  }));
  return { issues, rounds };
}

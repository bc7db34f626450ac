/**
 * Quarrels of about a year, each led through the app's own commands, so that none stands where no phone could bring it.
 * Their words are boxes of which nobody has the key, as if the files had been put away long ago; in 燕湖社区, where a
 * visitor may sign in as mediator, every file is put away and has left the phones.
 */
import { COMMANDS } from "#domain/commands";
import type { Actor, Grant } from "#domain/kernel/actor";
import { assert } from "#domain/kernel/assert";
import { addDays, instantAt, localDateOf } from "#domain/kernel/clock";
import { applyChange, type Doc } from "#domain/kernel/command";
import type { Instant, LocalDate } from "#domain/kernel/ids";
import type { Mediation } from "#domain/mediation/mediation";
import { CATEGORIES, type Category, TAGS } from "#domain/mediation/words";
import type { Neighbourhood } from "./layout.ts";
import { HOME } from "./org-units.ts";
import { type Chance, chanceOf } from "./prng.ts";
import type { Calendar } from "./rounds.ts";

const DAYS_BACK = 327;
/** So long after it was put away a file has left the phones. */
const GONE_DAYS = 8;
/** At scale 1 about 930 files and half as many 劝和. */
const FILES = { home: 72, urban: 30, rural: 16 };

const BOX = { sealed: "p256-hkdf-a256gcm", kid: "demo", epk: "AA", iv: "AA", ct: "AA" };
const SEAL = {
  kid: "demo",
  alg: "p256-hkdf-a256gcm",
  publicKey: "AA",
  wraps: [{ id: "demo", personId: "demo", ...BOX }],
};
const HASH = "0".repeat(64);

const KINDS: readonly Category[] = [
  ...Array<Category>(12).fill("neighbours"),
  ...Array<Category>(5).fill("property"),
  ...Array<Category>(4).fill("housing"),
  ...(["family", "family", "family", "damages", "damages", "contract", "consumer", "labour"] as const),
  ...CATEGORIES,
];

const TAGGED: readonly Category[] = ["neighbours", "property", "housing"];

const PATHS = [
  ...Array<Path>(44).fill("oral"),
  ...Array<Path>(40).fill("written"),
  ...Array<Path>(3).fill("broken"),
  ...Array<Path>(7).fill("failed"),
  ...(["refused", "refused", "breaksOff", "referred", "referred", "referred", "rests", "rests", "rests"] as const),
] as const;
/** What becomes of a file: agreed by words or on paper, agreed and not kept, no agreement, a no at once or later, 移送, a long pause. */
type Path = "oral" | "written" | "broken" | "failed" | "refused" | "breaksOff" | "referred" | "rests";

interface Sources extends Calendar {
  readonly scale: number;
  readonly hood: Neighbourhood;
}

/** One file as it goes from hand to hand; it stops where the demo's own day begins. */
interface Story {
  readonly id: string;
  readonly mediator: Actor;
  readonly head: Actor;
  readonly now: Instant;
  readonly chance: Chance;
  doc: Doc | undefined;
  on: LocalDate;
  over: boolean;
}

const actorOf = (personId: string, role: Grant["role"], orgCode: string): Actor => ({
  personId,
  grants: [{ id: `${personId}.demo`, role, orgCode, from: "2020-01-01T00:00:00.000Z" }],
});

/** Days later, `cmd` is done; nothing where that lies ahead. */
function does(story: Story, days: number, cmd: string, args: Doc = {}, actor = story.mediator): void {
  const on = addDays(story.on, days);
  const at = instantAt(on, 9 * 60 + story.chance.int(0, 480));
  if (story.over || at >= story.now) {
    story.over = true;
    return;
  }
  const spec = COMMANDS.get(`mediation.${cmd}`);
  const parsed = spec?.parse({ caseId: story.id, stepId: `${story.id}.${cmd}.${on}`, ...args });
  assert(spec && parsed?.ok, `the demo gives a wrong ${cmd}`);
  const look = () => undefined;
  const verdict = spec.decide(story.doc, parsed.value, { actor, at, now: at, look });
  assert(verdict.ok, `the rules refuse the demo's ${cmd}`);
  const before = new Map(story.doc ? [[`mediation:${story.id}`, story.doc]] : []);
  story.doc = applyChange(before, verdict.value).get(`mediation:${story.id}`) ?? story.doc;
  story.on = on;
}

function opens(story: Story, { hood }: Sources, path: Path): void {
  const { chance } = story;
  const compound = chance.hit(0.85) ? chance.pick(hood.compounds).id : undefined;
  const category = chance.pick(KINDS);
  const red = chance.hit(0.07);
  does(story, 0, "register", {
    ...{ communityCode: hood.community.id, ...(compound ? { compoundId: compound } : {}), category },
    tags: TAGGED.includes(category) ? [chance.pick(TAGS)] : [],
    ...{ source: chance.hit(0.6) ? "application" : "initiative", involves: chance.hit(0.3) ? ["elderly"] : [] },
    ...{ risk: red ? "red" : chance.pick(["orange", "yellow", "yellow", null]), partyKeys: ["A", "B"] },
    ...{ amountFen: chance.hit(0.4) ? chance.int(2, 200) * 10_000 : null, personalStatus: false },
    ...{ exclusions: path === "referred" ? ["policeMatter"] : [], parties: BOX, matter: BOX, seal: SEAL },
  });
}

const consent = (story: Story, partyKey: string, given: boolean): void =>
  does(story, 0, "consent", {
    consentId: `${story.id}.${partyKey}`,
    stepId: `${story.id}.k${partyKey}`,
    partyKey,
    given,
  });

/** Both parties sit down, once or twice. */
function sits(story: Story): void {
  const { id, chance } = story;
  for (let n = 1; n <= chance.int(1, 2); n++) {
    const on = addDays(story.on, chance.int(1, 5));
    const session = { on, open: true, partiesPresent: ["A", "B"], helpers: "none", words: BOX };
    does(story, Math.round((Date.parse(on) - Date.parse(story.on)) / 86_400_000), "recordSession", {
      ...{ entryId: `${id}.t${n}`, ...session },
    });
  }
}

function agrees(story: Story, form: "oral" | "written"): void {
  const { id, chance, head } = story;
  const after = chance.int(0, 6);
  const on = addDays(story.on, after);
  const dueOn = addDays(on, chance.int(3, 30));
  const obligations = [{ id: `${id}.o1`, who: "B", toWhom: "A", dueOn, amountFen: null }];
  does(story, after, "compose", { agreementId: `${id}.a`, form, on, obligations, textHash: HASH, words: BOX });
  if (form === "oral") return;
  for (const partyKey of ["A", "B", null]) {
    does(story, 0, "sign", {
      ...{ signatureId: `${id}.s${partyKey ?? "m"}`, agreementId: `${id}.a`, textHash: HASH, words: BOX },
      ...{ role: partyKey ? "party" : "mediator", partyKey, how: "paper" },
    });
  }
  const sealed = chance.int(0, 3);
  does(story, sealed, "enterSeal", { on: addDays(story.on, sealed) }, head);
  if (!chance.hit(0.15)) return;
  const asked = chance.int(3, 12);
  const askedOn = addDays(story.on, asked);
  const decided = { decided: chance.hit(0.9) ? "confirmed" : "rejected", decidedOn: addDays(askedOn, 12) };
  // Written down when the court has answered.
  if (!story.over && addDays(askedOn, 12) < localDateOf(story.now))
    does(story, asked + 12, "noteJudicial", { askedOn, ...decided });
}

/** Somebody asks whether it was done. */
function visits(story: Story, kept: boolean): void {
  const { id, chance } = story;
  const after = chance.int(12, 40);
  const performed = [{ obligationId: `${id}.o1`, performance: kept ? "performed" : "partly" }];
  does(story, after, "followUp", { entryId: `${id}.f`, on: addDays(story.on, after), performed, words: BOX });
}

const WAYS: Readonly<Record<Path, (story: Story) => void>> = {
  oral: (story) => {
    begins(story);
    agrees(story, "oral");
    visits(story, true);
  },
  written: (story) => {
    begins(story);
    agrees(story, "written");
    visits(story, true);
  },
  broken: (story) => {
    begins(story);
    agrees(story, "written");
    visits(story, false);
  },
  failed: (story) => {
    begins(story);
    does(story, story.chance.int(1, 12), "fail", { advice: ["court"], words: BOX });
  },
  refused: (story) => consent(story, "B", false),
  breaksOff: (story) => {
    begins(story);
    consent(story, "B", false);
  },
  rests: (story) => {
    begins(story);
    does(story, 3, "pause");
    story.over = true;
  },
  referred: (story) => does(story, 0, "refer", { to: "policeStation", reason: "policeMatter", words: BOX }),
};

function begins(story: Story): void {
  for (const partyKey of ["A", "B"]) consent(story, partyKey, true);
  does(story, story.chance.int(0, 1), "accept", { rightsTold: true });
  sits(story);
}

function fileOf(nth: number, src: Sources, first: LocalDate): Mediation | undefined {
  const code = src.hood.community.id;
  const id = `${code}.m${String(nth + 1).padStart(4, "0")}`;
  const chance = chanceOf(src.seed, `mediation:${id}`);
  const path = chance.pick(PATHS);
  const mediator = actorOf(`${code}.mediator${1 + (nth % 2)}`, "mediator", code);
  const head = actorOf(`${code}.admin`, "committeeHead", code);
  const story: Story = { id, mediator, head, now: src.now, chance, doc: undefined, on: first, over: false };
  opens(story, src, path);
  WAYS[path](story);
  if (!story.over) {
    does(story, chance.int(1, 4), "close", { closing: BOX });
    does(story, chance.int(1, 5), "file", { retentionClass: "long" });
  }
  const file = story.doc as Mediation | undefined;
  // Where a visitor may be its mediator, nothing lies on his phone that he could not read.
  const isGone = file?.filedAt !== undefined && addDays(localDateOf(file.filedAt), GONE_DAYS) < src.today;
  return code === HOME && !isGone ? undefined : file;
}

function settlingOf(nth: number, src: Sources, on: LocalDate): Mediation | undefined {
  const { community, compounds } = src.hood;
  const id = `${community.id}.q${String(nth + 1).padStart(4, "0")}`;
  const chance = chanceOf(src.seed, `settling:${id}`);
  const actor = actorOf(`${community.id}.grid1`, "gridWorker", community.id);
  const story: Story = { id, mediator: actor, head: actor, now: src.now, chance, doc: undefined, on, over: false };
  const category = chance.hit(0.8) ? "neighbours" : "property";
  does(story, 0, "recordSettling", {
    ...{ communityCode: community.id, compoundId: chance.pick(compounds).id, category, tags: [chance.pick(TAGS)] },
    ...{ partyCount: 2, outcome: chance.hit(0.85) ? "settled" : "unsettled" },
  });
  return story.doc as Mediation | undefined;
}

/** As the server would have numbered them: by register and year, in the order they were opened. */
function numbered(files: readonly Mediation[]): Mediation[] {
  const last = new Map<string, number>();
  return [...files]
    .sort((a, b) => (a.registeredAt < b.registeredAt ? -1 : 1))
    .map((file) => {
      const year = localDateOf(file.registeredAt).slice(0, 4);
      const prefix = `${file.basis === "formal" ? "DS" : "QH"}${file.communityCode.slice(-6)}-${year}`;
      last.set(prefix, (last.get(prefix) ?? 0) + 1);
      return { ...file, number: `${prefix}-${String(last.get(prefix)).padStart(4, "0")}` };
    });
}

/** Files and 劝和 of a community over the last eleven months, evenly spread. */
export function mediationsOf(src: Sources): Mediation[] {
  const { community } = src.hood;
  const files = (community.id === HOME ? FILES.home : FILES[community.kind]) * src.scale;
  const dayOf = (i: number, count: number): LocalDate =>
    addDays(src.today, -DAYS_BACK + Math.floor((i * (DAYS_BACK + 1)) / count));
  const formal = Array.from({ length: files }, (_, i) => fileOf(i, src, dayOf(i, files)) ?? []).flat();
  const talks = Math.round(files / 2);
  const informal = Array.from({ length: talks }, (_, i) => settlingOf(i, src, dayOf(i, talks)) ?? []).flat();
  return numbered([...formal, ...informal]);
}

/** W5: an hour of a phone in front on which nobody does anything: the engine's own schedule on a held clock, every byte counted. */
import { mock } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { HOME } from "../sync-server/demo/org-units.ts";
import { WirePhone } from "../tests/harness/wire-phone.ts";
import { type Part, pulls, pushes } from "./daily.ts";
import { aDayStage, call, type DayStage, openPhone, stageSize } from "./day-stage.ts";
import { type BenchSize, type Figure, shown, within } from "./figures.ts";
import { LEADER } from "./large-district.ts";

const STEP_MS = 10_000;
const HOUR_MS = 3_600_000;
const MOST_WAIT_MS = 30_000;

interface Hour {
  readonly up: number;
  readonly down: number;
}

/** Both clocks go on together; what that set going is let come to its end. */
async function goOn(page: Page): Promise<void> {
  mock.timers.tick(STEP_MS);
  await page.clock.runFor(STEP_MS);
  const until = performance.now() + MOST_WAIT_MS;
  for (;;) {
    await pause(10);
    if (await call(page, "isResting")) return;
    if (performance.now() > until) throw new Error("a run of the engine does not end");
  }
}

/** Bytes of so much of the phone's time; `each` is told the minutes as they begin. */
async function spend(page: Page, stage: DayStage, forMs: number, each: () => Promise<void>): Promise<Hour> {
  stage.line.take();
  for (let ms = 0; ms < forMs; ms += STEP_MS) {
    if (ms % 60_000 === 0) await each();
    await goOn(page);
  }
  return stage.line.take();
}

/** The head of a community plans one night a call, on another phone. */
async function aWriter(stage: DayStage, community: string): Promise<() => Promise<void>> {
  const ask = (path: string, init?: RequestInit) => fetch(stage.server.origin + path, init);
  const phone = await WirePhone.enrol(ask, await stage.server.codeFor(`${community}.admin`));
  const [route] = await stage.server.db.query<{ id: string; team: string }>(
    "SELECT id, doc->>'teamId' AS team FROM entity WHERE t = 'route' AND doc->>'communityCode' = $1 ORDER BY id LIMIT 1",
    [community],
  );
  const where = { communityCode: community, teamId: route?.team, groupId: `${route?.team}.g1`, routeId: route?.id };
  const state = { n: 0 };
  return async () => {
    state.n += 1;
    const args = { ...where, slotId: `idle-${community}-${state.n}`, on: "2030-01-01", band: "night" };
    const [said] = await phone.does({ cmd: "roster.plan", args });
    if (said !== "applied") throw new Error(`a night was not taken: ${said}`);
    // The hint goes out within 100 ms, in the server's own time.
    await pause(150);
  };
}

const nothing = async (): Promise<void> => undefined;
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

async function rests(stage: DayStage, size: BenchSize): Promise<Figure[]> {
  const { context, page } = await openPhone(stage, "rests");
  const other = await anotherCommunity(stage);
  await page.clock.install({ time: Date.now() });
  await page.reload();
  await page.waitForFunction(() => "bench" in window);
  await page.clock.pauseAt(Date.now() + 1_000);
  await call(page, "begin", await stage.server.codeFor(LEADER), false);
  await call(page, "live");
  await spend(page, stage, 60_000, nothing);
  const share = size.quick ? 1 / 20 : 1;
  const quiet = await spend(page, stage, HOUR_MS * share, nothing);
  const elsewhere = await spend(page, stage, (HOUR_MS / 6) * share, await aWriter(stage, other));
  const here = await spend(page, stage, 5 * 60_000 * share, await aWriter(stage, HOME));
  await context.close();
  const both = ({ up, down }: Hour): number => up + down;
  const hour = { value: both(quiet) / share / 1000, most: 20, unit: "kB" };
  return [
    within("W5", "an idle hour, both ways, headers and signs of life too", hour, size),
    shown("W5", "of it from the phone; to the phone", `${kB(quiet.up / share)}; ${kB(quiet.down / share)}`),
    shown("W5", "an hour in which another community pushes every minute", kB((6 * both(elsewhere)) / share)),
    shown("W5", "each push in the person's own community", kB(both(here) / Math.ceil(5 * share))),
    ...(await noNews(stage)),
  ];
}

/** On a server of which only what it repeats is held: its sign of life on a quiet stream. */
async function onHeldServer(size: BenchSize, parts: readonly Part[]): Promise<Figure[]> {
  mock.timers.enable({ apis: ["setInterval"] });
  const stage = await aDayStage("embedded", stageSize(size));
  try {
    const figures: Figure[] = [];
    for (const part of parts) figures.push(...(await part(stage, size)));
    return figures;
  } finally {
    mock.timers.reset();
    await stage.close();
  }
}

export const idleHour = (size: BenchSize): Promise<Figure[]> => onHeldServer(size, [rests]);

/** The parts of a phone's day on one stage: short enough for every run of the tests. */
export const wholeDay = (size: BenchSize): Promise<Figure[]> => onHeldServer(size, [pulls, pushes, rests]);

/** One that shares nothing with the leader's. */
async function anotherCommunity(stage: DayStage): Promise<string> {
  const [row] = await stage.server.db.query<{ code: string }>(
    `SELECT doc->>'communityCode' AS code FROM entity WHERE t = 'route' AND doc->>'communityCode' <> $1 ORDER BY 1 LIMIT 1`,
    [HOME],
  );
  if (!row) throw new Error("the demo district has one community only");
  return row.code;
}

/** "Nothing new", byte by byte. */
async function noNews(stage: DayStage): Promise<Figure[]> {
  const ask = (path: string, init?: RequestInit) => fetch(stage.line.origin + path, init);
  const phone = await WirePhone.enrol(ask, await stage.server.codeFor(LEADER));
  const tag = (await phone.call("/api/sync/heads")).headers.get("etag") ?? "";
  stage.line.take();
  const reply = await phone.call("/api/sync/heads", undefined, { headers: { "if-none-match": tag } });
  if (reply.status !== 304) throw new Error(`something is new: ${reply.status}`);
  const { down } = stage.line.take();
  return [
    within(
      "W2",
      "nothing to pull: the answer with its headers",
      { value: down, most: 300, unit: "B" },
      { quick: false },
    ),
  ];
}

/** 没收下的: a record the rules did not take goes over the desk, and its author reads on the phone what became of it. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Grant } from "#domain/kernel/actor";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, goInside, reportCorridor, waitForServiceWorker } from "../harness/walk.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";
import { openDesk, openPhone } from "../support/browser.ts";

const COMMUNITY = "450303001010";
const TEAM = `${COMMUNITY}.t1`;
const PERSON = `${TEAM}.g1.v1`;
const stage = demoStage("aside");
const upper: { district?: WirePhone } = {};

/** A second phone of the same person, without a screen. */
const wirePhone = (code: string): Promise<WirePhone> =>
  WirePhone.enrol((path, init) => stage.server.ask(path, init), code);

const hazard = (issueId: string, more: Record<string, unknown> = {}): Act => ({
  cmd: "issue.report",
  args: {
    issueId,
    communityCode: COMMUNITY,
    source: "direct",
    place: { spot: "3栋后面的小路" },
    checklistVersionId: "none",
    category: "blockedFireLane",
    categoryLabel: "消防通道占堵",
    severity: "orange",
    words: "两辆面包车堵着，消防车进不来",
    photos: [],
    ownerKind: "community",
    ...more,
  },
});

const start = (roundId: string): Act => ({
  cmd: "round.start",
  args: {
    roundId,
    communityCode: COMMUNITY,
    teamId: TEAM,
    groupId: `${TEAM}.g1`,
    routeId: `${TEAM}.route1`,
    checkpointIds: ["somewhere", "elsewhere"],
    ordered: false,
    checklistVersionId: "none",
    memberIds: [PERSON, `${TEAM}.g1.v2`],
    trackMode: "off",
    safetySeen: true,
  },
});

const stop = (roundId: string, checkpointId: string): Act => ({
  cmd: "round.confirmStop",
  args: { roundId, stopId: `${roundId}.${checkpointId}`, checkpointId, result: "normal", confirmedBy: "hand" },
});

async function loseRoles(street: WirePhone): Promise<void> {
  const { rows } = await street.pull();
  const person = rows.find((r) => r.t === "person" && r.id === PERSON);
  const grants = (person?.doc?.["grants"] ?? []) as readonly Grant[];
  street.at = new Date().toISOString();
  const taken = grants.map((g) => ({ cmd: "person.revokeRole", args: { personId: PERSON, grantId: g.id } }));
  expect(new Set(await street.does(...taken))).toEqual(new Set(["applied"]));
}

/** Light, dark, and the largest type. */
async function looks(page: Page, name: string): Promise<string[]> {
  const faults = await faultsOf(page, name);
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await faultsOf(page, `${name}-dark`)));
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "28px"));
  faults.push(...(await faultsOf(page, `${name}-large`)));
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  return faults;
}

test("a report and a round of somebody who had lost his role: applied at the desk, and he reads it on his phone", async () => {
  const phone = await openPhone(stage.browser, { origin: stage.origin });
  await enrolIn(phone.page, stage.codeOf(".v1"));
  await phone.page.getByText("下一班").first().waitFor();
  await phone.page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await waitForServiceWorker(phone.page);
  await phone.context.setOffline(true);
  await goInside(phone.page, "/report");
  await reportCorridor(phone.page);
  await phone.page.getByText("已存手机，有网就交上去").first().waitFor();

  const street = await wirePhone(stage.server.codes.get("街道管理员（叠彩街道）") ?? "");
  await loseRoles(street);
  await phone.context.setOffline(false);
  await goInside(phone.page, "/sync");
  await phone.page.getByRole("heading", { name: "平台没收下的" }).waitFor({ timeout: 60_000 });
  await phone.page.getByText("社区也看得到这一条，正等着处理。").waitFor({ timeout: 60_000 });
  await phone.page.getByText("看看记的是什么").click();
  const faults = await looks(phone.page, "aside-phone-waits");

  const desk = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await enrolIn(desk.page, stage.codeOf(".admin"));
  await desk.page.getByText("协调台").first().waitFor({ timeout: 60_000 });
  await desk.page.getByRole("link", { name: "没收下的" }).first().click();
  await desk.page.getByRole("row", { name: /楼道堆物/ }).waitFor({ timeout: 60_000 });
  faults.push(...(await looks(desk.page, "aside-desk-list")));
  await desk.page.getByRole("row", { name: /楼道堆物/ }).click();
  faults.push(...(await looks(desk.page, "aside-desk-open")));
  await desk.page.getByRole("button", { name: "按原样补记" }).click();
  await desk.page.getByText("没有等着处理的。").waitFor();
  await desk.page.getByLabel("看哪些").selectOption({ label: "处理过的" });
  await desk.page.getByRole("row", { name: /楼道堆物/ }).waitFor();

  await phone.page.getByText("社区替您补记好了").waitFor({ timeout: 60_000 });
  faults.push(...(await looks(phone.page, "aside-phone-applied")));
  await phone.page.getByRole("button", { name: "知道了" }).click();
  await phone.page.getByText("都交上去了").waitFor();
  await goInside(phone.page, "/issues");
  await phone.page
    .getByRole("link", { name: /楼道堆物/ })
    .first()
    .waitFor();
  expect(faults).toEqual([]);
  expect([...phone.pageErrors, ...desk.pageErrors]).toEqual([]);
}, 300_000);

test("mended, handed over, filed away: a hazard without a place, one of next door, a round that nobody walked", async () => {
  const li = await wirePhone(stage.codeOf(".v2"));
  expect(await li.does(hazard("aside-1", { place: {}, checklistVersionId: "x" }))).toEqual(["place-missing"]);
  expect(await li.does(hazard("aside-2", { communityCode: "450303001011", words: "清秀那边的路灯" }))).toEqual([
    "not-allowed",
  ]);
  expect(await li.does({ ...start("aside-3"), args: { ...start("aside-3").args, safetySeen: false } })).toHaveLength(1);
  expect(await li.does(stop("aside-3", "somewhere"), stop("aside-3", "elsewhere"))).toEqual([
    "parent-set-aside",
    "parent-set-aside",
  ]);
  const desk = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  const { page } = desk;
  await enrolIn(page, await codeFor(`${COMMUNITY}.admin`));
  await page.getByText("协调台").first().waitFor({ timeout: 60_000 });
  await goInside(page, "/desk/aside");
  await page
    .getByRole("row", { name: /两辆面包车|消防通道占堵/ })
    .first()
    .waitFor({ timeout: 60_000 });
  const faults = await looks(page, "aside-desk-many");

  await page.getByRole("row", { name: /开始巡逻/ }).click();
  await page.getByText("跟着它的还有 2 条，会一起补记。").first().waitFor();
  await page.getByRole("button", { name: "不记，存档" }).click();
  await page.getByLabel("为什么不记（本人看得到）").fill("这一晚下雨，没有出门");
  faults.push(...(await looks(page, "aside-desk-file")));
  await page.getByRole("button", { name: "存档", exact: true }).click();
  await page.getByText("存档了").first().waitFor();

  await page
    .getByRole("row", { name: /消防通道占堵/ })
    .last()
    .click();
  await page.getByRole("button", { name: "改一改再补记" }).click();
  faults.push(...(await looks(page, "aside-desk-mend")));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "转给别的社区" }).click();
  await page.getByLabel("转给谁").selectOption({ label: "清秀社区" });
  faults.push(...(await looks(page, "aside-desk-hand-over")));
  await page.getByRole("button", { name: "转过去" }).click();
  await page.getByText("转过去了，这里不再看得到").first().waitFor();
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 360, height: 740 });
  faults.push(...(await faultsOf(page, "aside-desk-on-a-phone")));
  expect(faults).toEqual([]);
  expect(desk.pageErrors).toEqual([]);
}, 300_000);

/** A code works once: the district makes another for a second phone of the same person. */
async function codeFor(personId: string): Promise<string> {
  upper.district ??= await wirePhone(stage.server.codes.get("区管理员") ?? "");
  const reply = await upper.district.call("/api/codes", { personId });
  return ((await reply.json()) as { code: string }).code;
}

test("the secretary's name for a checkpoint was written over unseen: both see it in plain words, and one tap brings it back", async () => {
  const secretary = await wirePhone(await codeFor(`${COMMUNITY}.secretary1`));
  const qin = await wirePhone(await codeFor("450303000000.admin"));
  const { rows } = await secretary.pull();
  const mine = rows.find((r) => r.t === "person" && r.id === secretary.personId);
  const [grant] = (mine?.doc?.["grants"] ?? []) as readonly Grant[];
  const point = rows.find((r) => r.t === "checkpoint" && r.doc?.["compoundId"] === grant?.unitId);
  const { id: checkpointId, ...doc } = point?.doc ?? {};
  const save = (name: string): Act => ({ cmd: "checkpoint.save", args: { ...doc, checkpointId, name } });
  expect((await secretary.push([secretary.envelope(save("南门岗亭"), point?.rev)])).results[0]?.outcome).toBe(
    "applied",
  );
  expect((await qin.push([qin.envelope(save("一号门"), point?.rev)])).results[0]).toMatchObject({
    outcome: "merged",
    conflicts: ["name"],
  });

  const phone = await openPhone(stage.browser, { origin: stage.origin });
  await enrolIn(phone.page, await codeFor(`${COMMUNITY}.secretary1`));
  await phone.page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await goInside(phone.page, "/sync");
  await phone.page.getByText("南门岗亭").waitFor({ timeout: 60_000 });
  const faults = await looks(phone.page, "lost-phone");

  const desk = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await enrolIn(desk.page, await codeFor(`${COMMUNITY}.admin`));
  await desk.page.getByText("协调台").first().waitFor({ timeout: 60_000 });
  await goInside(desk.page, "/desk/aside");
  await desk.page.getByText("南门岗亭").waitFor({ timeout: 60_000 });
  faults.push(...(await looks(desk.page, "lost-desk")));
  await desk.page.getByRole("button", { name: "换回前面写的" }).click();
  await desk.page.getByText("换回去了，会自己上传").waitFor();
  await phone.page.getByText("南门岗亭").waitFor({ state: "detached", timeout: 60_000 });
  const after = (await secretary.pull()).rows.find((r) => r.t === "checkpoint" && r.id === checkpointId);
  expect(after?.doc?.["name"]).toBe("南门岗亭");
  expect(faults).toEqual([]);
  expect([...phone.pageErrors, ...desk.pageErrors]).toEqual([]);
}, 300_000);

/** Whoever writes a script where words belong has written words: every screen that shows them shows them, and nothing runs. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { enrolIn, goInside, shot } from "../harness/walk.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";
import { openDesk, openPhone } from "../support/browser.ts";

const COMMUNITY = "450303001010";
const stage = demoStage("scripts-as-words");

const SCRIPT = `"><img src=x onerror="ran=1"><svg onload="ran=1"></svg><script>ran=1</script>`;
const LINK = "javascript:ran=1";
/** Turns what follows it round, and is seen nowhere. */
const TURNED = "\u202Egnp.exe\u200B";

const hazard = (issueId: string, place: Record<string, unknown>): Act => ({
  cmd: "issue.report",
  args: {
    ...{ issueId, communityCode: COMMUNITY, source: "direct", place, checklistVersionId: "none" },
    ...{ category: "blockedFireLane", categoryLabel: `堵 ${SCRIPT}`, severity: "orange", photos: [] },
    ...{ words: `怪话 ${SCRIPT} ${LINK} ${TURNED}`, ownerKind: "community" },
  },
});

/** Must be called before the page loads: counts what the page's own rules had to stop. */
async function guarded(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const stopped: string[] = [];
    Object.assign(window, { stopped });
    document.addEventListener("securitypolicyviolation", (e) => stopped.push(e.violatedDirective));
  });
}

/** What came of the words on the page as it stands; the page must show them first. */
async function whatRan(page: Page, name: string): Promise<string[]> {
  await page.getByText("怪话").first().waitFor({ timeout: 60_000 });
  await shot(page, name);
  return page.evaluate((where) => {
    const { ran, stopped } = window as unknown as { ran?: number; stopped: string[] };
    const made = document.querySelectorAll('img[src="x"], svg[onload], a[href^="javascript"], [onerror]').length;
    const shown = document.body.textContent?.includes("<img src=x onerror=") === true;
    return [
      ...(ran === undefined ? [] : [`${where}: it ran`]),
      ...stopped.map((directive) => `${where}: stopped by ${directive}`),
      ...(made === 0 ? [] : [`${where}: ${made} elements were made of words`]),
      ...(shown ? [] : [`${where}: the words are not shown as they were written`]),
    ];
  }, name);
}

const wirePhone = (code: string): Promise<WirePhone> =>
  WirePhone.enrol((path, init) => stage.server.ask(path, init), code);

/** Another code for somebody who has used his: made by whoever administers the street. */
async function secondCode(personId: string): Promise<string> {
  const street = await wirePhone(stage.server.codes.get("街道管理员（叠彩街道）") ?? "");
  const made = await street.call("/api/codes", { personId });
  return ((await made.json()) as { code: string }).code;
}

test("a report, its place, its note and a record set aside, all with scripts in them: phone and desk show words", async () => {
  const li = await wirePhone(stage.codeOf(".v2"));
  const note = { issueId: "odd-1", eventId: "odd-note", text: `补充 ${SCRIPT} ${LINK}` };
  expect(await li.does(hazard("odd-1", { spot: `拐角 ${SCRIPT}` }), { cmd: "issue.addNote", args: note })).toEqual([
    "applied",
    "applied",
  ]);
  expect(await li.does(hazard("odd-2", {}))).toEqual(["place-missing"]);

  const faults: string[] = [];
  const { page: desk, pageErrors: ofDesk } = await openDesk(stage.browser, { origin: stage.origin });
  await guarded(desk);
  await enrolIn(desk, stage.codeOf(".admin"));
  await desk.getByText("协调台").first().waitFor({ timeout: 60_000 });
  await goInside(desk, "/desk/issues");
  await desk.getByRole("searchbox").first().fill("怪话");
  faults.push(...(await whatRan(desk, "scripts-desk-list")));
  await desk.getByText("怪话").first().click();
  await desk.getByText("补充").first().waitFor();
  faults.push(...(await whatRan(desk, "scripts-desk-issue")));
  await goInside(desk, "/desk/aside");
  await desk.getByRole("row", { name: /堵/ }).first().click();
  faults.push(...(await whatRan(desk, "scripts-desk-aside")));

  const { page: phone, pageErrors: ofPhone } = await openPhone(stage.browser, { origin: stage.origin });
  await guarded(phone);
  await enrolIn(phone, await secondCode(`${COMMUNITY}.t1.g1.v2`));
  await phone.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await goInside(phone, "/issues/odd-1");
  faults.push(...(await whatRan(phone, "scripts-phone-issue")));
  expect(faults).toEqual([]);
  expect([...ofDesk, ...ofPhone]).toEqual([]);
}, 180_000);

/**
 * Two mediators of one file, each on a phone of his own and both without signal: what both changed stands on the screen
 * twice, in words, with who wrote it; one of them decides, and both phones say the same again.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import {
  choose,
  consents,
  follow,
  opensFile,
  press,
  takesDownMatter,
  takesDownParties,
} from "../harness/mediation-walk.ts";
import { axeFaults } from "../harness/page-faults.ts";
import { enrolIn, goInside, shot, waitForServiceWorker } from "../harness/walk.ts";
import { openPhone } from "../support/browser.ts";

const stage = demoStage("two-mediators");

async function aMediator(ending: string): Promise<Page> {
  const { page } = await openPhone(stage.browser, { origin: stage.origin });
  await enrolIn(page, stage.codeOf(ending));
  await page.getByRole("link", { name: "调解和劝和" }).waitFor();
  await waitForServiceWorker(page);
  await received(page);
  return page;
}

const received = (page: Page): Promise<void> => page.getByText("平台已收").first().waitFor({ timeout: 60_000 });

/** A file of the first, with both parties agreed; the second is asked to mediate too. Answers its address. */
async function opensTogether(hu: Page): Promise<string> {
  await follow(hu, "调解和劝和");
  await follow(hu, "立案（人民调解）");
  await press(hu, "下一步");
  await takesDownMatter(hu, "三楼漏水");
  await press(hu, "下一步");
  await takesDownParties(hu, ["演示甲", "演示乙"]);
  await press(hu, "下一步");
  await press(hu, "立案");
  await opensFile(hu);
  const address = new URL(hu.url()).pathname;
  await follow(hu, "读权利义务，问愿不愿意");
  await consents(hu, ["甲方", "乙方"]);
  await hu.goBack();
  await follow(hu, "受理");
  await hu.getByLabel("权利义务都读过了，双方听明白了").check({ force: true });
  await press(hu, "受理");
  await follow(hu, "请人一起调");
  await choose(hu, "演示·梁调解员");
  await press(hu, "请人一起调");
  await hu.getByText("一步一步").waitFor();
  await received(hu);
  return address;
}

/** Writes the matter anew and a session, on his own. */
async function writesAlone(page: Page, facts: string): Promise<void> {
  await page.context().setOffline(true);
  await follow(page, "改当事人和案情");
  await page.getByLabel("纠纷简要情况").fill(facts);
  await press(page, "存下来");
  await follow(page, "写调解记录");
  await page.getByLabel("甲方怎么说").fill(`${facts}，甲说的`);
  await press(page, "存下来");
  await page.getByText("一步一步").waitFor();
}

test("what both changed off line stands there twice, with who wrote it; one decides, and nothing of either is lost", {
  timeout: 180_000,
}, async () => {
  const liang = await aMediator(".mediator2");
  const hu = await aMediator(".mediator1");
  const address = await opensTogether(hu);
  await goInside(liang, address);
  await opensFile(liang);
  await liang.getByText("三楼漏水").waitFor();
  await writesAlone(liang, "梁写的：楼上防水坏了");
  await writesAlone(hu, "胡写的：水管老化");
  for (const page of [liang, hu]) {
    await page.context().setOffline(false);
    await received(page);
  }

  for (const [page, other, own] of [
    [liang, "胡", "梁写的：楼上防水坏了"],
    [hu, "梁", "胡写的：水管老化"],
  ] as const) {
    const card = page.getByRole("alert").filter({ hasText: new RegExp(`演示·${other}调解员也改了这一项：案情`) });
    await card.waitFor();
    await page.getByRole("heading", { name: "您写的" }).waitFor();
    await page.getByText(own).first().waitFor();
  }
  await shot(liang, "mediation-conflict");
  expect(await axeFaults(liang)).toEqual([]);
  await press(liang, "用您写的");
  await liang.getByRole("alert").waitFor({ state: "detached" });
  await received(liang);
  await hu.getByRole("alert").waitFor({ state: "detached" });
  await hu.getByText("梁写的：楼上防水坏了").first().waitFor();
  expect(await hu.getByText("胡写的：水管老化", { exact: true }).count()).toBe(0);
  // The sessions of both stay.
  expect(await hu.getByText(/^调解记录 \d/).count()).toBe(2);
});

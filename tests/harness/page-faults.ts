import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { shot } from "./walk.ts";

/** What axe finds serious on the page as it stands. */
export async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id} ${v.nodes[0]?.html ?? ""} ${v.nodes[0]?.failureSummary ?? ""}`);
}

/** What is wrong with the page as it stands, in words: serious findings of axe, sideways scroll. Keeps a picture. */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  await shot(page, name);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const faults = [...(await axeFaults(page)), ...(sideways > 1 ? [`${sideways} px too wide`] : [])];
  return faults.map((fault) => `${name}: ${fault}`);
}

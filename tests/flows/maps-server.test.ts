/** What the server tells a map: only to those who are signed in, and no foreign host without a key. */
import { expect, test } from "vitest";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { STAND_IN_KEY } from "../support/tianditu.ts";

const policyOf = (response: Response): string => response.headers.get("content-security-policy") ?? "";

test("without a key Wang is offered nothing, and his page may ask nobody else for pictures", async () => {
  const server = await aServer(aNeighbourhood());
  const wang = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.wang));
  const answer = await wang.call("/api/maps/layers");
  expect(await answer.json()).toEqual({ tianditu: null });
  expect(policyOf(answer)).toMatch(/img-src 'self' blob: data:;/);
  expect(policyOf(answer)).not.toContain("http");
  await server.close();
});

test("with a key Wang is told it and his page may ask the eight tile hosts; a stranger gets nothing", async () => {
  const tianditu = { key: STAND_IN_KEY, url: "https://t{s}.tianditu.gov.cn" };
  const server = await aServer(aNeighbourhood(), Date.now, { tianditu });
  const stranger = await server.ask("/api/maps/layers");
  expect(stranger.status).toBe(401);
  expect(await stranger.text()).not.toContain(STAND_IN_KEY);
  const wang = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.wang));
  const answer = await wang.call("/api/maps/layers");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.json()).toEqual({ tianditu });
  const [, pictures = ""] = /img-src ([^;]*)/.exec(policyOf(answer)) ?? [];
  expect(pictures.split(" ").filter((source) => source.startsWith("https:"))).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `https://t${n}.tianditu.gov.cn`),
  );
  expect(policyOf(answer)).toContain("connect-src 'self';");
  await server.close();
});

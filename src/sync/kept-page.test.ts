import { afterEach, expect, test, vi } from "vitest";
import { renewKeptPage } from "./kept-page.ts";

const TILES = "https://t0.tianditu.gov.cn";
const page = (text: string, pictures: string): Response =>
  new Response(text, { headers: { "content-security-policy": `img-src 'self'${pictures}` } });

/** A phone that keeps a page, and a server that sends one now. */
function aPhoneThatKeeps(kept: Response | undefined, served: Response) {
  const key = new Request("https://patrol.example/index.html?__WB_REVISION__=1");
  const held = new Map(kept ? [[key, kept]] : []);
  const cache = {
    keys: async () => [...held.keys()],
    match: async (request: Request) => held.get(request)?.clone(),
    put: async (request: Request, response: Response) => void held.set(request, response),
  };
  vi.stubGlobal("caches", { keys: async () => ["workbox-precache"], open: async () => cache });
  const asked = vi.fn(async (_address: string) => served);
  vi.stubGlobal("fetch", asked);
  return { asked, policy: () => held.get(key)?.headers.get("content-security-policy") };
}

afterEach(() => vi.unstubAllGlobals());

test("a page kept before 天地图 was allowed is kept anew with today's policy", async () => {
  const phone = aPhoneThatKeeps(page("<html>1", ""), page("<html>1", ` ${TILES}`));
  expect(await renewKeptPage(TILES)).toBe(true);
  expect(phone.policy()).toContain(TILES);
});

test("a page that knows it already is left alone, and nobody is asked", async () => {
  const phone = aPhoneThatKeeps(page("<html>1", ` ${TILES}`), page("<html>1", ` ${TILES}`));
  expect(await renewKeptPage(TILES)).toBe(false);
  expect(phone.asked).not.toHaveBeenCalled();
});

test("a page of another version is never mixed into the kept one: its files would be missing without a network", async () => {
  const phone = aPhoneThatKeeps(page("<html>1", ""), page("<html>2", ` ${TILES}`));
  expect(await renewKeptPage(TILES)).toBe(false);
  expect(phone.policy()).not.toContain(TILES);
});

test("a browser that keeps no page has nothing to renew", async () => {
  aPhoneThatKeeps(undefined, page("<html>1", ` ${TILES}`));
  expect(await renewKeptPage(TILES)).toBe(false);
});

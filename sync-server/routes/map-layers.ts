/** Which map layers of other servers a signed-in person may choose, and which hosts a page may then ask for pictures. */
import { Hono } from "hono";
import type { MapLayers } from "#protocol/map-layers";

/** Route: GET / . Whoever mounts it decides who may ask; the answer holds a key and is never stored on the way. */
export function mapLayerRoutes(layers: MapLayers) {
  const app = new Hono();
  app.get("/", (c) => {
    c.header("Cache-Control", "no-store");
    return c.json(layers);
  });
  return app;
}

const SUBDOMAINS = ["0", "1", "2", "3", "4", "5", "6", "7"];

/** Origins for the policy of the page; none while there is no key. */
export function tileOrigins({ tianditu }: MapLayers): string[] {
  if (!tianditu) return [];
  return tianditu.url.includes("{s}") ? SUBDOMAINS.map((s) => tianditu.url.replace("{s}", s)) : [tianditu.url];
}

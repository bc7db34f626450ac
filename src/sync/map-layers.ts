/** 天地图 for those who are signed in, where this server has a key and there is a network. */
import { useEffect, useState } from "react";
import { type MapLayers, mapLayers } from "#protocol/map-layers";
import { type InstalledArchive, useMapArchive } from "#storage/map-archive";
import { useWorld } from "#storage/use-world";
import type { World } from "#storage/world";
import { renewKeptPage } from "./kept-page.ts";
import { type MapPack, useMapPack } from "./map-pack.ts";
import { readJson } from "./transport.ts";
import { transportOf } from "./transports.ts";
import { useOnline } from "./use-sync.ts";

type Tianditu = NonNullable<MapLayers["tianditu"]>;

async function fetchLayers(world: World): Promise<MapLayers> {
  return readJson(await transportOf(world).ask("/api/maps/layers"), mapLayers);
}

export interface Ground extends MapPack {
  readonly archive: InstalledArchive | undefined;
  readonly online: boolean;
  /** Absent: not offered, or not known while there is no network. */
  readonly tianditu: Tianditu | undefined;
  /** The page was kept before 天地图 was allowed; it may be asked for from the next start on. */
  readonly tiandituNextTime: boolean;
}

/** What can lie under a map on this device now. The key stays in memory only. */
export function useGround(): Ground {
  const world = useWorld();
  const online = useOnline();
  const archive = useMapArchive();
  const pack = useMapPack();
  const [tianditu, setTianditu] = useState<Tianditu>();
  const [renewed, setRenewed] = useState(false);
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<void> => {
      const offer = (await fetchLayers(world)).tianditu ?? undefined;
      const late = offer !== undefined && (await renewKeptPage(offer.url.replace("{s}", "0")));
      if (!current) return;
      setRenewed((before) => before || late);
      setTianditu(offer);
    };
    // Without an answer the map stays as it is; the next connection asks again.
    if (online) ask().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [world, online]);
  return { ...pack, archive, online, tianditu, tiandituNextTime: renewed };
}

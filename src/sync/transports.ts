/** The line of each open world, so that pages that ask on line use the engine's token. */
import type { World } from "#storage/world";
import { openTransport, type Transport } from "./transport.ts";

const OPEN = new WeakMap<World, Transport>();

export function rememberTransport(world: World, transport: Transport): void {
  OPEN.set(world, transport);
}

export function transportOf(world: World): Transport {
  const known = OPEN.get(world);
  if (known) return known;
  const opened = openTransport(world.person);
  OPEN.set(world, opened);
  return opened;
}

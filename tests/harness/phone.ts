/** A phone as it is in somebody's hand: the real vault, cache and engine, over a network that fails. */
import { openWorld, type World } from "#storage/world";
import { type Engine, startEngine } from "#sync/engine";
import { enrol } from "#sync/enrol";
import type { FlakyNetwork } from "./network.ts";
import type { TestServer } from "./server.ts";

export interface Phone {
  readonly world: World;
  readonly engine: Engine;
}

const ORIGIN = "http://zimajia.test";

/** What the app is told of the network. */
export const lineOf = (network: FlakyNetwork) => ({ fetch: network.fetch, origin: ORIGIN, auto: false }) as const;

const engineOf = (world: World, network: FlakyNetwork): Engine => startEngine(world, lineOf(network));

/** Enrols a person on a phone of his own. */
export async function phoneOf(
  server: Pick<TestServer, "codeFor">,
  network: FlakyNetwork,
  personId: string,
  clock?: World["clock"],
): Promise<Phone> {
  const code = await server.codeFor(personId);
  const person = await enrol(code, "test", { fetch: network.fetch, origin: ORIGIN });
  if (!person.ok) throw new Error(person.error.kind);
  const world = await openWorld(person.value, clock);
  return { world, engine: engineOf(world, network) };
}

/** The app is closed, or somebody else takes the phone. */
export function putAway({ engine, world }: Phone): void {
  engine.stop();
  world.close();
}

/** The app is killed and opened again: new connections to the same databases. */
export async function restarted(phone: Phone, network: FlakyNetwork): Promise<Phone> {
  putAway(phone);
  const world = await openWorld(phone.world.person);
  return { world, engine: engineOf(world, network) };
}

/** Bytes that are no picture but differ from all others with another seed; hashing and sending do not care. */
export function aPhoto(seed: number, bytes = 300_000) {
  const blob = (length: number, step: number) =>
    new Blob([new Uint8Array(length).map((_, i) => (i * step + seed) % 251)], { type: "image/jpeg" });
  return { original: blob(bytes, 7), thumb: blob(9_000, 3), width: 1600, height: 1200 };
}

/** The stream of pokes. It carries no data; it ends when the phone goes or the server is told to stop. */
import type { Handler } from "hono";
import { streamSSE } from "hono/streaming";
import { Fault } from "#domain/kernel/fault";
import { type Access, type AppEnv, callerOfDevice } from "../access/access.ts";
import { concerns, type HintBus, type Touched } from "../store/hint-bus.ts";

/** An empty line, so that nobody on the way ends a quiet stream: proxies wait for 60 s, phones' networks for minutes. */
const BEAT = ":\n\n";
export const BEAT_MS = 50_000;
/** Tabs of one phone that may listen; and all of this process, each of which costs about 54 kB. */
const MOST = { perDevice: 8, all: 10_000 };
const TRY_AGAIN_S = 60;

export interface LiveStreams {
  readonly open: number;
  /** Throws Fault `too-many`. Gives the function that leaves. */
  enter(deviceId: string): () => void;
}

export function createLiveStreams(most = MOST): LiveStreams {
  const byDevice = new Map<string, number>();
  const state = { open: 0 };
  return {
    get open() {
      return state.open;
    },
    enter: (deviceId) => {
      const mine = byDevice.get(deviceId) ?? 0;
      if (mine >= most.perDevice || state.open >= most.all)
        throw new Fault("too-many", "later", { waitS: TRY_AGAIN_S });
      byDevice.set(deviceId, mine + 1);
      state.open += 1;
      return () => {
        const left = (byDevice.get(deviceId) ?? 1) - 1;
        if (left > 0) byDevice.set(deviceId, left);
        else byDevice.delete(deviceId);
        state.open -= 1;
      };
    },
  };
}

export interface LiveDeps {
  readonly access: Access;
  readonly hints: HintBus;
  readonly streams: LiveStreams;
  readonly beatMs?: number;
}

/** What its person may read decides which hints concern a phone; null: not known, so all do. */
interface Listener {
  readonly deviceId: string;
  scopes: readonly string[] | null;
}

/** Grants lie in the person's own scope, the tree of places in the district's. */
const mayMove = (touched: Touched): boolean =>
  touched === null || [...touched].some((scope) => scope.startsWith("u:") || scope.startsWith("ref:"));

/** @returns whether the phone is still in force. */
async function readScopes(access: Access, listener: Listener): Promise<boolean> {
  try {
    const { scopes, revoked } = await callerOfDevice(access, listener.deviceId);
    listener.scopes = scopes;
    return !revoked;
  } catch {
    // The database's trouble shows where something is asked of it; until then every hint is passed on.
    listener.scopes = null;
    return true;
  }
}

export const liveRoute =
  ({ access, hints, streams, beatMs = BEAT_MS }: LiveDeps): Handler<AppEnv> =>
  (c) => {
    const { deviceId, scopes } = c.get("caller");
    const leave = streams.enter(deviceId);
    return streamSSE(c, async (stream) => {
      const listener: Listener = { deviceId, scopes };
      const poke = (): void => void stream.writeSSE({ event: "poke", data: "" });
      const beat = setInterval(() => void stream.write(BEAT), beatMs);
      const stops = [leave];
      await new Promise<void>((over) => {
        const onHint = async (touched: Touched): Promise<void> => {
          if (listener.scopes !== null && !concerns(touched, listener.scopes)) return;
          poke();
          if (mayMove(touched) && !(await readScopes(access, listener))) over();
        };
        stops.push(hints.listen((touched) => void onHint(touched)));
        stream.onAbort(over);
        stops.push(hints.whenClosed(over));
        poke();
      });
      clearInterval(beat);
      for (const stop of stops) stop();
    });
  };

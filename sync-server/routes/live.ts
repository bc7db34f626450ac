/** The stream of pokes. It carries no data; it ends when the phone goes or the server is told to stop. */
import type { Handler } from "hono";
import { streamSSE } from "hono/streaming";
import { Fault } from "#domain/kernel/fault";
import type { AppEnv } from "../access/access.ts";
import type { HintBus } from "../store/hint-bus.ts";

const BEAT_MS = 20_000;
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

export const liveRoute =
  (hints: HintBus, streams: LiveStreams): Handler<AppEnv> =>
  (c) => {
    const leave = streams.enter(c.get("caller").deviceId);
    return streamSSE(c, async (stream) => {
      const write = (event: string): void => void stream.writeSSE({ event, data: "" });
      const stops = [hints.listen(() => write("poke")), leave];
      const beat = setInterval(() => write("beat"), BEAT_MS);
      await new Promise<void>((over) => {
        stream.onAbort(over);
        stops.push(hints.whenClosed(over));
        write("poke");
      });
      clearInterval(beat);
      for (const stop of stops) stop();
    });
  };

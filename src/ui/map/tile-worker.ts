/** The tile store behind messages, off the thread that answers fingers. */
import type { PackedSource, SourceName } from "./tile-source.ts";
import { type TileAsk, type TileDrawing, TileStore } from "./tile-store.ts";

export type ToWorker =
  | { readonly say: "set"; readonly name: SourceName; readonly source: PackedSource }
  | { readonly say: "draw"; readonly id: number; readonly ask: TileAsk };

export interface FromWorker {
  readonly id: number;
  readonly drawing: TileDrawing;
}

const store = new TileStore();

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.say === "set") {
    store.set(message.name, message.source);
    return;
  }
  const drawing = store.draw(message.ask);
  const answer: FromWorker = { id: message.id, drawing };
  postMessage(answer, { transfer: drawing.buckets.flatMap((b) => [b.xy.buffer, b.ends.buffer]) });
});

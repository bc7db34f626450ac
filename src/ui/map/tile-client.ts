/** Asks for drawings. A worker answers; a browser that has none, or refuses to start it, is served from the page. */
import type { PackedSource, SourceName } from "./tile-source.ts";
import { type TileAsk, type TileDrawing, TileStore } from "./tile-store.ts";
import type { FromWorker, ToWorker } from "./tile-worker.ts";

export class TileClient {
  private readonly worker: Worker | undefined;
  private readonly sources = new Map<SourceName, PackedSource>();
  private readonly waiting = new Map<number, { ask: TileAsk; answer: (drawing: TileDrawing) => void }>();
  private local: TileStore | undefined;
  private lastId = 0;

  constructor() {
    if (typeof Worker === "undefined") {
      this.local = new TileStore();
      return;
    }
    this.worker = new Worker(new URL("./tile-worker.ts", import.meta.url), { type: "module", name: "map-tiles" });
    this.worker.addEventListener("message", (event: MessageEvent<FromWorker>) => {
      this.waiting.get(event.data.id)?.answer(event.data.drawing);
      this.waiting.delete(event.data.id);
    });
    this.worker.addEventListener("error", () => this.serveLocally());
  }

  setSource(name: SourceName, source: PackedSource): void {
    this.sources.set(name, source);
    if (this.local) this.local.set(name, source);
    else this.send({ say: "set", name, source });
  }

  /** What lies in a tile. Answers in order of asking. */
  draw(ask: TileAsk): Promise<TileDrawing> {
    const { local } = this;
    if (local) return Promise.resolve().then(() => local.draw(ask));
    return new Promise((answer) => {
      const id = ++this.lastId;
      this.waiting.set(id, { ask, answer });
      this.send({ say: "draw", id, ask });
    });
  }

  close(): void {
    this.worker?.terminate();
    this.waiting.clear();
  }

  private send(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  private serveLocally(): void {
    if (this.local) return;
    const store = new TileStore();
    this.local = store;
    for (const [name, source] of this.sources) store.set(name, source);
    for (const { ask, answer } of this.waiting.values()) answer(store.draw(ask));
    this.waiting.clear();
  }
}

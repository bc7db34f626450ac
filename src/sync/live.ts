/** The server's poke that something changed. It carries no data, and nothing depends on it. */
import type { Transport } from "./transport.ts";

export interface Listening {
  readonly signal: AbortSignal;
  /** Something came, be it only the sign that the line lives. */
  readonly onHeard: () => void;
  readonly onPoke: () => void;
}

/** Reads the event stream until it ends or `signal` is given; calls back once a poke. Throws Fault. */
export async function listenForPokes(transport: Transport, { signal, onHeard, onPoke }: Listening): Promise<void> {
  const headers = { Accept: "text/event-stream" };
  const response = await transport.ask("/api/sync/live", { headers, signal });
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onHeard();
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (lines.some((line) => line.trim() === "event: poke")) onPoke();
  }
}

/** An answer line by line, as it arrives. */
import { inTime } from "./transport.ts";

/** Throws Fault `timeout` where nothing comes any more. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  if (!response.body) {
    yield* (await response.text()).split("\n");
    return;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await inTime(reader.read());
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (done) break;
  }
  yield rest;
}

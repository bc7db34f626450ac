/** An answer line by line, as it arrives. */
import { joined } from "#domain/kernel/bytes";
import { inTime } from "./transport.ts";

const NEWLINE = 10;

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  if (!response.body) {
    yield new Uint8Array(await response.arrayBuffer());
    return;
  }
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await inTime(reader.read());
    if (done) return;
    yield value;
  }
}

/** Without their ends; each in an array of its own. Throws Fault `timeout` where nothing comes any more. */
export async function* byteLinesOf(response: Response): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = [];
  for await (const chunk of chunksOf(response)) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      yield joined([...rest, chunk.subarray(from, end)]);
      rest = [];
      from = end + 1;
    }
    rest.push(chunk.subarray(from));
  }
  yield joined(rest);
}

/** As byteLinesOf, as text. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const line of byteLinesOf(response)) yield decoder.decode(line);
}

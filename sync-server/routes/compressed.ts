/** Answers that are worth being squeezed; small ones travel as they are. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

const WORTH_CHARS = 1024;
/** Up to here a third fewer bytes cost two milliseconds; beyond, the phone would wait for them. */
const SMALL_CHARS = 256 * 1024;
const QUALITY = { small: 5, large: 1 };

interface Squeeze {
  readonly type: string;
  /** The asker's Accept-Encoding. */
  readonly accepts: string;
  /** Of Brotli, 0…11; default: by size. */
  readonly quality?: number;
}

/** An answer as it travels. */
export interface Squeezed {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

export async function squeezed(text: string, { type, accepts, quality }: Squeeze): Promise<Squeezed> {
  const headers: Record<string, string> = { "Content-Type": type, "Cache-Control": "no-store" };
  if (text.length < WORTH_CHARS) return { body: text, headers };
  if (/\bbr\b/.test(accepts)) {
    const level = quality ?? (text.length <= SMALL_CHARS ? QUALITY.small : QUALITY.large);
    const body = await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: level } });
    return { body: new Uint8Array(body), headers: { ...headers, "Content-Encoding": "br" } };
  }
  if (!/\bgzip\b/.test(accepts)) return { body: text, headers };
  return { body: new Uint8Array(await gzipped(text)), headers: { ...headers, "Content-Encoding": "gzip" } };
}

export const answerOf = ({ body, headers }: Squeezed): Response => new Response(body, { headers: { ...headers } });

export const compressed = async (text: string, how: Squeeze): Promise<Response> => answerOf(await squeezed(text, how));

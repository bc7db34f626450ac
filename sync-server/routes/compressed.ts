/** Answers that are worth being squeezed; small ones travel as they are. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

const WORTH_CHARS = 1024;

interface Squeeze {
  readonly type: string;
  /** The asker's Accept-Encoding. */
  readonly accepts: string;
  /** Of Brotli, 0…11. */
  readonly quality?: number;
}

export async function compressed(text: string, { type, accepts, quality = 1 }: Squeeze): Promise<Response> {
  const headers: Record<string, string> = { "Content-Type": type, "Cache-Control": "no-store" };
  if (text.length < WORTH_CHARS) return new Response(text, { headers });
  if (/\bbr\b/.test(accepts)) {
    const body = await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
    return new Response(new Uint8Array(body), { headers: { ...headers, "Content-Encoding": "br" } });
  }
  if (!/\bgzip\b/.test(accepts)) return new Response(text, { headers });
  return new Response(new Uint8Array(await gzipped(text)), { headers: { ...headers, "Content-Encoding": "gzip" } });
}

/** Reads a JSON body, plain or gzip, with a limit that holds for the unpacked size too. */
import { gunzip } from "node:zlib";
import type { Context } from "hono";
import * as v from "valibot";
import { Fault } from "#domain/kernel/fault";

/** Parses by `schema`. Throws Fault `malformed`, `too-large` or `unknown-encoding`. */
export async function parseBody<S extends v.GenericSchema>(
  c: Context,
  schema: S,
  maxBytes = 64 * 1024,
): Promise<v.InferOutput<S>> {
  const text = await bodyText(c, maxBytes);
  const parsed = v.safeParse(schema, parseJson(text));
  if (!parsed.success) throw new Fault("malformed", "never");
  return parsed.output;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault("malformed", "never");
  }
}

const JSON_TYPE = /^application\/json\s*(;\s*charset=["']?utf-8["']?\s*)?$/i;

/** A body is read to its end before it is refused: who is cut off while still sending never hears why. */
async function bodyText(c: Context, maxBytes: number): Promise<string> {
  const raw = new Uint8Array(await c.req.arrayBuffer());
  if (!JSON_TYPE.test(c.req.header("content-type") ?? "")) throw new Fault("unknown-encoding", "never");
  const encoding = c.req.header("content-encoding") ?? "identity";
  if (encoding !== "gzip" && encoding !== "identity") throw new Fault("unknown-encoding", "never");
  if (raw.length > maxBytes) throw new Fault("too-large", "never");
  const bytes = encoding === "gzip" ? await unzip(raw, maxBytes) : raw;
  return new TextDecoder().decode(bytes);
}

function unzip(raw: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // maxOutputLength stops a zip bomb while it unpacks, not after.
    gunzip(raw, { maxOutputLength: maxBytes }, (error, out) => {
      if (!error) resolve(out);
      else
        reject(
          new Fault("code" in error && error.code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "malformed", "never"),
        );
    });
  });
}

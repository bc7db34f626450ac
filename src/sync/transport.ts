/** The only place that talks to the network. Every failure becomes a Fault with a code and a way on. */
import * as v from "valibot";
import { Fault, type Retry } from "#domain/kernel/fault";
import { ERROR_CODES, type ErrorCode } from "#protocol/error-codes";
import { isTimeToSign, TOKEN_MINUTES, tokenReply } from "#protocol/session";
import { signWithDevice } from "#storage/device-book";

export type Fetch = (input: string, init?: RequestInit) => Response | Promise<Response>;

export interface NetworkOptions {
  readonly fetch?: Fetch;
  /** Address of the server; default: where the app came from. */
  readonly origin?: string;
}

export interface Ask {
  readonly method?: "GET" | "HEAD" | "POST" | "PATCH";
  readonly json?: unknown;
  readonly body?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the answer must have begun; Infinity for a live stream. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Statuses beside 2xx that are answers, not faults. */
  readonly also?: readonly number[];
}

export interface Network {
  ask(path: string, ask?: Ask): Promise<Response>;
}

export interface Transport extends Network {
  /** Offset of the server's clock that came with the last token, ms; null before the first. */
  clockOffset(): number | null;
}

const TIMEOUT_MS = 30_000;
const ZIP_FROM_CHARS = 2_048;
const TOKEN_MS = (TOKEN_MINUTES - 1) * 60_000;

const errorBody = v.looseObject({
  error: v.string(),
  waitS: v.optional(v.number()),
  epoch: v.optional(v.string()),
  serverNow: v.optional(v.string()),
});

const isErrorCode = (code: string): code is ErrorCode => code in ERROR_CODES;

/** A body that stops in the middle must not hold the run for ever. Throws Fault `timeout`. */
export async function inTime<T>(work: Promise<T>, ms = TIMEOUT_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault("timeout", "later")), ms);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

export const hasType = (response: Response, type: string): boolean =>
  (response.headers.get("content-type") ?? "").toLowerCase().startsWith(type);

/** Gzip where the phone can; old ones send plain text. */
async function packed(json: unknown): Promise<{ body: BodyInit; headers: Record<string, string> }> {
  const text = JSON.stringify(json);
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (text.length < ZIP_FROM_CHARS || typeof CompressionStream === "undefined") return { body: text, headers };
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const body = await new Response(zipped).arrayBuffer();
  return { body, headers: { ...headers, "Content-Encoding": "gzip" } };
}

/** A hotel's login page answers 200 or 302 with HTML; it must never pass for our server. */
async function faultOf(response: Response): Promise<Fault> {
  const { status } = response;
  if (hasType(response, "application/json")) {
    const parsed = v.safeParse(errorBody, await response.json().catch(() => undefined));
    if (parsed.success) {
      const { error, waitS, epoch, serverNow } = parsed.output;
      const retry: Retry = isErrorCode(error) ? ERROR_CODES[error].retry : "later";
      const detail = {
        status,
        ...(waitS === undefined ? {} : { waitS }),
        ...(epoch === undefined ? {} : { epoch }),
        ...(serverNow === undefined ? {} : { serverNow }),
      };
      return new Fault(error, retry, detail);
    }
  }
  const known = Object.entries(ERROR_CODES).find(([, spec]) => spec.status === status);
  if (known && response.headers.has("upload-offset")) return new Fault(known[0], known[1].retry, { status });
  return new Fault(status >= 500 ? "unavailable" : "captive-portal", "later", { status });
}

/** Where the phone itself says that it has no line, nothing is asked in vain: that only costs battery and error messages. */
const fetchWithLine: Fetch = (input, init) => {
  if (globalThis.navigator?.onLine === false) throw new Fault("offline", "later");
  return fetch(input, init);
};

/** Asks without a token. Throws Fault `offline`, `timeout`, `captive-portal` or what the server says. */
export function openNetwork(options: NetworkOptions = {}): Network {
  const doFetch: Fetch = options.fetch ?? fetchWithLine;
  const origin = options.origin ?? (typeof location === "undefined" ? "" : location.origin);
  const ask = async (path: string, what: Ask = {}): Promise<Response> => {
    const sent = what.json === undefined ? undefined : await packed(what.json);
    const body = sent?.body ?? what.body;
    const stop = new AbortController();
    const onOuterAbort = () => stop.abort();
    what.signal?.addEventListener("abort", onOuterAbort);
    const timeoutMs = what.timeoutMs ?? TIMEOUT_MS;
    const timer = timeoutMs === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => stop.abort(), timeoutMs);
    const init: RequestInit = {
      method: what.method ?? "GET",
      headers: { ...sent?.headers, ...what.headers },
      signal: stop.signal,
      cache: "no-store",
      ...(body === undefined ? {} : { body }),
    };
    try {
      const response = await doFetch(`${origin}${path}`, init);
      if (response.ok || what.also?.includes(response.status)) return response;
      throw await faultOf(response);
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw new Fault(stop.signal.aborted && !what.signal?.aborted ? "timeout" : "offline", "later");
    } finally {
      clearTimeout(timer);
    }
  };
  return { ask };
}

/** Reads a JSON answer by its schema. Throws Fault `captive-portal` or `malformed-reply`. */
export async function readJson<S extends v.GenericSchema>(response: Response, schema: S): Promise<v.InferOutput<S>> {
  if (!hasType(response, "application/json")) throw new Fault("captive-portal", "later", { status: response.status });
  const body: unknown = await inTime(
    response.json().catch(() => {
      throw new Fault("broken-reply", "later");
    }),
  );
  const parsed = v.safeParse(schema, body);
  if (!parsed.success) throw new Fault("malformed-reply", "later", { status: response.status });
  return parsed.output;
}

interface Token {
  readonly text: string;
  readonly until: number;
  readonly offset: number;
}

export interface DeviceOwner {
  readonly personId: string;
  readonly deviceId: string;
}

/** Asks as this device: signs for a token, keeps it for its life, and takes a new one once when it is refused. */
export function openTransport(owner: DeviceOwner, options: NetworkOptions = {}, now = () => Date.now()): Transport {
  const network = openNetwork(options);
  /** `offsetMs`: how far the server's clock was ahead of this one when it last said so. */
  const held: { token?: Token; offsetMs: number } = { offsetMs: 0 };
  const askToken = async (at: string) => {
    const signature = await signWithDevice(owner.personId, `${owner.deviceId}.${at}`);
    const json = { deviceId: owner.deviceId, at, signature };
    return readJson(await network.ask("/api/token", { method: "POST", json }), tokenReply);
  };
  const askAtRightTime = async (at: string) => {
    try {
      return await askToken(at);
    } catch (error) {
      const serverNow = error instanceof Fault ? error.detail["serverNow"] : undefined;
      if (typeof serverNow !== "string" || !isTimeToSign(serverNow)) throw error;
      return askToken(serverNow);
    }
  };
  const takeToken = async (): Promise<Token> => {
    if (held.token && held.token.until > now()) return held.token;
    const askedAt = now();
    const reply = await askAtRightTime(new Date(askedAt + held.offsetMs).toISOString());
    const offset = Math.round(Date.parse(reply.serverNow) - (askedAt + now()) / 2);
    held.offsetMs = offset;
    held.token = { text: reply.token, until: now() + TOKEN_MS, offset };
    return held.token;
  };
  const asDevice = async (path: string, what: Ask): Promise<Response> => {
    const token = await takeToken();
    return network.ask(path, { ...what, headers: { ...what.headers, Authorization: `Bearer ${token.text}` } });
  };
  const ask = async (path: string, what: Ask = {}): Promise<Response> => {
    try {
      return await asDevice(path, what);
    } catch (error) {
      if (!(error instanceof Fault) || error.detail["status"] !== 401 || held.token === undefined) throw error;
      delete held.token;
      return asDevice(path, what);
    }
  };
  return { ask, clockOffset: () => held.token?.offset ?? null };
}

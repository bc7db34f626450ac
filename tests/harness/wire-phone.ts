/** A phone reduced to the wire: a device key, a counter, envelopes. For tests of the server alone. */
import { randomBytes, webcrypto } from "node:crypto";
import { COMMANDS } from "#domain/commands";
import { type Envelope, envelopeChecksum } from "#protocol/envelope";
import type { PullRow, PullTail } from "#protocol/pull";
import type { PushReply } from "#protocol/push";
import { PROTO, SCHEMA } from "#protocol/version";
import type { AskServer } from "./server.ts";

export interface Act {
  readonly cmd: string;
  readonly args: Record<string, unknown>;
}

export class WirePhone {
  #ask: AskServer;
  readonly key: webcrypto.CryptoKeyPair;
  readonly deviceId: string;
  readonly personId: string;
  readonly epoch: string;
  cid = randomBytes(12).toString("hex");
  n = 0;
  at = "2026-11-24T02:00:00.000Z";
  /** What its clock says; a phone signs with it. */
  clock: () => number = Date.now;
  #held: { readonly text: string; readonly until: number } | undefined;

  private constructor(ask: AskServer, key: webcrypto.CryptoKeyPair, reply: Record<string, string>) {
    this.#ask = ask;
    this.key = key;
    this.deviceId = reply["deviceId"] ?? "";
    this.personId = reply["personId"] ?? "";
    this.epoch = reply["epoch"] ?? "";
  }

  static async enrol(ask: AskServer, code: string): Promise<WirePhone> {
    const key = await aDeviceKey();
    const reply = await post(ask, "/api/enrol", { code, publicKey: await publicTextOf(key), deviceName: "test" });
    if (reply.status !== 200) throw new Error(`enrol answered ${reply.status}`);
    return new WirePhone(ask, key, (await reply.json()) as Record<string, string>);
  }

  /** A phone that was enrolled before, with the key it had. */
  static of(
    ask: AskServer,
    key: webcrypto.CryptoKeyPair,
    known: { readonly deviceId: string; readonly personId: string; readonly epoch: string },
  ): WirePhone {
    return new WirePhone(ask, key, { ...known });
  }

  /** Held for its life, as a phone does. */
  async token(): Promise<string> {
    if (!this.#held || this.#held.until < this.clock()) {
      const text = await this.takeToken();
      if (text === "") return "";
      this.#held = { text, until: this.clock() + 9 * 60_000 };
    }
    return this.#held.text;
  }

  /** The same phone, of which the server now lives elsewhere. */
  goesTo(ask: AskServer): this {
    this.#ask = ask;
    return this;
  }

  /** The next request takes a new token. */
  forgetToken(): this {
    this.#held = undefined;
    return this;
  }

  private async takeToken(): Promise<string> {
    const reply = await this.asksForToken(new Date(this.clock()).toISOString());
    if (reply.status === 200) return ((await reply.json()) as { token: string }).token;
    const { serverNow } = (await reply.json()) as { serverNow?: string };
    if (serverNow === undefined) return "";
    const again = await this.asksForToken(serverNow);
    return again.status === 200 ? ((await again.json()) as { token: string }).token : "";
  }

  /** One signed request, with any text for a time. */
  async asksForToken(at: string): Promise<Response> {
    return post(this.#ask, "/api/token", await this.signedRequest(at));
  }

  /** What goes over the line, for whoever listens there. */
  async signedRequest(at: string): Promise<{ deviceId: string; at: string; signature: string }> {
    return { deviceId: this.deviceId, at, signature: await this.sign(`${this.deviceId}.${at}`) };
  }

  async sign(text: string): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    const signed = await webcrypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, this.key.privateKey, bytes);
    return Buffer.from(signed).toString("base64url");
  }

  envelope(act: Act, base = 0): Envelope {
    this.n += 1;
    const target = COMMANDS.get(act.cmd)?.target(act.args) ?? { t: "none", id: "none" };
    const draft = {
      v: 1 as const,
      mid: randomBytes(16).toString("hex"),
      cid: this.cid,
      n: this.n,
      sch: SCHEMA,
      user: this.personId,
      ...act,
      e: { ...target },
      base,
      was: {},
      at: this.at,
      off: 0,
      need: [] as string[],
    };
    return { ...draft, h: envelopeChecksum(draft) };
  }

  async pushRaw(muts: readonly unknown[], epoch: string | null = this.epoch): Promise<Response> {
    return this.call("/api/sync/push", { proto: PROTO, sch: SCHEMA, epoch, cid: this.cid, muts });
  }

  async push(muts: readonly unknown[]): Promise<PushReply> {
    return (await this.pushRaw(muts)).json() as Promise<PushReply>;
  }

  async does(...acts: readonly Act[]): Promise<string[]> {
    const reply = await this.push(acts.map((a) => this.envelope(a)));
    return reply.results.map((r) => r.reason ?? r.outcome);
  }

  async pull(): Promise<{ rows: PullRow[]; tail: PullTail }> {
    const rows: PullRow[] = [];
    let cursor: Record<string, number> = {};
    for (;;) {
      const body = { proto: PROTO, sch: SCHEMA, epoch: this.epoch, cid: this.cid, cursor };
      const text = await (await this.call("/api/sync/pull", body)).text();
      const lines = text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as PullRow | PullTail);
      const tail = lines.pop() as PullTail;
      rows.push(...lines.filter((l): l is PullRow => l.k === "row"));
      if (!tail.more) return { rows, tail };
      cursor = tail.cursor;
    }
  }

  async call(path: string, body?: unknown, init: RequestInit = {}): Promise<Response> {
    const authorization = `Bearer ${await this.token()}`;
    if (body === undefined) return this.#ask(path, { ...init, headers: { ...init.headers, authorization } });
    return post(this.#ask, path, body, { authorization });
  }
}

export const aDeviceKey = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);

/** The public half as it travels: raw, base64url. */
export const publicTextOf = async (key: webcrypto.CryptoKeyPair): Promise<string> =>
  Buffer.from(await webcrypto.subtle.exportKey("raw", key.publicKey)).toString("base64url");

export function post(
  ask: AskServer,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return ask(path, {
    method: "POST",
    headers: { "content-type": "application/json", "accept-encoding": "identity", ...headers },
    body: JSON.stringify(body),
  });
}

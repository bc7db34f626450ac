/** The operator changes the server's keys while two processes run: what of before is worth nothing, and nobody is locked out. */
import "fake-indexeddb/auto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PARCEL_CIPHER, sealParcel } from "#seal/parcel";
import { changeParcelKey, changeTokenSecret, dropOldParcelKeys } from "../../sync-server/store/change-keys.ts";
import type { Db } from "../../sync-server/store/db.ts";
import {
  readRecoveryKey,
  recoveryFile,
  recoveryKeyInForce,
  replaceRecoveryKey,
} from "../../sync-server/store/recovery-key.ts";
import { reportHazard } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { type AskServer, appOn, type TestServer } from "../harness/app-on.ts";
import { ENGINES } from "../harness/engines.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const DAY_MS = 86_400_000;

describe.each(ENGINES)("on $engine", ({ migrated }) => {
  const clock = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
  const now = () => clock.ms;
  let db: Db;
  let first: TestServer;
  let second: TestServer;
  let li: WirePhone;
  let wang: WirePhone;

  beforeAll(async () => {
    db = await migrated();
    first = await appOn(db, aNeighbourhood(), now);
    second = await appOn(db, [], now);
    li = await WirePhone.enrol(first.ask, await first.codeFor(PEOPLE.li));
    wang = await WirePhone.enrol(first.ask, await first.codeFor(PEOPLE.wang));
    for (const phone of [li, wang]) phone.clock = now;
  }, 120_000);
  afterAll(() => first.close());

  const heads = (ask: AskServer, token: string) =>
    ask("/api/sync/heads", { headers: { authorization: `Bearer ${token}` } });

  test("a token of before is refused at once by both; a new one from either is good at both, and no code is asked for", async () => {
    const before = await li.token();
    expect((await heads(second.ask, before)).status).toBe(200);
    await changeTokenSecret(db);
    for (const { ask } of [first, second]) expect((await heads(ask, before)).status).toBe(401);
    const fresh = await li.forgetToken().goesTo(second.ask).token();
    for (const { ask } of [first, second]) expect((await heads(ask, fresh)).status).toBe(200);
    await db.query("DELETE FROM meta WHERE name = 'token-secret'");
    for (const { ask } of [first, second]) expect((await heads(ask, fresh)).status).toBe(401);
    expect((await heads(second.ask, await li.forgetToken().goesTo(first.ask).token())).status).toBe(200);
  });

  const keyFor = async (phone: WirePhone): Promise<string> => {
    const body = { proto: 1, sch: 2, epoch: phone.epoch, cid: phone.cid, cursor: {} };
    const [head = ""] = (await (await phone.call("/api/sync/pull", body)).text()).split("\n");
    return (JSON.parse(head) as { parcelKey: string }).parcelKey;
  };

  /** One hazard of Li, sealed for the key and carried by Wang. */
  async function carried(serverKey: string, issueId: string, to: TestServer): Promise<Response> {
    const list = { deviceId: li.deviceId, muts: [{ ...li.envelope(reportHazard(issueId)) }], files: [] };
    const bytes = await sealParcel({ list, files: [], serverKey, sign: (text) => li.sign(text) });
    const authorization = `Bearer ${await wang.token()}`;
    return to.ask("/api/sync/parcel", { method: "POST", headers: { authorization }, body: bytes });
  }

  test("a parcel sealed for the key of before is opened for its days and not after them; the new key is given out", async () => {
    const old = await keyFor(li);
    await changeParcelKey(db, { keepDays: 30, nowMs: now() });
    await changeParcelKey(db, { keepDays: 5, nowMs: now() });
    for (const [i, server] of [first, second].entries()) {
      expect(await (await carried(old, `i-${i}`, server)).json()).toMatchObject({ records: 1 });
    }
    const { publicKey } = JSON.parse(
      (await db.query<{ value: string }>("SELECT value FROM meta WHERE name = 'parcel-keys'"))[0]?.value ?? "",
    ) as { publicKey: string };
    expect(publicKey).not.toBe(old);
    expect(await keyFor(li.goesTo((await appOn(db, [], now)).ask))).toBe(publicKey);
    expect(await (await carried(publicKey, "i-3", second)).json()).toMatchObject({ records: 1 });
    clock.ms += 31 * DAY_MS;
    expect((await carried(old, "i-4", first)).status).toBe(422);
    const kept = async () =>
      (await db.query<{ value: string }>("SELECT value FROM meta WHERE name = 'parcel-keys'"))[0];
    expect((JSON.parse((await kept())?.value ?? "") as { older: unknown[] }).older).toHaveLength(2);
    await dropOldParcelKeys(db, now());
    expect((JSON.parse((await kept())?.value ?? "") as { older: unknown[] }).older).toEqual([]);
    expect(await (await carried(publicKey, "i-5", first)).json()).toMatchObject({ records: 1 });
  });

  test("a pair of the first release, without older ones, is read and changed", async () => {
    const pair = await PARCEL_CIPHER.newKeys();
    await db.query("UPDATE meta SET value = $1 WHERE name = 'parcel-keys'", [JSON.stringify(pair)]);
    expect(await (await carried(pair.publicKey, "i-6", first)).json()).toMatchObject({ records: 1 });
    await changeParcelKey(db, { keepDays: 1, nowMs: now() });
    expect(await (await carried(pair.publicKey, "i-7", second)).json()).toMatchObject({ records: 1 });
  });

  test("another operator's key: its secret half lies in a file that only its owner reads, never in the database", async () => {
    const dir = mkdtempSync(join(tmpdir(), "zmj-keys-"));
    const before = await recoveryKeyInForce(db);
    const { id } = await replaceRecoveryKey(db, dir);
    expect(id).not.toBe(before?.id);
    const { privateKey, publicKey } = await readRecoveryKey(recoveryFile(dir, id));
    expect(statSync(recoveryFile(dir, id)).mode & 0o077).toBe(0);
    expect(await recoveryKeyInForce(db)).toMatchObject({ id, publicKey });
    expect(JSON.stringify(await db.query("SELECT value FROM meta"))).not.toContain(privateKey);
    rmSync(dir, { recursive: true });
  });
});

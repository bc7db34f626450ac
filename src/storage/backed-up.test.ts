import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { isBackedUp } from "./backed-up.ts";
import { readReceived } from "./outbox.ts";
import type { LedgerRow } from "./vault/vault.ts";
import { aPhone } from "./world.fixture.ts";

const receipt = (n: number, id: string): LedgerRow =>
  ({
    ...{ mid: `m${n}`, n, ackAt: n, folded: 0, ek: [`issue:${id}`], outcome: "applied", rev: 1, conflicts: [] },
    ...{ receivedAt: "2026-11-24T02:00:00.000Z" },
    env: { cmd: "issue.report", args: {}, at: "2026-11-24T01:00:00.000Z", e: { t: "issue", id } },
  }) as unknown as LedgerRow;

test("a record is called backed up when the backup holds every change of it that this phone handed in, and not before", async () => {
  const { vault } = await aPhone();
  await vault.ledger.bulkAdd([receipt(1, "a"), receipt(2, "b"), receipt(3, "a")]);
  const stages = async () => [
    ...(await Promise.all(["a", "b", "of-others"].map((id) => isBackedUp(vault, { t: "issue", id })))),
    ...(await readReceived(vault)).map((entry) => entry.backedUp),
  ];
  expect(await stages()).toEqual([false, false, false, false, false, false]);
  await vault.setMeta("safe", 2);
  expect(await stages()).toEqual([false, true, false, false, true, true]);
  await vault.setMeta("safe", 3);
  expect(await stages()).toEqual([true, true, false, true, true, true]);
});

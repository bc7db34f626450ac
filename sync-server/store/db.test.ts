import { describe, expect, test } from "vitest";
import { isoFromTimestamptz, numberFromInt8, retryTransaction, sqlState } from "./db.ts";

const databaseError = (code: string): Error => Object.assign(new Error("database"), { code });

function recorder(random: number): { readonly slept: number[]; readonly env: Parameters<typeof retryTransaction>[1] } {
  const slept: number[] = [];
  return { slept, env: { random: () => random, sleep: async (ms) => void slept.push(ms) } };
}

describe("a transaction that collides", () => {
  test.each(["40001", "40P01"])("runs again after %s, waiting longer each time", async (code) => {
    const { slept, env } = recorder(0.5);
    const tries = { count: 0 };
    const attempt = async (): Promise<string> => {
      tries.count += 1;
      if (tries.count <= 5) throw databaseError(code);
      return "through";
    };
    expect(await retryTransaction(attempt, env)).toBe("through");
    expect(slept).toEqual([5, 10, 20, 40, 80]);
  });

  test("gives up after five more tries with a fault that says: later", async () => {
    const { slept, env } = recorder(1);
    const attempt = (): Promise<never> => Promise.reject(databaseError("40001"));
    await expect(retryTransaction(attempt, env)).rejects.toMatchObject({ code: "database-contention", retry: "later" });
    expect(slept).toHaveLength(5);
  });

  test("does not repeat what would fail again", async () => {
    const { slept, env } = recorder(1);
    const attempt = (): Promise<never> => Promise.reject(databaseError("23505"));
    await expect(retryTransaction(attempt, env)).rejects.toMatchObject({ code: "23505" });
    expect(slept).toEqual([]);
  });
});

test("a SQLSTATE is read from database errors only", () => {
  expect(sqlState(databaseError("23505"))).toBe("23505");
  expect(sqlState(databaseError("ECONNRESET"))).toBeNull();
  expect(sqlState("23505")).toBeNull();
});

test.each([
  ["2026-05-01 08:00:00.123456+08", "2026-05-01T00:00:00.123Z"],
  ["2026-05-01 08:00:00+00", "2026-05-01T08:00:00.000Z"],
  ["2026-05-01 08:00:00.5-03:30", "2026-05-01T11:30:00.500Z"],
  ["-infinity", "-infinity"],
])("timestamptz %s is %s", (text, iso) => {
  expect(isoFromTimestamptz(text)).toBe(iso);
});

test("int8 keeps every digit or fails", () => {
  expect(numberFromInt8("-9007199254740991")).toBe(-9_007_199_254_740_991);
  expect(() => numberFromInt8("9007199254740992")).toThrow(RangeError);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { deepJson, isTooDeep } from "./deep-json.ts";

const nested = (depth: number): unknown => JSON.parse('{"a":['.repeat(depth) + "]}".repeat(depth));

test("it is what JSON.stringify would say", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(deepJson(value)).toBe(JSON.stringify(value));
    }),
    { seed: 20261124 },
  );
  const odd = JSON.parse('{"__proto__":{"a":1},"":null,"\\u0000":[[],{}]}');
  expect(deepJson(odd)).toBe(JSON.stringify(odd));
});

test("a hundred thousand levels are written whole, and counted as too many", () => {
  const value = nested(50_000);
  expect(() => JSON.stringify(value)).toThrow(RangeError);
  expect(deepJson(value)).toBe('{"a":['.repeat(50_000) + "]}".repeat(50_000));
  expect(isTooDeep(value)).toBe(true);
  expect(isTooDeep(nested(49))).toBe(false);
});

import { expect, test } from "vitest";
import { receiptNumber } from "./receipt-number.ts";

test("the number is short enough to be read out and comes from the end of the id, where ids differ", () => {
  expect(receiptNumber("019a4b1e-7c00-7a11-8f3e-5b6c3f2a91c0")).toBe("3F2A-91C0");
  expect(receiptNumber("r1")).toBe("R1");
});

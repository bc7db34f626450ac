import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { addPerson, checkPin, enrolmentKey } from "./device-book.ts";
import { setPin } from "./pin.ts";
import { dropPinKeys, pinKeyOf } from "./pin-key.ts";

const reply = {
  deviceId: "d-1",
  personId: "p-1",
  displayName: "演示·王",
  orgCode: "450303001001",
  districtCode: "450303000000",
  epoch: "e-1",
};

test("who has 123456 from before comes in with it as always, and is known to need another until he has one", async () => {
  await enrolmentKey("12345678");
  await addPerson(reply, "12345678");
  await setPin("p-1", "123456");
  dropPinKeys();
  expect(pinKeyOf("p-1")).toBeUndefined();
  expect(await checkPin("p-1", "123456", 0)).toMatchObject({ ok: true });
  expect(pinKeyOf("p-1")?.isWeak).toBe(true);
  await setPin("p-1", "904716");
  expect(pinKeyOf("p-1")?.isWeak).toBe(false);
  dropPinKeys();
  expect(await checkPin("p-1", "904716", 0)).toMatchObject({ ok: true });
  expect(pinKeyOf("p-1")?.isWeak).toBe(false);
});

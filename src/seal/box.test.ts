import { expect, test } from "vitest";
import { newKeyPair, openValue, sealValue, unwrap, wrapFor } from "./box.ts";

const CASE = { t: "mediation", id: "m-1" };

async function aSeal() {
  const own = await newKeyPair();
  const { privateKey, id: kid, alg, publicKey } = await newKeyPair();
  const { id, alg: ownAlg, publicKey: ownKey } = own;
  const key = { id, alg: ownAlg, publicKey: ownKey };
  const wraps = [await wrapFor({ personId: "p-li", key }, kid, privateKey)];
  return { own, seal: { kid, alg, publicKey, wraps } };
}

test("what is sealed for a record opens with the key of somebody it was wrapped for, and with nobody else's", async () => {
  const { own, seal } = await aSeal();
  const box = await sealValue(seal, CASE, { names: ["张三", "李四"] });
  expect(JSON.stringify(box)).not.toMatch(/张三/);
  expect(await openValue((await unwrap(seal, own)) ?? "", CASE, box)).toEqual({ names: ["张三", "李四"] });
  expect(await unwrap(seal, await newKeyPair())).toBeUndefined();
});

test("a box put into another record does not open there; a changed one does not open at all", async () => {
  const { own, seal } = await aSeal();
  const secret = (await unwrap(seal, own)) ?? "";
  const box = await sealValue(seal, CASE, "三楼漏水");
  await expect(openValue(secret, { ...CASE, id: "m-2" }, box)).rejects.toThrow();
  const last = box.ct.endsWith("A") ? "B" : "A";
  await expect(
    openValue(secret, CASE, { ...box, ct: `${box.ct.slice(0, -8)}${last}${box.ct.slice(-7)}` }),
  ).rejects.toThrow();
  await expect(openValue(secret, CASE, { ...box, sealed: "rot13" })).rejects.toThrow(/not known here/);
});

test("a wrap moved to another record's key does not open", async () => {
  const [one, other] = [await aSeal(), await aSeal()];
  await expect(unwrap({ ...one.seal, kid: other.seal.kid }, one.own)).rejects.toThrow();
});

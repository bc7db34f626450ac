import { expect, test } from "vitest";
import type { OpenedMediation } from "#domain/mediation/opened";
import { formsToSign } from "#domain/mediation/signed-texts";
import { aWholeFileOpened } from "../../tests/builders/a-whole-file.ts";
import { hashOfText, standingFormSignatures } from "./signed-forms.ts";

const plain = aWholeFileOpened();

/** Li signs every paper of the file as it reads in `read`. */
async function signedAsItReads(read: OpenedMediation): Promise<OpenedMediation> {
  const formSignatures = await Promise.all(
    formsToSign(read).map(async ({ under, entryId, text }) => ({
      ...{ id: under, under, entryId, role: "party", partyKey: "A", how: "drawn", at: "", byId: "zhou" },
      textHash: await hashOfText("salt", text),
      words: { name: "李䶮", strokes: [], photos: [], salt: "salt" },
    })),
  );
  return { ...read, formSignatures } as unknown as OpenedMediation;
}

test("[MED-SIGN] signatures under application, rights and records hold while their papers read as they did", async () => {
  const signed = await signedAsItReads(plain);
  expect([...(await standingFormSignatures(signed))]).toEqual([
    ...["application", "rights", "investigation", "record", "followUp"],
  ]);
});

test("[MED-SIGN] the claims are changed after Li signed: his application falls away, the other papers hold", async () => {
  const signed = await signedAsItReads(plain);
  const matter = { ...plain.matter, claims: ["赔偿三万元"] };
  const changed = { ...signed, matter } as unknown as OpenedMediation;
  expect([...(await standingFormSignatures(changed))]).toEqual(["rights", "investigation", "record", "followUp"]);
});

test("a phone without the key to a signature's words does not say that it holds", async () => {
  const signed = await signedAsItReads(plain);
  const closed = (signed.formSignatures ?? []).map((one) => ({ ...one, words: null }));
  expect((await standingFormSignatures({ ...signed, formSignatures: closed } as OpenedMediation)).size).toBe(0);
});

test("a paper says who has to sign it: the applicant, those who were there, who was asked, who wrote it down", () => {
  const signers = formsToSign(plain).map(({ under, signers: all }) => [under, ...all.map((s) => s.partyKey ?? s.role)]);
  expect(signers).toEqual([
    ["application", "A"],
    ["rights", "A", "B", "mediator"],
    ["investigation", "questioned", "mediator"],
    ["record", "A", "mediator", "recorder"],
    ["followUp", "visited", "mediator"],
  ]);
});

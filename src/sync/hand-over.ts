/** The enrolment was switched off: everything that is only on this phone goes into the server's custody, then it may be wiped. */
import { Fault } from "#domain/kernel/fault";
import { type CustodyRequest, custodyReply, MAX_CUSTODY_BLOBS } from "#protocol/custody";
import { noteRevoked, noteTaken } from "#storage/device-book";
import { countUnsent } from "#storage/outbox";
import { readPhoto } from "#storage/photos";
import { dropPinKeys } from "#storage/pin-key";
import type { Vault } from "#storage/vault/vault";
import type { World } from "#storage/world";
import { pushAll } from "./push.ts";
import { readJson, type Transport } from "./transport.ts";
import { uploadAll } from "./upload.ts";

const REQUEST_CHARS = 500_000;

/** What waits, and what was set aside only because the phone was switched off. */
async function countHeld(vault: Vault): Promise<{ records: number; photos: number }> {
  const { records, photos, draftPhotos } = await countUnsent(vault);
  const aside = await vault.quarantine.filter((row) => row.reason === "revoked").count();
  return { records: records + aside, photos: photos + draftPhotos };
}

/** Files the server does not hold; a picture with a missing piece cannot be sent by anybody. */
async function wholeFiles(vault: Vault): Promise<CustodyRequest["blobs"]> {
  const open = await vault.blobs.where("state").anyOf("onPhone", "sending").toArray();
  const whole: CustodyRequest["blobs"] = [];
  for (const { sha256, bytes } of open) if (await readPhoto(vault, sha256)) whole.push({ sha256, bytes });
  return whole;
}

/** Requests small enough to travel; at least one, so that the server answers for the files. */
async function requestsFor(vault: Vault): Promise<CustodyRequest[]> {
  const cid = (await vault.getMeta("cid")) ?? "";
  const requests: { cid: string; drafts: string[]; blobs: CustodyRequest["blobs"] }[] = [];
  let chars = REQUEST_CHARS;
  for (const draft of await vault.drafts.toArray()) {
    const text = JSON.stringify(draft);
    if (chars + text.length > REQUEST_CHARS) {
      requests.push({ cid, drafts: [], blobs: [] });
      chars = 0;
    }
    requests[requests.length - 1]?.drafts.push(text);
    chars += text.length;
  }
  const files = await wholeFiles(vault);
  for (let i = 0; i === 0 || i < files.length; i += MAX_CUSTODY_BLOBS) {
    requests.push({ cid, drafts: [], blobs: files.slice(i, i + MAX_CUSTODY_BLOBS) });
  }
  return requests;
}

async function giveIntoCustody(vault: Vault, transport: Transport): Promise<string[]> {
  const missing: string[] = [];
  for (const json of await requestsFor(vault)) {
    const reply = await transport.ask("/api/sync/custody", { method: "POST", json });
    missing.push(...(await readJson(reply, custodyReply)).needBlobs);
  }
  return missing;
}

/**
 * Records, then unfinished forms, then files; the person is marked `taken` only when the server has said that it
 * holds all of them. Throws Fault when that is not so yet: nothing is deleted then, and it is tried again later.
 */
export async function handOver(world: World, transport: Transport): Promise<void> {
  const { vault, person } = world;
  // Nothing sealed is read from here on; the keys themselves go with the vault, after custody.
  dropPinKeys(person.personId);
  await noteRevoked(person.personId, await countHeld(vault));
  if ((await pushAll(world, transport)) !== "empty") throw new Fault("hand-over-unfinished", "later");
  const missing = await giveIntoCustody(vault, transport);
  if (missing.length > 0) {
    await vault.setMeta("needBlobs", missing);
    await uploadAll(world, transport);
    if ((await giveIntoCustody(vault, transport)).length > 0) throw new Fault("hand-over-unfinished", "later");
  }
  await noteTaken(person);
}

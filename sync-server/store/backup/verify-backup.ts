/** Reads a whole backup and compares it with what its manifest says. */
import { Fault } from "#domain/kernel/fault";
import { blobFile, hashOfFile, type Manifest, readLines, readManifest } from "./backup-format.ts";

/** Every line and every photo. Throws Fault `backup-unreadable` or `backup-damaged` with the table or the photo. */
export async function verifyBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const [table, expected] of Object.entries(manifest.tables)) {
    for await (const line of readLines(folder, table, expected)) JSON.parse(line);
  }
  for (const sha256 of manifest.blobs) {
    if ((await hashOfFile(blobFile(folder, sha256))) !== sha256) {
      throw new Fault("backup-damaged", "never", { folder, photo: sha256 });
    }
  }
  return manifest;
}

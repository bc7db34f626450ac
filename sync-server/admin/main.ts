/** `npm run admin -- first-admin --name …`: the operator's command line. */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { uuidV7 } from "#domain/kernel/ids";
import { parseConfig } from "../config.ts";
import { districtUnits } from "../demo/org-units.ts";
import { loadRecords } from "../load-records.ts";
import { DEFAULT_DISTRICT } from "../start.ts";
import type { Db } from "../store/db.ts";
import { makeCode } from "../store/enrolment-store.ts";
import { migrate } from "../store/migrate.ts";
import { openDatabase } from "../store/open-database.ts";

const USAGE = `npm run admin -- COMMAND

  first-admin --name NAME   makes a district administrator and prints the enrolment code (8 digits, once, 72 h)
  code --person ID          prints a new enrolment code for a person`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { name: { type: "string" }, person: { type: "string" } },
});
const config = parseConfig(process.env, []);
if (!config.ok) {
  console.error(config.error.message);
  process.exit(2);
}
const { db } = await openDatabase({ dataDir: config.value.dataDir, databaseUrl: config.value.databaseUrl });
try {
  await migrate(db);
  process.exitCode = await run(db, positionals[0]);
} finally {
  await db.close();
}

async function run(target: Db, command: string | undefined): Promise<number> {
  if (command === "first-admin" && values.name) return firstAdmin(target, values.name);
  if (command === "code" && values.person) return printCode(target, values.person);
  console.log(USAGE);
  return 2;
}

async function firstAdmin(target: Db, name: string): Promise<number> {
  const units = await target.query<{ n: number }>("SELECT count(*)::int AS n FROM entity WHERE t = 'orgUnit'");
  if ((units[0]?.n ?? 0) === 0) await loadRecords(target, districtUnits());
  const now = new Date();
  const id = uuidV7(now.getTime(), randomBytes(10));
  const grant = { id: `${id}.1`, role: "districtAdmin", orgCode: DEFAULT_DISTRICT, from: now.toISOString() };
  const doc = { id, displayName: name, orgCode: DEFAULT_DISTRICT, grants: [grant], demo: false };
  await loadRecords(target, [{ t: "person", id, doc }]);
  return printCode(target, id);
}

async function printCode(target: Db, personId: string): Promise<number> {
  const { code, expiresAt } = await makeCode(target, personId, "operator", Date.now());
  console.log(`Enrolment code: ${code}  (works once, until ${expiresAt})`);
  return 0;
}

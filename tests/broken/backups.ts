/** Protections of backup, restore and witness. */
import { type Broken, inStore as edit, flows } from "./broken.ts";

const RESTORE: readonly Broken[] = [
  flows("restore-epoch", "a restored server keeps the epoch of its backup", {
    edits: [edit("backup/restore-backup.ts", 'order.epoch === "new"', "order.folder === null")],
    tests: ["contracts/backup"],
  }),
  flows("restore-whole", "a restore is no transaction: half of it may stay", {
    edits: [
      edit(
        "backup/restore-backup.ts",
        "await db.tx(async (q) => {\n    for",
        "await (async (fn: (q: Queryable) => Promise<void>) => fn(db))(async (q) => {\n    for",
      ),
    ],
    tests: ["contracts/backup"],
  }),
  flows("restore-verified", "a backup is not read before the database is emptied", {
    edits: [
      edit(
        "backup/verify-backup.ts",
        "for (const [table, expected] of Object.entries(manifest.tables))",
        "for (const [table, expected] of Object.entries({} as typeof manifest.tables))",
      ),
    ],
    tests: ["contracts/backup"],
  }),
  flows("restore-photos", "photos of a backup are not looked at before they are restored", {
    edits: [edit("backup/verify-backup.ts", "!== sha256) {", "=== null && false) {")],
    tests: ["contracts/backup"],
  }),
  flows("restore-while-served", "a database that is being served may be restored over", {
    edits: [edit("backup/restore-backup.ts", "(others?.n ?? 0) > 0", "(others?.n ?? 0) > 9")],
    tests: ["faults/drill"],
  }),
  flows("restore-not-empty", "a restore empties a database without being told to", {
    edits: [edit("backup/restore-backup.ts", "!order.replace && (await holdsRecords(db))", "false")],
    tests: ["contracts/backup"],
  }),
  flows("restore-audit-aside", "the audit of before a restore is thrown away", {
    edits: [edit("backup/restore-backup.ts", "  await setAuditAside(order);\n", "")],
    tests: ["contracts/backup", "contracts/audit"],
  }),
];

const WITNESS: readonly Broken[] = [
  flows("witness-behind", "a database that has come less far than its witness is not noticed", {
    edits: [edit("witness.ts", "now.heads < witness.heads || now.taken < witness.taken", "false")],
    tests: ["flows/restored", "flows/one-epoch"],
  }),
  flows("witness-heads", "the witness counts only numbers of phones, not those of scopes", {
    edits: [edit("witness.ts", "now.heads < witness.heads || ", "")],
    tests: ["flows/restored", "flows/one-epoch"],
  }),
  flows("witness-past", "an epoch that has ended may come back", {
    edits: [edit("witness.ts", "witness.past.includes(now.epoch) || ", "")],
    tests: ["flows/restored", "flows/one-epoch"],
  }),
  flows("witness-elsewhere", "another cluster, or a standby, is taken for the same database", {
    edits: [edit("witness.ts", "|| isElsewhere(witness, now)) return true", ") return true")],
    tests: ["flows/restored", "flows/one-epoch"],
  }),
  flows("witness-first-names", "each process that sees a restore names an epoch of its own", {
    edits: [edit("witness.ts", "WHERE name = 'epoch' AND value = $2", "WHERE name = 'epoch' AND $2::text <> ''")],
    tests: ["flows/restored", "flows/one-epoch"],
  }),
  flows("witness-running", "a phone that has seen more than the database shows nothing", {
    edits: [edit("pull-store.ts", "(cursor[h.scope] ?? 0) > h.head", "h.head < 0")],
    tests: ["flows/restored"],
  }),
];

const BACKUP: readonly Broken[] = [
  flows("backup-snapshot", "tables are read one after the other, not in one snapshot", {
    edits: [edit("backup/take-backup.ts", "ISOLATION LEVEL REPEATABLE READ", "ISOLATION LEVEL READ COMMITTED")],
    tests: ["flows/while-others-write"],
  }),
  flows("backup-verified", "a backup gets its name before it is read back", {
    edits: [edit("backup/take-backup.ts", "  await verifyBackup(unfinished);\n", "")],
    tests: ["contracts/backup"],
  }),
  flows("backup-name-last", "a backup has its name from its beginning", {
    edits: [edit("backup/take-backup.ts", ".unfinished`;", "`;")],
    tests: ["contracts/backup"],
  }),
  flows("backup-safe-oldest", "phones may forget what stands in the newest backup only", {
    edits: [
      edit(
        "backup/take-backup.ts",
        "const oldest = (await listBackups(into))[0];",
        "const oldest = (await listBackups(into)).at(-1);",
      ),
    ],
    tests: ["contracts/backup"],
  }),
  flows("backup-safe-epoch", "phones may forget what stands in a backup of before a restore", {
    edits: [edit("backup/take-backup.ts", " || manifest.epoch !== (await epochOf(db))", "")],
    tests: ["contracts/backup"],
  }),
  flows("backup-secrets", "secrets lie in a backup that is kept", {
    edits: [edit("backup/take-backup.ts", '(isKept && LEFT_OUT[table]) || ""', '(isKept && false) || ""')],
    tests: ["contracts/backup"],
  }),
  flows("backup-move-marks", "a copy that is not kept counts as a backup", {
    edits: [
      edit(
        "backup/take-backup.ts",
        "if (place.marksPhones ?? true) await tellPhones(place);",
        "await tellPhones(place);",
      ),
    ],
    tests: ["contracts/backup", "faults/move-to-postgres"],
  }),
];

export const BACKUPS: readonly Broken[] = [...RESTORE, ...WITNESS, ...BACKUP];

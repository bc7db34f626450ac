/** Protections of the server that no guard of the rig takes away; those of its backups: backups.ts. */
import { type Broken, inStore as edit, flows } from "./broken.ts";

const AUDIT = "sync-server/store/migrations/0010-audit-chain.sql";

const FEED: readonly Broken[] = [
  flows("feed-180-days", "removals are forgotten after 60 days", {
    edits: [edit("compact-feed.ts", "KEEP_DAYS = 180", "KEEP_DAYS = 60")],
    tests: ["contracts/store", "flows/feed-floor"],
  }),
  flows("feed-floor", "the floor does not rise with what is forgotten", {
    edits: [
      edit("compact-feed.ts", "const top = rows.reduce((most, row) => Math.max(most, row.seq), 0);", "const top = 0;"),
    ],
    tests: ["contracts/store", "flows/feed-floor"],
  }),
  flows("feed-floor-falls", "a second forgetting lowers the floor", {
    edits: [edit("compact-feed.ts", "SET floor = greatest(floor, $2)", "SET floor = $2")],
    tests: ["contracts/store", "flows/feed-floor"],
  }),
  flows("feed-only-leaves", "rows that are still there are forgotten too", {
    edits: [
      edit(
        "compact-feed.ts",
        "DELETE FROM feed WHERE scope = $1 AND op = 'leave' AND at < $2",
        "DELETE FROM feed WHERE scope = $1 AND at < $2",
      ),
    ],
    tests: ["contracts/store", "flows/feed-floor"],
  }),
  flows("feed-numbered-last", "numbers are given by a transaction of their own, before the commit", {
    edits: [
      edit(
        "push-store.ts",
        "const touched = await writeRecords(q, workspace.writes());",
        "const touched = await writeRecords(q, workspace.writes(), deps.db);",
      ),
      edit(
        "records.ts",
        "writes: readonly RecordWrite[]): Promise<readonly string[]> {\n  if (writes.length === 0) return [];",
        "writes: readonly RecordWrite[], other: Queryable = q): Promise<readonly string[]> {\n  if (writes.length === 0) return [];",
      ),
      edit("records.ts", "return numberFeed(q, rows);", "return numberFeed(other, rows);"),
    ],
    tests: ["flows/commit-order"],
  }),
  flows("feed-sum", "the sum of a scope forgets what left it", {
    edits: [
      edit(
        "records.ts",
        "    for (const scope of write.before) of(scope).sum = addToSum(of(scope).sum, -revisionHash(t, id, beforeRev));\n",
        "",
      ),
    ],
    tests: ["contracts/store", "flows/scope-sums"],
  }),
  flows("feed-race", "a record made meanwhile by somebody else is not noticed", {
    edits: [edit("records.ts", "written[0]?.written !== rows.length", "written.length === 0")],
    tests: ["flows/while-others-write"],
  }),
  flows("pull-snapshot", "a page is read statement by statement, not in one snapshot", {
    edits: [edit("pull-store.ts", "ISOLATION LEVEL REPEATABLE READ", "ISOLATION LEVEL READ COMMITTED")],
    tests: ["flows/while-others-write"],
  }),
  flows("locks-records", "records are locked in the order in which they come", {
    edits: [
      edit("records.ts", ".values()].sort(byKey);", ".values()].map((r) => r);"),
      edit("records.ts", "ORDER BY e.t, e.id FOR UPDATE OF e", "FOR UPDATE OF e"),
      edit("records.ts", 'ORDER BY u.t COLLATE "C", u.id COLLATE "C") w', ") w"),
    ],
    tests: ["flows/commit-order"],
  }),
  flows("locks-looked-at", "what a push only looks at may be changed before it commits", {
    edits: [edit("records.ts", " FOR SHARE OF e) AS looked", ") AS looked")],
    tests: ["flows/push-locks"],
  }),
  flows("locks-scopes", "heads of scopes are raised in the order in which they come", {
    edits: [
      edit("records.ts", "const scopes = [...byScope.keys()].sort();", "const scopes = [...byScope.keys()];"),
      edit("records.ts", "AS k(scope, k, sum) ORDER BY k.scope", "AS k(scope, k, sum)"),
    ],
    tests: ["flows/commit-order"],
  }),
  flows("locks-clients", "two pushes of one phone are decided at the same time", {
    edits: [edit("push-store.ts", "ORDER BY cid FOR UPDATE", "ORDER BY cid")],
    tests: ["flows/faults-push", "contracts/store"],
  }),
];

const AUDIT_CHAIN: readonly Broken[] = [
  flows("audit-linked", "an entry carries no hash of the one before it", {
    edits: [{ file: AUDIT, find: "NEW.prev := coalesce(last.hash, '');", replace: "NEW.prev := '';" }],
    tests: ["contracts/audit"],
  }),
  flows("audit-hashed", "the hash of an entry leaves out what was done", {
    edits: [{ file: AUDIT, find: "|| audit_part(NEW.act)", replace: "|| audit_part('')" }],
    tests: ["contracts/audit"],
  }),
  flows("audit-no-change", "an entry can be changed", {
    edits: [{ file: AUDIT, find: "BEFORE UPDATE OR DELETE ON audit", replace: "BEFORE DELETE ON audit" }],
    tests: ["contracts/audit"],
  }),
  flows("audit-no-delete", "an entry can be removed", {
    edits: [{ file: AUDIT, find: "BEFORE UPDATE OR DELETE ON audit", replace: "BEFORE UPDATE ON audit" }],
    tests: ["contracts/audit"],
  }),
  flows("audit-no-truncate", "the audit can be emptied", {
    edits: [
      { file: AUDIT, find: "BEFORE TRUNCATE ON audit", replace: "BEFORE INSERT ON audit" },
      {
        file: AUDIT,
        find: "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        replace: "FOR EACH ROW WHEN (false) EXECUTE FUNCTION audit_refuse()",
      },
    ],
    tests: ["contracts/audit"],
  }),
  flows("audit-one-writer", "two writers may join the same entry", {
    edits: [
      {
        file: AUDIT,
        find: "  PERFORM pg_advisory_xact_lock(hashtextextended('zimajia audit ' || NEW.district, 0));\n",
        replace: "",
      },
    ],
    tests: ["contracts/audit"],
  }),
  flows("audit-gap", "`admin verify` does not see a missing entry", {
    edits: [edit("audit-store.ts", "row.n !== before.n + 1", "row.n < 0")],
    tests: ["contracts/audit"],
  }),
  flows("audit-anchors", "nothing outside the database is compared", {
    edits: [edit("audit-anchors.ts", "if (rows.length === 0) broken.set", "if (rows.length > 9) broken.set")],
    tests: ["contracts/audit"],
  }),
];

const COMING_IN: readonly Broken[] = [
  flows("parcel-signed", "anybody's signature opens a parcel", {
    edits: [
      {
        file: "sync-server/routes/sync.ts",
        find: "(await isSignedBy(device.public_key, text, signature))",
        replace: "(await isSignedBy(device.public_key, text, signature)) !== null",
      },
    ],
    tests: ["flows/parcel"],
  }),
  flows("parcel-same-client", "a parcel that is handed in again comes as another client", {
    edits: [
      edit("parcel-store.ts", "const cid = clientIdOf(bytes);", 'const cid = crypto.randomUUID().replaceAll("-", "");'),
    ],
    tests: ["flows/parcel"],
  }),
  flows("parcel-known", "a record of a parcel that is known is decided again", {
    edits: [edit("push-store.ts", "WHERE mid = ANY($1)\n", "WHERE mid = ANY($1) AND false\n")],
    tests: ["flows/parcel"],
  }),
  flows("parcel-announced", "a parcel may bring any file", {
    edits: [
      edit(
        "parcel-store.ts",
        "if (!file || !(await isAnnounced(sender.actor.personId, sha256))) continue;",
        "if (!file) continue;",
      ),
    ],
    tests: ["flows/parcel"],
  }),
  flows("device-reads", "a switched-off phone reads on", {
    edits: [
      {
        file: "sync-server/access/access.ts",
        find: 'if (caller.revoked) throw new Fault("revoked", "after-login");',
        replace: "",
      },
    ],
    tests: ["contracts/who-gets-what", "flows/switched-off", "flows/first-road-server"],
  }),
  flows("device-applies", "what a switched-off phone hands in is applied", {
    edits: [edit("push-decide.ts", '  if (context.caller.revoked) return aside(base, "revoked");\n', "")],
    tests: ["contracts/store", "flows/switched-off"],
  }),
  flows("device-rights", "a switched-off phone keeps its rights", {
    edits: [
      {
        file: "sync-server/access/access.ts",
        find: "const revoked = isOff || isRetired;",
        replace: "const revoked = isRetired;",
      },
    ],
    tests: ["contracts/store", "flows/switched-off"],
  }),
  flows("device-retired", "phones of somebody who was retired stay on when he is brought back", {
    edits: [
      edit(
        "retire-store.ts",
        '  await q.query("UPDATE device SET revoked_at = coalesce(revoked_at, now()) WHERE person_id = ANY($1)", people);\n',
        "",
      ),
    ],
    tests: ["flows/switched-off"],
  }),
  flows("device-codes", "a code made for somebody who was retired still works when he is brought back", {
    edits: [
      edit(
        "retire-store.ts",
        '  await q.query("DELETE FROM enrolment_code WHERE person_id = ANY($1) AND used_at IS NULL", people);\n',
        "",
      ),
    ],
    tests: ["flows/switched-off", "flows/whose-phone"],
  }),
  flows("device-stream", "the stream of hints of a switched-off phone stays open", {
    edits: [
      {
        file: "sync-server/routes/live.ts",
        find: "if (mayMove(touched) && !(await readScopes(access, listener))) over();",
        replace: "if (mayMove(touched)) await readScopes(access, listener);",
      },
    ],
    tests: ["contracts/watching"],
  }),
  flows("device-signed-once", "a signed request for a token is good again and again", {
    edits: [edit("signed-requests.ts", "return taken.length === 1;", "return taken.length < 9;")],
    tests: ["flows/signed-once"],
  }),
  flows("code-once", "an enrolment code works twice", {
    edits: [
      edit(
        "enrolment-store.ts",
        "WHERE hash = ANY($1) AND used_at IS NULL AND expires_at",
        "WHERE hash = ANY($1) AND expires_at",
      ),
    ],
    tests: ["contracts/store", "flows/whose-phone"],
  }),
  flows("bad-record-halved", "a push with one bad record fails as a whole", {
    edits: [edit("push-queue.ts", "if (muts.length > 1) {", "if (muts.length > 9_999) {")],
    tests: ["flows/faults-push"],
  }),
  flows("bad-record-tries", "a record is set aside at the first failure of the server", {
    edits: [edit("push-queue.ts", "MOST_TRIES = 5", "MOST_TRIES = 1")],
    tests: ["flows/faults-push"],
  }),
  flows("bad-record-for-ever", "a record that makes the server fail is never set aside", {
    edits: [edit("push-queue.ts", "return count >= MOST_TRIES;", "return count < 0;")],
    tests: ["flows/faults-push"],
  }),
  flows("bad-neighbour", "who shares a transaction with a failing push fails too", {
    edits: [
      edit(
        "push-queue.ts",
        "    } catch {\n",
        "    } catch (error) {\n      for (const one of batch) one.failed(error);\n      return;\n",
      ),
    ],
    tests: ["flows/faults-push"],
  }),
  flows("aside-kept", "a refused record is answered, and lies on nobody's desk", {
    edits: [
      edit(
        "push-store.ts",
        'layAside(context.workspace, { ...kept, reason: kept.reason ?? "unknown" }, caller.orgCode);',
        "",
      ),
    ],
    tests: ["contracts/store", "flows/aside-desk"],
  }),
  flows("aside-followers", "what follows a set-aside record is refused for itself", {
    edits: [edit("push-decide.ts", 'orphaned ? "parent-set-aside" : kind', "kind")],
    tests: ["flows/aside-desk"],
  }),
  flows("fork", "a cloned phone is not noticed", {
    edits: [edit("push-store.ts", "if (forked) {", "if (received.length < 0) {")],
    tests: ["flows/restored"],
  }),
  flows("mid-reuse", "other contents under a known name get the answer of the first", {
    edits: [edit("push-decide.ts", "envelope !== null && known.h", "envelope === null && known.h")],
    tests: ["flows/versions"],
  }),
  flows("gap", "a hole in the numbers is skipped", {
    edits: [edit("push-store.ts", "if (item.n !== turn.lastN + 1) {\n", "if (item.n < 0) {\n")],
    tests: ["flows/first-road-server", "contracts/store"],
  }),
  flows("photo-verified", "a photo counts without its hash", {
    edits: [edit("blob-store.ts", "    await verify(incoming(sha256), sha256);\n", "")],
    tests: ["flows/faults-photo", "contracts/store"],
  }),
  flows("photo-offset", "a piece of a photo is written wherever it says", {
    edits: [edit("blob-store.ts", "if (known.offset !== at)", "if (known.offset < 0)")],
    tests: ["flows/faults-photo", "contracts/store"],
  }),
  flows("custody-drafts", "half-written forms of a switched-off phone are not kept", {
    edits: [edit("custody-store.ts", "for (const draft of drafts) {", "for (const draft of drafts.slice(0, 0)) {")],
    tests: ["flows/switched-off"],
  }),
  flows("custody-files", "photos of a switched-off phone are not asked for", {
    edits: [
      edit(
        "custody-store.ts",
        "needBlobs: missing.map((b) => b.sha256)",
        "needBlobs: missing.slice(0, 0).map((b) => b.sha256)",
      ),
    ],
    tests: ["flows/switched-off", "contracts/store"],
  }),
];

export const SERVER: readonly Broken[] = [...FEED, ...AUDIT_CHAIN, ...COMING_IN];

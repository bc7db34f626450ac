/** The product broken for scenarios of docs/sync-scenarios.md that only a real browser shows. */
import type { Broken, Edit } from "./broken.ts";

const inBrowser = (
  name: string,
  without: string,
  { edits, test, titled }: { readonly edits: readonly Edit[]; readonly test: string; readonly titled: string },
): Broken => ({ name, without, edits, project: "e2e", tests: [`tests/e2e/${test}.test.ts`], titled });

const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });

const FIRST = "sync-server/store/migrations/0001-first-road.sql";

const KNOWN_AGAIN: readonly Edit[] = [
  edit("sync-server/store/push-store.ts", "WHERE mid = ANY($1)\n", "WHERE mid = ANY($1) AND false\n"),
  edit("sync-server/store/push-store.ts", "ON x.cid = m.cid AND x.n = m.n", "ON x.cid = m.cid AND x.n = m.n AND false"),
];

export const SCENARIOS: readonly Broken[] = [
  inBrowser("F04-outbox", "a record leaves the outbox when it is sent, not when it is answered", {
    edits: [
      edit(
        "src/sync/push.ts",
        '  await vault.setMeta("sending", runOf(sent));\n',
        "  await vault.outbox.bulkDelete(sent.map((r) => r.n));\n",
      ),
    ],
    test: "two-tabs",
    titled: "F04",
  }),
  inBrowser("F04-known", "what the server has taken is decided again", {
    edits: KNOWN_AGAIN,
    test: "two-tabs",
    titled: "F04",
  }),
  inBrowser("F16-known", "what the server has taken is decided again, whatever its number, and kept a second time", {
    edits: [
      ...KNOWN_AGAIN,
      edit("sync-server/store/push-store.ts", "if (item.n !== turn.lastN + 1) {\n", "if (item.n < 0) {\n"),
      edit(FIRST, '  mid     text COLLATE "C" PRIMARY KEY,', '  mid     text COLLATE "C",'),
      edit(FIRST, "  UNIQUE (cid, n)", "  CHECK (n > 0)"),
    ],
    test: "two-tabs",
    titled: "F16",
  }),
  inBrowser("F17-frozen", "nobody passes over a frozen tab", {
    edits: [edit("src/sync/leadership.ts", "< FROZEN_MS) return false;", ">= 0) return false;")],
    test: "two-tabs",
    titled: "F17",
  }),
  inBrowser("F24-reserve", "nothing is given up for words on a full phone", {
    edits: [edit("src/storage/drafts.ts", "await withReserve(put);", "await put();")],
    test: "bad-input",
    titled: "F24",
  }),
  inBrowser("F24-said", "words that were not kept are not spoken of", {
    edits: [edit("src/storage/drafts.ts", "world.fullness.set(true);", "")],
    test: "bad-input",
    titled: "F24",
  }),
  inBrowser("F25-marker", "nothing outside of the storage says what the phone held", {
    edits: [edit("src/storage/lost-marker.ts", "  document.cookie = `", "  void `")],
    test: "cleared-phone",
    titled: "F25",
  }),
  inBrowser("F25-desk", "the desk does not hear that a phone was cleared", {
    edits: [
      edit(
        "src/storage/vault/vault.ts",
        'if (heldBefore !== undefined && heldBefore.nextN > 1) await vault.setMeta("lost", heldBefore);',
        "",
      ),
    ],
    test: "cleared-phone",
    titled: "F25",
  }),
];

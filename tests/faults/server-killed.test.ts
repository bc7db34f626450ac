/** [F08] The server is killed with SIGKILL in the middle of pushes, again and again: nothing lost, nothing doubled. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope";
import type { PushReply } from "#protocol/push";
import { PROTO, SCHEMA } from "#protocol/version";
import { DEMO_SIGN_INS } from "../../sync-server/demo/demo-district.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const COMMUNITY = "450303001010";
const KILLS = 2;
const PUSHES = 40;

const dataDir = mkdtempSync(join(tmpdir(), "zmj-kill-"));
const running: { server: ServerProcess | null } = { server: null };

afterAll(async () => {
  await running.server?.kill("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true });
});

const slot = (k: number) => ({
  cmd: "roster.plan",
  args: {
    slotId: `kill-${k}`,
    communityCode: COMMUNITY,
    teamId: `${COMMUNITY}.t1`,
    groupId: `${COMMUNITY}.t1.g1`,
    routeId: `${COMMUNITY}.t1.route1`,
    on: "2030-01-01",
    band: "night",
  },
});

test("[F08] acknowledged or not, each of 40 saved records is there exactly once after two kills", async () => {
  running.server = await startServerProcess(dataDir);
  const admin = DEMO_SIGN_INS.find((s) => s.personId.endsWith(".admin") && s.personId.startsWith(COMMUNITY));
  const code = running.server.codes.get(admin?.roleLabel ?? "") ?? "";
  const phone = await WirePhone.enrol(
    (path, init) => running.server?.ask(path, init) ?? Promise.reject(new Error("down")),
    code,
  );
  const waiting: Envelope[] = Array.from({ length: PUSHES }, (_, k) => phone.envelope(slot(k)));
  const acknowledged = new Set<string>();
  for (let kill = 0; waiting.length > 0; ) {
    // Once every few pushes the process dies while the request is on its way.
    const deadly = kill < KILLS && waiting.length <= PUSHES - (kill + 1) * 10;
    const sent = waiting.slice(0, 3);
    const answer = phone
      .call("/api/sync/push", { proto: PROTO, sch: SCHEMA, epoch: phone.epoch, cid: phone.cid, muts: sent })
      .then((r) => r.json() as Promise<PushReply>)
      .catch(() => null);
    if (deadly) {
      kill += 1;
      await new Promise((r) => setTimeout(r, kill * 7));
      await running.server.kill("SIGKILL");
      running.server = await startServerProcess(dataDir);
    }
    const reply = await answer;
    for (const result of reply?.results ?? []) {
      expect(result.outcome).toBe("applied");
      acknowledged.add(result.mid);
    }
    while (waiting[0] && acknowledged.has(waiting[0].mid)) waiting.shift();
  }
  expect(acknowledged.size).toBe(PUSHES);
  const { rows } = await phone.pull();
  const slots = rows.filter((r) => r.t === "rosterSlot" && r.id.startsWith("kill-") && r.scope === `w:${COMMUNITY}`);
  expect(new Set(slots.map((r) => r.id)).size).toBe(PUSHES);
  expect(slots.every((r) => r.rev === 1)).toBe(true);
}, 300_000);

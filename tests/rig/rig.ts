/** Layer T1 of docs/SYNC.md: the real phone code and the real app under every fault, then the promises I1 to I8. */
import { isPaged } from "#storage/cache/cache";
import { recordsOf } from "#storage/cache/page-bytes";
import { newId } from "#storage/record";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { CHECKPOINTS, COMMUNITY, PEOPLE, TEAM } from "../builders/neighbourhood.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";
import { type Guard, Guards } from "./guards.ts";
import type { Op } from "./ops.ts";
import { RigPhone } from "./rig-phone.ts";
import type { RigServer } from "./rig-server.ts";

/** More rounds than anything may need to come to rest. */
const HEALING_RUNS = 14;
/** Rounds after the one in which nothing waited any more: what came last must reach everybody. */
const CALM_RUNS = 2;

export class Rig {
  private readonly server: RigServer;
  private readonly phones: RigPhone[];
  private qin: WirePhone;

  private constructor(server: RigServer, phones: RigPhone[], qin: WirePhone) {
    this.server = server;
    this.phones = phones;
    this.qin = qin;
  }

  static async open(server: RigServer, guards = new Guards()): Promise<Rig> {
    await server.reset(guards);
    const phones: RigPhone[] = [];
    for (const who of [PEOPLE.li, PEOPLE.wang, PEOPLE.chen]) phones.push(await RigPhone.enrol(server, who, guards));
    const qin = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.qin));
    return new Rig(server, phones, qin);
  }

  async close(): Promise<void> {
    for (const phone of this.phones) await phone.remove();
  }

  async happens(op: Op): Promise<void> {
    if (!("phone" in op)) return this.happensAtServer(op);
    const phone = this.phones[op.phone] as RigPhone;
    switch (op.op) {
      case "starts a round": {
        const id = newId();
        phone.rounds.push({ id, left: [...CHECKPOINTS] });
        return phone.save([startRound(id)], op.disk);
      }
      case "confirms a stop": {
        const round = phone.rounds.at(-1);
        const checkpointId = round?.left.shift();
        return round && checkpointId ? phone.save([confirmStop(round.id, checkpointId)], op.disk) : undefined;
      }
      case "reports": {
        const photos = op.photo ? [await phone.photo()] : [];
        return phone.save([reportHazard(newId(), { photos })], op.disk);
      }
      case "adds a note":
      case "moves an issue": {
        const act = await this.aboutAnIssue(phone, op.op, op.pick);
        return act ? phone.save([act], op.disk) : undefined;
      }
      case "syncs":
        return phone.sync(op.line, op.disk);
      case "syncs in two tabs":
        return phone.syncInTwoTabs(op.line);
      case "restarts":
        return phone.restart();
      case "has a wrong clock":
        return phone.setClock(op.skewMs);
      case "hears late of a restore":
        return phone.hearsLate(op.line, async () => {
          await this.server.restore();
        });
      case "is copied":
        return phone.isCopied();
      case "hands over to its twin":
        return phone.twinTakesOver();
      case "loses a row":
        return phone.losesRow(op.pick);
    }
  }

  private async happensAtServer(op: Exclude<Op, { phone: number }>): Promise<void> {
    switch (op.op) {
      case "server dies":
        return this.server.diesAfter(op.after);
      case "server stumbles":
        return this.server.stumblesAfter(op.after);
      case "backup":
        return this.server.backUp();
      case "restore":
        await this.server.restore();
        return;
      case "the feed forgets":
        return this.server.compacts();
      case "a night goes to another team":
        return this.server.movesNight();
      case "Wang loses his role":
        return this.loses(PEOPLE.wang, "volunteer");
      case "Wang gets his role back":
        return this.gets(PEOPLE.wang, "volunteer");
      case "Li loses her role":
        return this.loses(PEOPLE.li, "groupLead");
      case "Li gets her role back":
        return this.gets(PEOPLE.li, "groupLead");
    }
  }

  private loses(personId: string, role: string): Promise<void> {
    return this.qinDoes({ cmd: "person.revokeRole", args: { personId, grantId: `grant-${role}` } });
  }

  private gets(personId: string, role: string): Promise<void> {
    const grant = { id: `grant-${newId()}`, role, orgCode: COMMUNITY, unitId: TEAM };
    return this.qinDoes({ cmd: "person.grantRole", args: { personId, grant } });
  }

  /** The office's own phone; after a restore it is enrolled anew, as people do there. */
  private async qinDoes(act: Act): Promise<void> {
    this.server.neverDies();
    const { epoch } = (await (await this.server.ask("/api/health")).json()) as { epoch: string };
    if (epoch !== this.qin.epoch)
      this.qin = await WirePhone.enrol(this.server.ask, await this.server.codeFor(PEOPLE.qin));
    await this.qin.does(act);
  }

  private async aboutAnIssue(phone: RigPhone, what: string, pick: number): Promise<Act | null> {
    const issues = await phone.world.cache.rows.where("[t+rank]").between(["issue"], ["issue", []]).toArray();
    const issue = issues[pick % Math.max(1, issues.length)];
    if (!issue) return null;
    const args = { issueId: issue.id, eventId: newId(), text: `演示 ${pick}` };
    if (what === "adds a note") return { cmd: "issue.addNote", args };
    return { cmd: "issue.move", args: { ...args, to: pick % 2 === 0 ? "accepted" : "handling" } };
  }

  /** The weather turns fine, nobody does anything by hand. @returns every broken promise in words. */
  async heals(): Promise<string[]> {
    this.server.neverDies();
    for (const phone of this.phones) phone.setClock(0);
    await this.comesToRest();
    const broken = await this.stillWaiting();
    await this.twinsComeToRest();
    broken.push(...this.phones.flatMap((p) => p.broken.map((words) => `${p.personId}: ${words}`)));
    for (const phone of this.phones) broken.push(...(await this.promisesOf(phone)));
    broken.push(...this.server.damagedFiles().map((sha256) => `I1: photo ${sha256.slice(0, 8)} is damaged`));
    broken.push(...(await this.stillWaiting()), ...(await this.answeredOnce()));
    return [...broken, ...(await this.effectsOnce()), ...(await this.feedInOrder())];
  }

  /** Whatever lies in a drawer is switched on once more. */
  private async twinsComeToRest(): Promise<void> {
    const most = Math.max(...this.phones.map((phone) => phone.copies));
    for (let turn = 0; turn < most; turn++) {
      for (const phone of this.phones) if (turn < phone.copies) await phone.twinTakesOver();
      await this.comesToRest();
    }
  }

  /** How often a phone went off and was switched on again. */
  restarts(phone: number): number {
    return this.phones[phone]?.restarts ?? 0;
  }

  /** The line is good, and the phone syncs until it is calm. @returns what is not settled then, in words. */
  async owes(index: number): Promise<string[]> {
    const phone = this.phones[index] as RigPhone;
    await this.comesToRest([phone], 1);
    return [...(await this.lostOf(phone)), ...(await this.stillWaiting([phone])), ...(await this.effectsOnce())];
  }

  private async lostOf(phone: RigPhone): Promise<string[]> {
    const mids = [...phone.saved];
    const found = await this.server.db.query<{ mid: string }>("SELECT mid FROM mutation WHERE mid = ANY($1)", [mids]);
    const known = new Set(found.map((r) => r.mid));
    return mids.filter((mid) => !known.has(mid)).map((mid) => `I1: lost ${mid}`);
  }

  private async comesToRest(phones: readonly RigPhone[] = this.phones, calmRuns = CALM_RUNS): Promise<void> {
    for (let run = 0, calm = 0; run < HEALING_RUNS && calm < calmRuns; run++) {
      for (const phone of phones) await phone.sync();
      if ((await this.stillWaiting(phones)).length === 0) calm += 1;
    }
  }

  /** What has not left the phones, in words. */
  private async stillWaiting(phones: readonly RigPhone[] = this.phones): Promise<string[]> {
    const broken: string[] = [];
    for (const phone of phones) {
      const waiting = await phone.world.vault.outbox.count();
      if (waiting > 0) broken.push(`${phone.personId}: I7: ${waiting} wait for ever`);
      broken.push(...(await this.photosOwed(phone)));
    }
    return broken;
  }

  private async promisesOf(phone: RigPhone): Promise<string[]> {
    const broken: string[] = [];
    const { vault } = phone.world;
    broken.push(...(await this.lostOf(phone)));
    const healed = (await vault.getMeta("healed")) ?? 0;
    if (healed > 0 && !phone.lostRow) broken.push("I3: rows went without a word, and the sums brought them back");
    broken.push(...(await this.cacheAsFresh(phone)));
    return broken.map((words) => `${phone.personId}: ${words}`);
  }

  /** Photos of records that the server took must have followed; others may wait for their record. */
  private async photosOwed(phone: RigPhone): Promise<string[]> {
    const { vault } = phone.world;
    const owed = await this.server.db.query<{ sha256: string }>("SELECT sha256 FROM blob WHERE stored_at IS NULL");
    const here = await vault.blobs.bulkGet(owed.map((b) => b.sha256));
    return here.flatMap((b) => (b ? [`I1: photo ${b.sha256.slice(0, 8)} never arrived`] : []));
  }

  /** Rows on the phone against those of a phone that asks for the first time. */
  private async cacheAsFresh(phone: RigPhone): Promise<string[]> {
    const fresh = await WirePhone.enrol(this.server.ask, await this.server.codeFor(phone.personId));
    const { rows } = await fresh.pull();
    const expected = new Map(rows.filter((r) => r.op === "put").map((r) => [`${r.t}:${r.id}`, r.rev]));
    const { cache } = phone.world;
    const held = new Map<string, number>();
    for (const row of await cache.rows.toArray()) held.set(`${row.t}:${row.id}`, row.rev);
    const broken: string[] = [];
    for (const page of await cache.pages.toArray())
      for (const r of recordsOf(page)) {
        if (!isPaged(r.t) && held.has(`${r.t}:${r.id}`) && (await cache.rows.get([r.t, r.id])))
          broken.push(`I3: ${r.t}:${r.id} lies in a row and in a page`);
        held.set(`${r.t}:${r.id}`, r.rev);
      }
    if ((await cache.boot.count()) > 0) broken.push("I3: a scope is still beginning");
    for (const [key, rev] of expected)
      if (held.get(key) !== rev) broken.push(`I3: ${key} is ${held.get(key)}, not ${rev}`);
    for (const key of held.keys()) if (!expected.has(key)) broken.push(`I4: ${key} should not be here`);
    return broken;
  }

  private async answeredOnce(): Promise<string[]> {
    const rows = await this.server.db.query<{ mid: string }>(
      "SELECT mid FROM mutation GROUP BY mid HAVING count(*) > 1",
    );
    return rows.map(({ mid }) => `I2: ${mid} was decided twice`);
  }

  /** Each applied mutation left one mark: a stop, an event, a record. */
  private async effectsOnce(): Promise<string[]> {
    const rows = await this.server.db.query<{ t: string; id: string; marks: number; applied: number }>(
      `SELECT m.t, m.id, m.applied, coalesce(jsonb_array_length(coalesce(e.doc->'stops', e.doc->'events')), -1)::int AS marks
         FROM (SELECT payload->'e'->>'t' AS t, payload->'e'->>'id' AS id,
                      count(DISTINCT mid) FILTER (WHERE payload->>'cmd' <> 'round.start')::int AS applied
                 FROM mutation WHERE outcome IN ('applied', 'merged') AND payload->'e'->>'t' IN ('round', 'issue') GROUP BY 1, 2) m
         LEFT JOIN entity e ON e.t = m.t AND e.id = m.id`,
    );
    return rows
      .filter((r) => r.marks !== r.applied)
      .map((r) => `I2: ${r.t} ${r.id} has ${r.marks} marks of ${r.applied}`);
  }

  private async feedInOrder(): Promise<string[]> {
    const rows = await this.server.db.query<{ scope: string }>(
      `SELECT f.scope FROM feed f JOIN scope_head h USING (scope) GROUP BY f.scope, h.head
        HAVING max(f.seq) > h.head OR count(DISTINCT f.seq) <> count(*)`,
    );
    return rows.map((r) => `I6: feed of ${r.scope}`);
  }
}

/** Broken promises of one week, without one protection or with all; what was thrown counts as one. */
export async function brokenIn(server: RigServer, week: readonly Op[], without?: Guard): Promise<string[]> {
  const rig = await Rig.open(server, new Guards(without));
  try {
    for (const op of week) await rig.happens(op);
    return await rig.heals();
  } catch (error) {
    return [`threw: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    await rig.close();
  }
}

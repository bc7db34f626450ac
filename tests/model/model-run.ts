/** One run: phones, a server and a bad network, disturbed by chance; then everything heals and must agree. */
import { Chance } from "./chance.ts";
import type { Guards } from "./guards.ts";
import { type Message, type Mutation, SCOPES } from "./messages.ts";
import { ModelPhone } from "./model-phone.ts";
import { ModelServer } from "./model-server.ts";

const USERS = 4;
const STEPS = 160;
const MOST_PHONES = 6;
const HEALING_ROUNDS = 60;

/** What a run may break; the names of sync.md §3. */
export type Broken = "I1 lost" | "I2 doubled" | "I3 rows differ" | "I4 rows of a lost scope" | "I7 outbox stuck";

class ModelRun {
  private readonly chance: Chance;
  private readonly guards: Guards;
  private readonly server: ModelServer;
  private readonly phones: ModelPhone[];
  private readonly net: Message[] = [];
  private readonly saved: Mutation[] = [];
  /** Gone with a phone whose storage was cleared: reported, not counted as lost. */
  private readonly reported = new Set<number>();
  private ids = 100;

  constructor(seed: number, guards: Guards) {
    this.chance = new Chance(seed);
    this.guards = guards;
    const grants = Array.from({ length: USERS }, () => 1 + this.chance.below(7));
    this.server = new ModelServer(guards, grants, this.newId);
    this.phones = grants.map((_, user) => new ModelPhone(user, guards, this.newId));
  }

  private newId = (): number => ++this.ids;

  run(): Broken | null {
    for (let step = 0; step < STEPS; step++) this.step();
    this.heal();
    return this.verdict();
  }

  private step(): void {
    const x = this.chance.next();
    const phone = this.chance.of(this.phones);
    if (x < 0.24) this.edit(phone);
    else if (x < 0.36) this.askPush(phone);
    else if (x < 0.48) this.askPull(phone);
    else if (x < 0.8) this.deliver(this.chance.below(this.net.length));
    else if (x < 0.84) this.net.splice(this.chance.below(this.net.length), 1);
    else if (x < 0.87) this.repeat();
    else if (x < 0.89) phone.kill();
    else this.disturbServer(phone);
  }

  private disturbServer(phone: ModelPhone): void {
    const { server, chance } = this;
    const x = chance.next();
    const entity = chance.of([...server.db.entities.keys()]);
    if (x < 0.22) server.grant(chance.below(USERS), chance.below(8));
    else if (x < 0.42) server.move(entity, 1 + chance.below(7));
    else if (x < 0.52) server.remove(entity);
    else if (x < 0.6) server.compact();
    else if (x < 0.8) server.backUp();
    else if (x < 0.88) server.restore((n) => chance.below(n));
    else if (x < 0.91) for (const mut of phone.evict()) this.reported.add(mut.mid);
    else if (this.phones.length < MOST_PHONES) {
      this.phones.push(new ModelPhone(phone.user, this.guards, this.newId, phone));
    }
  }

  private edit(phone: ModelPhone): void {
    const seen = [...phone.cache.rows.keys()];
    const granted = this.server.db.grants[phone.user] ?? 0;
    const makesNew = seen.length === 0 || this.chance.happens(0.4);
    if (makesNew && granted === 0) return;
    const mut: Mutation = {
      mid: this.newId(),
      entity: makesNew ? this.newId() : this.chance.of(seen),
      creates: makesNew ? granted & (1 + this.chance.below(7)) || granted : 0,
      user: phone.user,
    };
    this.saved.push(mut);
    phone.save(mut);
  }

  private askPush(phone: ModelPhone): void {
    const push = phone.nextPush();
    if (push) this.net.push({ to: "server", phone: this.phones.indexOf(phone), life: phone.life, push });
  }

  private askPull(phone: ModelPhone): void {
    const { life } = phone;
    this.net.push({ to: "server", phone: this.phones.indexOf(phone), life, pull: phone.nextPull() });
  }

  private repeat(): void {
    const message = this.net[this.chance.below(this.net.length)];
    if (message) this.net.push(message);
  }

  private deliver(at: number): void {
    const [message] = this.net.splice(at, 1);
    if (!message) return;
    if (message.to === "server") this.serve(message);
    else this.answer(message);
  }

  private serve(message: Extract<Message, { to: "server" }>): void {
    const { phone, life } = message;
    if ("push" in message) {
      const dies = this.chance.happens(0.06) ? this.chance.below(message.push.muts.length + 1) : null;
      const pushed = this.server.push(message.push, dies);
      if (pushed) this.net.push({ to: "phone", phone, life, pushed, sent: message.push });
      return;
    }
    const whole = this.server.pull(message.pull);
    const torn = whole.kind === "page" && whole.rows.length > 0 && this.chance.happens(0.08);
    const pulled = torn ? { ...whole, rows: whole.rows.slice(0, this.chance.below(whole.rows.length)), torn } : whole;
    this.net.push({ to: "phone", phone, life, pulled, asked: message.pull });
  }

  private answer(message: Extract<Message, { to: "phone" }>): void {
    const phone = this.phones[message.phone] as ModelPhone;
    if (phone.life !== message.life) return;
    const dies = this.chance.happens(0.06);
    if ("pushed" in message) phone.pushed(message.pushed, message.sent, dies);
    else phone.pulled(message.pulled, message.asked, dies ? this.chance.below(3) : null);
    if (dies) phone.kill();
  }

  /** No more faults, and nobody does anything by hand. */
  private heal(): void {
    this.net.length = 0;
    for (const phone of this.phones) phone.kill();
    for (let round = 0; round < HEALING_ROUNDS; round++) {
      for (const phone of this.phones) {
        const sent = phone.nextPush();
        if (sent) {
          const reply = this.server.push(sent, null);
          if (reply) phone.pushed(reply, sent, false);
        }
        const asked = phone.nextPull();
        phone.pulled(this.server.pull(asked), asked, null);
      }
    }
  }

  private verdict(): Broken | null {
    const { db } = this.server;
    if (this.phones.some((p) => p.vault.outbox.length > 0)) return "I7 outbox stuck";
    const applied = new Map<number, number>();
    for (const { log } of db.entities.values()) for (const mid of log) applied.set(mid, (applied.get(mid) ?? 0) + 1);
    for (const times of applied.values()) if (times > 1) return "I2 doubled";
    for (const { mid } of this.saved) {
      if (!this.reported.has(mid) && !this.kept(mid, applied)) return "I1 lost";
    }
    for (const phone of this.phones) {
      const broken = this.compare(phone);
      if (broken) return broken;
    }
    return null;
  }

  private kept(mid: number, applied: ReadonlyMap<number, number>): boolean {
    const outcome = this.server.db.outcomes.get(mid);
    return outcome === "quarantined" || (outcome === "applied" && applied.has(mid));
  }

  private compare(phone: ModelPhone): Broken | null {
    const granted = this.server.db.grants[phone.user] ?? 0;
    for (const row of phone.cache.rows.values()) if ((row.members & ~granted) !== 0) return "I4 rows of a lost scope";
    let expected = 0;
    for (const [id, entity] of this.server.db.entities) {
      const members = entity.deleted ? 0 : entity.scopes & granted;
      if (members === 0) continue;
      expected += 1;
      const row = phone.cache.rows.get(id);
      if (row?.version !== entity.version || row.members !== members) return "I3 rows differ";
    }
    return expected === phone.cache.rows.size ? null : "I3 rows differ";
  }
}

/** Runs one seed. @returns what broke, or null. Scopes, phones and steps are fixed; only chance and guards differ. */
export const runModel = (seed: number, guards: Guards): Broken | null => new ModelRun(seed, guards).run();

export const SIZE = { users: USERS, scopes: SCOPES, steps: STEPS };

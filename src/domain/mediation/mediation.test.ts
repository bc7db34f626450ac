import { describe, expect, test } from "vitest";
import { COMMANDS } from "../commands.ts";
import type { Actor, Role } from "../kernel/actor.ts";
import { applyChange, type DecideEnv, type Doc, type Ref } from "../kernel/command.ts";
import { judicialUntil, mediateUntil, tasksOf } from "./deadlines.ts";
import { canGo, MEDIATION_STATES, type Mediation, type MediationState, standingSignatures } from "./mediation.ts";

const COMMUNITY = "450303001010";
const BOX = { sealed: "x", kid: "k", epk: "AAAA", iv: "AAAA", ct: "AAAA" };
const SEAL = {
  kid: "k",
  alg: "x",
  publicKey: "AAAA",
  wraps: [{ id: "w", personId: "zhang", epk: "A", iv: "A", ct: "A" }],
};
const HASH = "a".repeat(64);

const person = (personId: string, role: Role): Actor => ({
  personId,
  grants: [{ id: "g", role, orgCode: COMMUNITY, from: "2026-01-01T00:00:00.000Z" }],
});
const zhang = person("zhang", "mediator");
const head = person("qin", "committeeHead");

/** The book of one committee: commands decided one after another, as phone and server do. */
class Book {
  docs = new Map<string, Doc>();
  at = "2026-11-02T02:00:00.000Z";
  private n = 0;

  /** "ok", or why not. */
  does(cmd: string, args: Record<string, unknown>, actor = zhang): string {
    const spec = COMMANDS.get(`mediation.${cmd}`);
    const parsed = spec?.parse({ caseId: "c1", stepId: `s${++this.n}`, ...args });
    if (!spec || !parsed?.ok) return `${cmd}: ${parsed?.ok === false ? parsed.error.field : "unknown"}`;
    const look = (ref: Ref) => this.docs.get(`${ref.t}:${ref.id}`);
    const env: DecideEnv = { actor, at: this.at, now: this.at, look };
    const verdict = spec.decide(look(spec.target(parsed.value)), parsed.value, env);
    if (!verdict.ok) return verdict.error.kind;
    for (const [key, doc] of applyChange(this.docs, verdict.value)) this.docs.set(key, doc);
    return "ok";
  }

  get file(): Mediation {
    return this.docs.get("mediation:c1") as unknown as Mediation;
  }

  on(date: string): this {
    this.at = `${date}T02:00:00.000Z`;
    return this;
  }
}

const opening = {
  communityCode: COMMUNITY,
  ...{ category: "neighbours", tags: ["leak"], source: "application", involves: [], risk: null, amountFen: null },
  ...{ partyKeys: ["A", "B"], personalStatus: false, exclusions: [], parties: BOX, matter: BOX, seal: SEAL },
};
const session = {
  ...{ entryId: "t1", on: "2026-11-02", open: true, partiesPresent: ["A", "B"], helpers: "none", words: BOX },
};
const duty = { id: "o1", who: "B", toWhom: "A", dueOn: "2026-11-20", amountFen: 80_000 };
const text = { agreementId: "a1", form: "written", on: "2026-11-02", obligations: [duty], textHash: HASH, words: BOX };
const by = (signatureId: string, partyKey: string | null, more = {}) => ({
  ...{ signatureId, partyKey, role: partyKey ? "party" : "mediator", agreementId: "a1", textHash: HASH },
  ...{ how: "drawn", words: BOX, ...more },
});

const consents = (book: Book) =>
  ["A", "B"].map((partyKey) => book.does("consent", { consentId: `k${partyKey}`, partyKey, given: true }));

/** A file that has come as far as a written text on the table. */
function withText(more = {}, opened = {}): Book {
  const book = new Book();
  const done = [
    book.does("register", { ...opening, ...opened }),
    ...consents(book),
    book.does("accept", { rightsTold: true }),
    book.does("recordSession", session),
    book.does("compose", { ...text, ...more }),
  ];
  expect(done).toEqual(["ok", "ok", "ok", "ok", "ok", "ok"]);
  return book;
}

function inForce(opened = {}): Book {
  const book = withText({}, opened);
  const signed = [by("s-a", "A"), by("s-b", "B"), by("s-m", null)].map((s) => book.does("sign", s));
  expect([...signed, book.on("2026-11-05").does("enterSeal", { on: "2026-11-04" }, head)]).toEqual([
    "ok",
    "ok",
    "ok",
    "ok",
  ]);
  return book;
}

describe("how a quarrel comes into the register", () => {
  test("[MED-13] a grid worker and a volunteer open no file of 人民调解", () => {
    for (const role of ["gridWorker", "volunteer", "communityAdmin"] as const)
      expect(new Book().does("register", opening, person("li", role))).toBe("not-allowed");
    expect(new Book().does("register", opening)).toBe("ok");
  });

  test("[MED-INFORMAL] Li's 劝和 holds no name and no word, and becomes a file with what was known kept", () => {
    const book = new Book();
    const settled = {
      communityCode: COMMUNITY,
      category: "neighbours",
      tags: ["noise"],
      partyCount: 2,
      outcome: "settled",
    };
    expect(book.does("recordSettling", { ...settled, names: "张三" }, person("li", "volunteer"))).toBe("ok");
    expect(JSON.stringify(book.file)).not.toContain("张三");
    expect(book.file).toMatchObject({ basis: "informal", state: "settled", partyKeys: ["A", "B"] });
    expect(book.does("makeFormal", opening)).toBe("ok");
    expect(book.file).toMatchObject({
      basis: "formal",
      state: "registered",
      mediatorIds: ["zhang"],
      settledBefore: { state: "settled", byId: "li" },
    });
    expect(book.does("makeFormal", opening)).toBe("bad-transition");
  });

  test("[MED-25] where a minor was harmed, the answer about the call comes before the file", () => {
    const book = new Book();
    expect(book.does("register", { ...opening, exclusions: ["minorHarmed"] })).toBe("emergency-answer-missing");
    expect(book.does("register", { ...opening, exclusions: ["minorHarmed"], emergency: "110" })).toBe("ok");
  });

  test("[MED-22] what belongs to another organ is handed on and never accepted", () => {
    const book = new Book();
    book.does("register", { ...opening, exclusions: ["petition"] });
    consents(book);
    expect(book.does("accept", { rightsTold: true })).toBe("excluded-matter");
    expect(tasksOf(book.file).map((task) => task.kind)).toEqual(["refer"]);
    expect(book.does("refer", { to: "petitions", reason: "petition", words: BOX })).toBe("ok");
    expect(book.file.state).toBe("referred");
    expect(tasksOf(book.file).map((task) => task.kind)).toEqual(["receipt"]);
    const receipt = (on: string) => book.does("noteReceipt", { entryId: "r", on, words: BOX });
    expect([receipt("2026-11-01"), receipt("2026-11-02"), receipt("2026-11-02")]).toEqual([
      "date-in-future",
      "ok",
      "bad-transition",
    ]);
    expect(tasksOf(book.file).map((task) => task.kind)).toEqual(["close"]);
  });

  test("[MED-30R] nothing begins before the rights are told and each party has agreed", () => {
    const book = new Book();
    book.does("register", opening);
    expect(book.does("accept", { rightsTold: true })).toBe("consent-missing");
    consents(book);
    expect(book.does("accept", { rightsTold: false })).toBe("rights-not-told");
    expect(book.does("accept", { rightsTold: true })).toBe("ok");
  });

  test("[INV-5] one party says no: it ends there", () => {
    const book = new Book();
    book.does("register", opening);
    expect(book.does("consent", { consentId: "k", partyKey: "B", given: false })).toBe("ok");
    expect(book.file.state).toBe("refused");
    expect(book.does("consent", { consentId: "k2", partyKey: "B", given: true })).toBe("bad-transition");
    expect(book.does("recordSession", session)).toBe("bad-transition");
  });

  test("[MED-17] from a refusal a file leads to its closing, by whatever steps, and nowhere else", () => {
    const reach = (from: MediationState): MediationState[] => MEDIATION_STATES.filter((to) => canGo(from, to));
    expect(reach("refused")).toEqual(["closed"]);
    expect(reach("closed")).toEqual(["filed"]);
    expect(reach("filed")).toEqual([]);
  });

  test("Sun reads and writes a file from the day Zhang asks him, and no longer than that", () => {
    const book = withText();
    const sun = person("sun", "mediator");
    book.docs.set("person:sun", { id: "sun", grants: sun.grants });
    const second = { ...session, entryId: "t2" };
    expect(book.does("recordSession", second, sun)).toBe("not-allowed");
    expect(book.does("share", { personId: "sun" }, sun)).toBe("not-allowed");
    expect(book.does("share", { personId: "sun" })).toBe("ok");
    expect(book.does("recordSession", second, sun)).toBe("ok");
    expect(book.does("letGo", { personId: "sun" })).toBe("ok");
    expect(book.does("recordSession", { ...session, entryId: "t3" }, sun)).toBe("not-allowed");
  });
});

describe("what is agreed", () => {
  test("[MED-20] a neighbour helps only where the parties agreed to it", () => {
    const book = withText();
    expect(book.does("recordSession", { ...session, entryId: "t2", helpers: "notAgreed" })).toBe("consent-missing");
    expect(book.does("recordSession", { ...session, entryId: "t2", helpers: "agreed" })).toBe("ok");
  });

  test("[MED-29T] a text without a dated duty of a party of the file is refused", () => {
    const book = withText();
    const wrong = [[], [{ ...duty, who: "C" }], [{ ...duty, dueOn: "2026-11-01" }]];
    for (const obligations of wrong)
      expect(book.does("compose", { ...text, agreementId: "a2", obligations })).toBe("agreement-incomplete");
  });

  test("[MED-28] [MED-30] what was agreed by word of mouth is taken down and in force the same day", () => {
    const book = withText({ form: "oral" });
    expect(book.file).toMatchObject({ state: "performing", effectiveOn: "2026-11-02" });
  });

  test("[MED-30] an oral agreement needs neither signature nor seal", () => {
    expect(withText({ form: "oral" }).file.effectiveOn).toBe("2026-11-02");
  });

  test("[MED-SEAL] the mediator says not himself that the seal is on the paper; the head does, also of Zhang's file", () => {
    const book = withText();
    for (const s of [by("s-a", "A"), by("s-b", "B"), by("s-m", null)]) book.does("sign", s);
    expect(book.does("enterSeal", { on: "2026-11-02" })).toBe("not-allowed");
    const elsewhere: Actor = { ...head, grants: head.grants.map((g) => ({ ...g, orgCode: "450303001011" })) };
    expect(book.does("enterSeal", { on: "2026-11-02" }, elsewhere)).toBe("not-allowed");
    expect(book.does("enterSeal", { on: "2026-11-02" }, head)).toBe("ok");
    expect(book.does("enterSeal", { on: "2026-11-02" }, head)).toBe("bad-transition");
  });

  test("[INV-3] no seal before the last signature", () => {
    const book = withText();
    book.does("sign", by("s-a", "A"));
    book.does("sign", by("s-b", "B"));
    expect(book.does("enterSeal", { on: "2026-11-02" }, head)).toBe("signature-missing");
    book.does("sign", by("s-m", null));
    expect(book.file.state).toBe("toSeal");
    expect(book.does("enterSeal", { on: "2026-11-03" }, head)).toBe("date-in-future");
    expect(book.does("enterSeal", { on: "2026-11-02" }, head)).toBe("ok");
  });

  test("[MED-29] a written text takes effect with the last of signatures and seal", () => {
    expect(inForce().file).toMatchObject({ state: "performing", effectiveOn: "2026-11-04" });
    const late = withText();
    late.does("sign", by("s-a", "A"));
    late.does("sign", by("s-b", "B"));
    late.on("2026-11-08").does("sign", by("s-m", null));
    late.does("enterSeal", { on: "2026-11-03" }, head);
    expect(late.file.effectiveOn).toBe("2026-11-08");
  });

  test("[MED-SIGN] the text changes after Zhang's neighbour signed: his signature is kept and holds no more", () => {
    const book = withText();
    book.does("sign", by("s-a", "A"));
    expect(standingSignatures(book.file)).toHaveLength(1);
    book.does("compose", { ...text, agreementId: "a2", textHash: "b".repeat(64) });
    expect(book.does("sign", by("s-b", "B"))).toBe("ok");
    expect(standingSignatures(book.file)).toEqual([]);
    expect(book.file.signatures).toHaveLength(2);
    expect(book.does("sign", by("s-b2", "B", { agreementId: "a2", textHash: HASH }))).toBe("ok");
    expect(standingSignatures(book.file)).toEqual([]);
  });

  test("[MED-26] no agreement: the other ways are told, or it does not end", () => {
    const book = withText();
    expect(book.does("fail", { advice: [], words: BOX })).toBe("advice-missing");
    expect(book.does("fail", { advice: ["court"], words: BOX })).toBe("ok");
    expect(book.file.state).toBe("failed");
  });
});

describe("after it", () => {
  test("[MED-33] thirty days from effect, and none where the marriage itself is the matter", () => {
    expect(judicialUntil(inForce().file)).toBe("2026-12-04");
    expect(judicialUntil(inForce({ personalStatus: true }).file)).toBeNull();
  });

  test("[INV-4] asking the court is noted inside its window only", () => {
    const ask = (book: Book, askedOn: string) => book.does("noteJudicial", { askedOn, decided: null, decidedOn: null });
    const book = inForce().on("2027-01-01");
    expect(ask(book, "2026-12-05")).toBe("judicial-not-possible");
    expect(ask(book, "2026-12-04")).toBe("ok");
    expect(ask(inForce({ personalStatus: true }), "2026-11-05")).toBe("judicial-not-possible");
  });

  test("[MED-31] each obligation, a visit and the court's window are tasks with a day", () => {
    const book = inForce();
    expect(tasksOf(book.file).map((t) => [t.kind, t.dueOn])).toEqual([
      ["obligation", "2026-11-20"],
      ["visit", "2026-12-04"],
      ["judicial", "2026-12-04"],
    ]);
    const visit = { entryId: "f1", on: "2026-11-21", words: BOX };
    book.on("2026-11-21");
    expect(book.does("followUp", { ...visit, performed: [{ obligationId: "o1", performance: "not" }] })).toBe("ok");
    expect([book.file.state, tasksOf(book.file)[1]]).toMatchObject(["unperformed", { kind: "urge" }]);
    const later = { ...visit, entryId: "f2", performed: [{ obligationId: "o1", performance: "performed" }] };
    expect([book.does("followUp", later), book.file.state]).toEqual(["ok", "performed"]);
  });

  test("[MED-TIME] one month from acceptance, the last day of a shorter month", () => {
    expect(mediateUntil({ acceptedAt: "2026-01-31T02:00:00.000Z" })).toBe("2026-02-28");
    expect(mediateUntil(withText().file)).toBe("2026-12-02");
  });

  test("[MED-TIME] longer only where both agree, and only to a later day", () => {
    const book = new Book();
    const put = (until: string, agreedBy: string[]) => book.does("extend", { entryId: `e${until}`, until, agreedBy });
    book.does("register", opening);
    consents(book);
    expect(put("2027-01-15", ["A", "B"])).toBe("bad-transition");
    book.does("accept", { rightsTold: true });
    expect(put("2027-01-15", ["A"])).toBe("consent-missing");
    expect(put("2026-12-02", ["A", "B"])).toBe("date-not-later");
    expect(put("2027-01-15", ["A", "B"])).toBe("ok");
    expect([mediateUntil(book.file), tasksOf(book.file)[0]?.dueOn]).toEqual(["2027-01-15", "2027-01-15"]);
    expect(put("2027-01-10", ["A", "B"])).toBe("date-not-later");
  });

  test("[MED-27] a file is closed, then put away under a class, and nothing after", () => {
    const book = withText();
    book.does("fail", { advice: ["court"], words: BOX });
    expect(book.does("file", { retentionClass: "long" })).toBe("bad-transition");
    expect(book.does("close", { closing: BOX })).toBe("ok");
    expect(book.does("file", { retentionClass: "long" })).toBe("ok");
    expect([book.file.retentionClass, tasksOf(book.file)]).toEqual(["long", []]);
  });

  test("a paused file goes on where it was", () => {
    const book = new Book();
    book.does("register", opening);
    consents(book);
    book.does("accept", { rightsTold: true });
    expect([book.does("pause", {}), book.file.state]).toEqual(["ok", "paused"]);
    expect([book.does("resume", {}), book.file.state]).toEqual(["ok", "accepted"]);
  });
});

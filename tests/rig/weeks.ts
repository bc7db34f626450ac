/**
 * Bad weeks by chance. Single operations seldom come in the order in which a protection is needed, so a week is made of
 * episodes too: a restore over work that was handed in, a role that goes and comes, a night that moves while the feed
 * forgets, an answer that comes late, a phone that is copied. Episodes hold other ones, and break off anywhere.
 */
import fc from "fast-check";
import { LINE_FAULTS, type LineFault } from "./faulty-line.ts";
import { LI, LONG_AWAY_MS, type Op, op, PHONES, type RoleOp, WANG } from "./ops.ts";

type Ops = fc.Arbitrary<readonly Op[]>;

const phone = fc.nat(PHONES - 1);
const is = (name: "backup" | "restore" | "the feed forgets" | "a night goes to another team"): Ops =>
  fc.constant([{ op: name }]);
const inOrder = (...parts: readonly Ops[]): Ops => fc.tuple(...parts).map((ops) => ops.flat());
const perhaps = (ops: Ops): Ops => fc.option(ops).map((some) => some ?? []);
const repeated = (ops: Ops, maxLength: number): Ops =>
  fc.array(ops, { minLength: 1, maxLength, size: "max" }).map((some) => some.flat());

/** A line that is good until one fault, as far on as a whole sync goes. */
const oneFault: fc.Arbitrary<readonly LineFault[]> = fc
  .tuple(fc.nat(8), fc.constantFrom(...LINE_FAULTS))
  .map(([fine, fault]) => [...Array<LineFault>(fine).fill("fine"), fault]);
const quietLine = fc.oneof({ weight: 3, arbitrary: fc.constant<readonly LineFault[]>([]) }, oneFault);

const SAVES = ["starts a round", "reports", "confirms a stop", "reports with a photo"] as const;
const saving = (by: number, what: (typeof SAVES)[number]): Op =>
  what === "reports" || what === "reports with a photo"
    ? { op: "reports", phone: by, photo: what !== "reports", disk: null }
    : { op: what, phone: by, disk: null };
const syncs = (by: number, line: readonly LineFault[] = []): Op => ({ op: "syncs", phone: by, line, disk: null });

/** It is seen again when every receipt is old. */
function longAway(by: number): readonly Op[] {
  const clock = (skewMs: number): Op => ({ op: "has a wrong clock", phone: by, skewMs });
  return [clock(LONG_AWAY_MS), syncs(by), clock(0)];
}

/** Somebody works, and mostly hands it in; a third of them is then away for long. */
const workBy = (who: fc.Arbitrary<number>): Ops =>
  fc
    .record({
      by: who,
      saves: fc.array(fc.constantFrom(...SAVES), { minLength: 1, maxLength: 3 }),
      handsIn: fc.option(quietLine, { freq: 5 }),
      away: fc.nat(2),
    })
    .map(({ by, saves, handsIn, away }) => [
      ...saves.map((what) => saving(by, what)),
      ...(handsIn ? [syncs(by, handsIn)] : []),
      ...(away === 0 ? longAway(by) : []),
    ]);

const work = workBy(phone);
const one: Ops = op.map((single) => [single]);

/** Somebody's role goes or comes, and he works before and after, mostly without having heard of it. */
const roleOf = (who: number, loses: RoleOp, gets: RoleOp): Ops =>
  inOrder(
    perhaps(workBy(fc.constant(who))),
    fc.constantFrom(loses, loses, gets).map((name): readonly Op[] => [{ op: name }]),
    perhaps(workBy(fc.constant(who))),
    perhaps(phone.map((by) => [syncs(by)])),
  );
const role: Ops = fc.oneof(
  roleOf(LI, "Li loses her role", "Li gets her role back"),
  roleOf(WANG, "Wang loses his role", "Wang gets his role back"),
);

const forgotten: Ops = inOrder(is("a night goes to another team"), perhaps(work), is("the feed forgets"));

const copied: Ops = phone.chain((by) =>
  inOrder(
    fc.constant([{ op: "is copied", phone: by }]),
    work,
    perhaps(workBy(fc.constant(by))),
    fc.constant([{ op: "hands over to its twin", phone: by }]),
  ),
);

/** Its resend to the restored server, the fifth request, is lost; or another one. */
const late: Ops = inOrder(
  is("backup"),
  fc
    .record({ by: phone, what: fc.constantFrom(...SAVES), fine: fc.oneof(fc.constant(4), fc.nat(7)) })
    .map(({ by, what, fine }): readonly Op[] => [
      saving(by, "starts a round"),
      saving(by, what),
      { op: "hears late of a restore", phone: by, line: [...Array<LineFault>(fine).fill("fine"), "request-lost"] },
    ]),
);

const between: Ops = repeated(
  fc.oneof(
    { weight: 3, arbitrary: work },
    { weight: 2, arbitrary: one },
    { weight: 3, arbitrary: role },
    { weight: 1, arbitrary: forgotten },
    { weight: 1, arbitrary: copied },
  ),
  3,
);

/** A phone goes off while it saves, or loses its handle on the storage, and is used again. */
const badWhileSaving: Ops = fc
  .record({
    by: phone,
    disk: fc.oneof(
      fc.record({ after: fc.integer({ min: 6, max: 14 }), fault: fc.constant("crash" as const) }),
      fc.record({ after: fc.nat(8), fault: fc.constant("lost-handle" as const) }),
    ),
    what: fc.constantFrom(...SAVES),
  })
  .map(({ by, disk, what }) => [{ op: "starts a round", phone: by, disk }, saving(by, what), syncs(by)]);

/** The server dies between two statements of a push. */
const diesInPush: Ops = fc
  .record({ by: phone, after: fc.integer({ min: 2, max: 12 }), what: fc.constantFrom(...SAVES) })
  .map(({ by, after, what }) => [
    saving(by, "starts a round"),
    saving(by, what),
    { op: "server dies", after },
    syncs(by),
  ]);

/** A phone goes off while it begins again. */
const offWhileBeginning = (who: fc.Arbitrary<number>, [min, max]: readonly [number, number] = [28, 56]): Ops =>
  fc
    .record({ by: who, after: fc.integer({ min, max }) })
    .map(({ by, after }) => [{ op: "syncs", phone: by, line: [], disk: { after, fault: "crash" } }]);

/** Somebody hands in, another one fetches it, and just that goes wrong: the page is cut, or the phone goes off over it. */
const fetchedBadly: Ops = fc
  .record({ by: phone, reader: fc.integer({ min: 1, max: PHONES - 1 }), after: fc.integer({ min: 28, max: 52 }) })
  .chain(({ by, reader, after }) => {
    const fetching = (by + reader) % PHONES;
    const cut = [2, 2, 3, 4].map((fine) => syncs(fetching, [...Array<LineFault>(fine).fill("fine"), "reply-cut"]));
    const off: Op = { op: "syncs", phone: fetching, line: [], disk: { after, fault: "crash" } };
    const saves = fc.array(fc.constantFrom(...SAVES), { minLength: 1, maxLength: 3 });
    return fc
      .tuple(saves, fc.constantFrom(...cut, off, off))
      .map(([whats, bad]) => [saving(by, "reports"), ...whats.map((what) => saving(by, what)), syncs(by), bad]);
  });

/** Late in a week: what a restore brings back would hide it. */
const losesRow: Ops = fc
  .record({ by: phone, pick: fc.nat(20) })
  .map(({ by, pick }) => [syncs(by), { op: "loses a row", phone: by, pick }]);

const goesBack: Ops = inOrder(
  is("backup"),
  work,
  between,
  is("restore"),
  perhaps(repeated(offWhileBeginning(phone), 3)),
);

/** What he hands in is refused and set aside, and the server forgets it. */
const refusedAndForgotten: Ops = inOrder(
  is("backup"),
  fc.constant([{ op: "Wang loses his role" }, saving(WANG, "starts a round"), syncs(WANG)]),
  perhaps(work),
  is("restore"),
);

/** Who handed in last begins again, and goes off over it. */
const offAfterRestore: Ops = phone.chain((by) =>
  inOrder(
    is("backup"),
    fc.constant([saving(by, "starts a round"), syncs(by)]),
    is("restore"),
    // About there its outbox gets new numbers.
    repeated(offWhileBeginning(fc.constant(by), [38, 48]), 3),
  ),
);

const episode: Ops = fc.oneof(
  { weight: 5, arbitrary: one },
  { weight: 2, arbitrary: work },
  { weight: 2, arbitrary: goesBack },
  { weight: 1, arbitrary: refusedAndForgotten },
  { weight: 1, arbitrary: offAfterRestore },
  { weight: 2, arbitrary: role },
  { weight: 1, arbitrary: forgotten },
  { weight: 2, arbitrary: late },
  { weight: 1, arbitrary: copied },
  { weight: 2, arbitrary: badWhileSaving },
  { weight: 1, arbitrary: diesInPush },
  { weight: 2, arbitrary: fetchedBadly },
);

/** After a restore the phones begin again, each in two tabs at once. */
const inTwoTabs: Ops = inOrder(
  is("backup"),
  work,
  between,
  is("restore"),
  fc
    .array(fc.record({ by: phone, line: quietLine }), { minLength: 1, maxLength: 3 })
    .map((some) => some.map(({ by, line }): Op => ({ op: "syncs in two tabs", phone: by, line }))),
);

/** Nothing but restores and two tabs. */
const twoTabWeeks: Ops = fc
  .array(inTwoTabs, { minLength: 2, maxLength: 4, size: "max" })
  .map((episodes) => episodes.flat());

const ending: Ops = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: losesRow });

export const weeks: Ops = inOrder(
  fc.array(episode, { minLength: 3, maxLength: 6, size: "max" }).map((episodes) => episodes.flat()),
  ending,
);

/** The same seed is the same week. */
export function weekOf(seed: number, { twoTabs = false } = {}): readonly Op[] {
  return fc.sample(twoTabs ? twoTabWeeks : weeks, { seed, numRuns: 1 })[0] ?? [];
}

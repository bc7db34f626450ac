/** What may happen in a bad week, as data: a failing week is printed whole and made shorter by fast-check. */
import fc from "fast-check";
import { LINE_FAULTS, type LineFault } from "./faulty-line.ts";
import type { DiskTrouble } from "./rig-phone.ts";

interface ByPhone {
  /** Index into the rig's phones. */
  readonly phone: number;
}

export type Op =
  | ({ readonly op: "starts a round" | "confirms a stop"; readonly disk: DiskTrouble | null } & ByPhone)
  | ({ readonly op: "reports"; readonly photo: boolean; readonly disk: DiskTrouble | null } & ByPhone)
  | ({
      readonly op: "adds a note" | "moves an issue";
      readonly pick: number;
      readonly disk: DiskTrouble | null;
    } & ByPhone)
  | ({ readonly op: "syncs"; readonly line: readonly LineFault[]; readonly disk: DiskTrouble | null } & ByPhone)
  | ({ readonly op: "syncs in two tabs" | "hears late of a restore"; readonly line: readonly LineFault[] } & ByPhone)
  | ({ readonly op: "restarts" | "is copied" | "hands over to its twin" } & ByPhone)
  | ({ readonly op: "loses a row"; readonly pick: number } & ByPhone)
  | ({ readonly op: "has a wrong clock"; readonly skewMs: number } & ByPhone)
  | { readonly op: "server dies" | "server stumbles"; readonly after: number }
  | { readonly op: "backup" | "restore" | "the feed forgets" | "a night goes to another team" }
  | { readonly op: RoleOp };

export const ROLE_OPS = [
  "Wang loses his role",
  "Wang gets his role back",
  "Li loses her role",
  "Li gets her role back",
] as const;
export type RoleOp = (typeof ROLE_OPS)[number];

/** The rig's phones, by their place. */
export const [LI, WANG, CHEN] = [0, 1, 2] as const;
export const PHONES = 3;
const phone = fc.nat(PHONES - 1);
const line = fc.array(fc.constantFrom(...LINE_FAULTS), { maxLength: 8 });
const trouble: fc.Arbitrary<DiskTrouble> = fc.record({
  // A save has a dozen operations, a sync some dozens.
  after: fc.oneof(fc.nat(14), fc.nat(60)),
  fault: fc.constantFrom("crash", "crash", "full", "lost-handle"),
});
const disk = fc.option(trouble, { freq: 3 });
const pick = fc.nat(20);
const DAY_MS = 86_400_000;
/** After so long every receipt is old enough to be forgotten, once a backup holds it. */
export const LONG_AWAY_MS = 3 * 365 * DAY_MS;

/** Any one thing. */
export const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant("starts a round" as const), phone, disk }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant("confirms a stop" as const), phone, disk }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant("reports" as const), phone, photo: fc.boolean(), disk }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("adds a note" as const), phone, pick, disk }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("moves an issue" as const), phone, pick, disk }) },
  { weight: 8, arbitrary: fc.record({ op: fc.constant("syncs" as const), phone, line, disk }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constantFrom("syncs in two tabs" as const, "hears late of a restore" as const),
      phone,
      line,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constantFrom("restarts" as const, "is copied" as const, "hands over to its twin" as const),
      phone,
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("loses a row" as const), phone, pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constantFrom("the feed forgets" as const, "a night goes to another team" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant("has a wrong clock" as const),
      phone,
      skewMs: fc.constantFrom(0, -DAY_MS, LONG_AWAY_MS, 90_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constantFrom("server dies" as const, "server stumbles" as const),
      after: fc.nat(16),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("backup" as const) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("restore" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constantFrom(...ROLE_OPS) }),
  },
);

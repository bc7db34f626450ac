/** What of a command's arguments must be sealed; the sealing itself is loaded by those who need it. */
import * as v from "valibot";
import type { CommandSpec, Doc } from "#domain/kernel/command";
import type { Refusal } from "#domain/kernel/refusal";
import { err, ok, type Result } from "#domain/kernel/result";
import { isSealedBox, type SealedBox } from "#domain/kernel/sealed";

/** Stands where a box will stand: the other arguments are parsed before anything is sealed. */
const TO_BE_SEALED: SealedBox = { sealed: "-", kid: "-", epk: "-", iv: "-", ct: "-" };

export interface ToSeal {
  readonly args: Doc;
  /** Values in clear by argument; what came as a box (given again) stays as it is. */
  readonly plain: ReadonlyMap<string, unknown>;
}

/** Takes the values to seal out of the arguments and checks both. */
export function parseToSeal(spec: CommandSpec, args: unknown): Result<ToSeal, Refusal> {
  const given = { ...(args as Record<string, unknown>) };
  const plain = new Map<string, unknown>();
  for (const [name, schema] of spec.sealed) {
    const value = given[name];
    if (value === undefined || value === null || isSealedBox(value)) continue;
    const parsed = v.safeParse(schema, value);
    if (!parsed.success) return err({ kind: "invalid-arguments", field: name });
    plain.set(name, parsed.output);
    given[name] = TO_BE_SEALED;
  }
  const parsed = spec.parse(given);
  return parsed.ok ? ok({ args: parsed.value, plain }) : parsed;
}

/** Words that a deed carries sealed: who may read them here, and whom everybody else asks. */
import { useCallback } from "react";
import type { Doc, Ref } from "#domain/kernel/command";
import type { PersonId } from "#domain/kernel/ids";
import type { Refusal } from "#domain/kernel/refusal";
import { ok, type Result } from "#domain/kernel/result";
import { holdsBox, isSealedBox } from "#domain/kernel/sealed";
import type { MediationStub } from "#domain/mediation/stub";
import { entitledTo, sealOf } from "#domain/sealed/sealed-records";
import { useMediation } from "./mediations.ts";
import { openSealed } from "./sealed.ts";
import { useKeyed, useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

/** Parts of opened words that say nothing to a reader: letters, ids, hashes, lines of a pen. */
const SILENT = new Set(["key", "partyKey", "id", "sha256", "alg", "iv", "type", "salt", "strokes", "photos"]);

function linesIn(value: unknown): string[] {
  if (typeof value === "string") return value.trim() === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (SILENT.has(name) ? [] : linesIn(inner)));
}

export interface SealedWordsOf {
  /** In charge of the file the words belong to, as far as this device knows. */
  readonly inChargeId: PersonId | undefined;
  /** Reads them, for a reason that is written down first; absent where the file does not lie on this device. */
  readonly read: ((reason: string) => Promise<Result<readonly string[], Refusal>>) | undefined;
}

/** What the sealed arguments of a deed about a mediation say, opened with a reason; refuses as `openSealed` does. */
export async function readSealedWords(
  world: World,
  deed: { readonly args: Doc; readonly caseId: string },
  reason: string,
): Promise<Result<readonly string[], Refusal>> {
  const opened = await openSealed(world, { t: "mediation", id: deed.caseId }, reason);
  if (!opened.ok) return opened;
  const boxes = Object.values(deed.args).filter((value) => isSealedBox(value));
  const plain = await opened.value.reveal(boxes);
  return plain.ok ? ok(linesIn(plain.value)) : plain;
}

/** undefined where the deed carries no sealed words. */
export function useSealedWordsOf(args: Doc, about: Ref | undefined): SealedWordsOf | undefined {
  const world = useWorld();
  const id = about?.t === "mediation" ? about.id : "";
  const file = useMediation(id);
  const stub = useKeyed(
    `mediation stub ${id}`,
    async () => (await world.cache.rows.get(["mediationStub", id])) ?? null,
  );
  const read = useCallback((reason: string) => readSealedWords(world, { args, caseId: id }, reason), [world, id, args]);
  if (!holdsBox(args)) return undefined;
  const known = file?.doc ?? (stub?.doc as MediationStub | undefined);
  const doc = file?.doc as unknown as Doc | undefined;
  const isHere = doc && sealOf(doc) && entitledTo("mediation", doc).includes(world.person.personId);
  return { inChargeId: known?.mediatorIds?.[0], read: isHere ? read : undefined };
}

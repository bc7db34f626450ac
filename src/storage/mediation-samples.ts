/** Samples of agreements as this phone knows them, with or without a line. */
import { useMemo } from "react";
import type { MediationSample } from "#domain/mediation/samples";
import { readPaged } from "./cache/read-record.ts";
import { showAll } from "./shown.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";

/** All of the district, those out of use too; undefined while they are read. */
export function useMediationSamples(): MediationSample[] | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed("mediation samples", () => readPaged(cache, "mediationSample"));
  return useMemo(
    () => (rows && overlay ? showAll<MediationSample>("mediationSample", rows, overlay).map((s) => s.doc) : undefined),
    [rows, overlay],
  );
}

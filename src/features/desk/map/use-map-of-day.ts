/** The district as it stood at the end of a day: one reading of the device for all days of the slider. */
import { useMemo } from "react";
import { addDays, instantAt } from "#domain/kernel/clock";
import type { LocalDate } from "#domain/kernel/ids";
import { type CheckpointCoverage, worstTone } from "#domain/patrol/coverage";
import { useIssues } from "#storage/issues";
import { useRounds, useTracksOf } from "#storage/patrols";
import { type Places, usePlaces } from "#storage/places";
import { areasOf, hazardsAsOf, pointsOf, roundOnMap } from "#ui/map/from-records";
import type { MapListGroup } from "#ui/map/map-list";
import { clockTime } from "#ui/time";
import { COVERAGE_WINDOW_DAYS, useCoverage } from "../coverage/use-coverage.ts";
import { useToday } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";

export const DAYS_BACK = 30;
const MOST_ISSUES = 10_000;

export interface DayView {
  readonly on: LocalDate;
  readonly onlyOpen: boolean;
  /** What the colour of a compound says: how many open problems, or how long its places have not been seen. */
  readonly colour: "issues" | "coverage";
}

export function useMapOfDay({ on, onlyOpen, colour }: DayView) {
  const places = usePlaces();
  const at = instantAt(on, 1440);
  const coverage = useDayCoverage(on);
  const rounds = useDayRounds(on, places);
  const issues = useIssues({ limit: MOST_ISSUES });
  const hazards = useMemo(() => {
    const docs = issues?.rows.map((r) => r.doc) ?? [];
    return places ? hazardsAsOf(docs, at, places, onlyOpen) : [];
  }, [places, issues, at, onlyOpen]);
  const areas = useMemo(() => {
    const tones = colour === "coverage" ? compoundTones(coverage, places) : undefined;
    return {
      compounds: areasOf(places?.compounds, tones && ((id) => tones.get(id) ?? "unknown")),
      grids: areasOf(places?.grids),
    };
  }, [places, coverage, colour]);
  const checkpoints = useMemo(() => {
    const toneOf = new Map(coverage.map((row) => [row.checkpointId as string, row.tone]));
    const counted = coverage.flatMap((row) => places?.checkpoints.get(row.checkpointId) ?? []);
    return pointsOf(counted, (id) => toneOf.get(id) ?? "unknown");
  }, [places, coverage]);
  const { drawn, docs: walked } = rounds;
  return useMemo(
    () => ({ ...areas, checkpoints, hazards, rounds: drawn, walked, coverage }),
    [areas, checkpoints, hazards, drawn, walked, coverage],
  );
}

export type MapOfDay = ReturnType<typeof useMapOfDay>;

/** All rounds that any day of the slider may need, read once. */
function useKnownRounds() {
  const { today } = useToday();
  return useRounds(addDays(today, -(DAYS_BACK + COVERAGE_WINDOW_DAYS)), today);
}

/** Coverage of the chosen community as the coverage page has it, for an earlier day. */
function useDayCoverage(on: LocalDate): readonly CheckpointCoverage[] {
  const { now, today } = useToday();
  const span = { from: addDays(today, -DAYS_BACK), to: today };
  return useCoverage(on === today ? now : instantAt(on, 1439), on, span) ?? NONE;
}

const NONE: readonly CheckpointCoverage[] = [];

function compoundTones(coverage: readonly CheckpointCoverage[], places: Places | undefined) {
  const byCompound = new Map<string, CheckpointCoverage["tone"][]>();
  for (const { checkpointId, tone } of coverage) {
    const compoundId = places?.checkpoints.get(checkpointId)?.compoundId;
    if (compoundId) byCompound.set(compoundId, [...(byCompound.get(compoundId) ?? []), tone]);
  }
  return new Map([...byCompound].map(([id, tones]) => [id, worstTone(tones)]));
}

function useDayRounds(on: LocalDate, places: Places | undefined) {
  const known = useKnownRounds();
  const docs = useMemo(() => (known ?? []).flatMap(({ doc }) => (doc.on === on ? [doc] : [])), [known, on]);
  const tracks = useTracksOf(docs.map((doc) => doc.id));
  const drawn = useMemo(
    () => (places ? docs.map((doc) => roundOnMap(doc, tracks.get(doc.id) ?? [], places)) : []),
    [places, docs, tracks],
  );
  return { docs, drawn };
}

/** The same things in words, for the list beside the map. */
export function useMapLists(shown: MapOfDay): MapListGroup[] {
  const t = useDeskText();
  const names = useNames();
  const places = usePlaces();
  const issues = useIssues({ limit: MOST_ISSUES });
  return useMemo(() => {
    const issueOf = new Map(issues?.rows.map(({ doc }) => [doc.id as string, doc]));
    const { layer } = t.map;
    return [
      {
        key: "hazards",
        label: layer.hazards,
        rows: shown.hazards.flatMap(({ id }) => {
          const doc = issueOf.get(id);
          return doc ? [{ hit: { kind: "hazard", id }, title: names.category(doc), note: names.place(doc.place) }] : [];
        }),
      },
      {
        key: "checkpoints",
        label: layer.checkpoints,
        rows: shown.coverage.map(({ checkpointId: id, days }) => ({
          hit: { kind: "checkpoint", id },
          title: names.checkpoint(id),
          note: `${names.compound(places?.checkpoints.get(id)?.compoundId)} · ${days === undefined ? t.unknown : t.coverage.daysValue(days)}`,
        })),
      },
      {
        key: "rounds",
        label: layer.rounds,
        rows: shown.walked.map((doc) => ({
          hit: { kind: "stop", id: `${doc.id}#0` },
          title: names.route(doc.routeId),
          note: `${clockTime(doc.startedAt)} · ${names.group(doc.teamId, doc.groupId)}`,
        })),
      },
      {
        key: "compounds",
        label: layer.compounds,
        rows: shown.compounds.map(({ id, name }) => ({ hit: { kind: "compound", id }, title: name })),
      },
      {
        key: "grids",
        label: layer.grids,
        rows: shown.grids.map(({ id, name }) => ({ hit: { kind: "grid", id }, title: name })),
      },
    ];
  }, [shown, issues, names, places, t]);
}

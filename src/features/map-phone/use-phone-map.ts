/** What this phone may show on its map. The server sends only what its person may see, so all of it is shown. */
import { useMemo } from "react";
import { OPEN_STATES } from "#domain/issue/issue";
import { addDays, localDateOf } from "#domain/kernel/clock";
import { useCategoryName } from "#storage/checklists";
import { useIssues } from "#storage/issues";
import { useRounds, useTracksOf } from "#storage/patrols";
import { placeLine, usePlaces } from "#storage/places";
import { useTracksOnPhone } from "#storage/tracks";
import { useWorld } from "#storage/use-world";
import { areasOf, hazardsAsOf, pointsOf, roundOnMap } from "#ui/map/from-records";
import type { MapListGroup } from "#ui/map/map-list";
import { useLang, useText } from "#ui/text";
import { exactTime } from "#ui/time";
import { en } from "./map-phone.en.ts";
import { zh } from "./map-phone.zh.ts";

const MOST_ISSUES = 500;
const ROUND_DAYS = 7;
/** Later than any instant: as things stand now. */
const NOW = "9999";

export function usePhoneMap() {
  const { clock } = useWorld();
  const places = usePlaces();
  const issues = useIssues({ limit: MOST_ISSUES });
  const today = localDateOf(new Date(clock.now()).toISOString());
  const rounds = useRounds(addDays(today, -ROUND_DAYS), today);
  const walked = useMemo(() => rounds?.map((r) => r.doc) ?? [], [rounds]);
  const handedIn = useTracksOf(walked.map((round) => round.id));
  const onPhone = useTracksOnPhone(walked);
  return useMemo(() => {
    const docs = issues?.rows.map((r) => r.doc) ?? [];
    const tracksOf = (id: string) => [...(handedIn.get(id) ?? []), ...(onPhone.get(id) ?? [])];
    return {
      compounds: areasOf(places?.compounds),
      checkpoints: pointsOf(places?.checkpoints.values()),
      hazards: places ? hazardsAsOf(docs, NOW, places, false) : [],
      rounds: places ? walked.map((round) => roundOnMap(round, tracksOf(round.id), places)) : [],
      issues: docs,
      walked,
    };
  }, [places, issues, walked, handedIn, onPhone]);
}

export type PhoneMap = ReturnType<typeof usePhoneMap>;

/** The same things in words. */
export function usePhoneLists({ issues, compounds, checkpoints, walked }: PhoneMap): MapListGroup[] {
  const t = useText(zh, en);
  const category = useCategoryName(useLang().lang);
  const places = usePlaces();
  const compoundOf = (id: string) => places?.compounds.get(places.checkpoints.get(id)?.compoundId ?? "")?.name;
  const stateOf = (open: boolean) => (open ? t.open : t.closed);
  return [
    {
      key: "hazards",
      label: t.layer.hazards,
      rows: issues.map((issue) => ({
        hit: { kind: "hazard", id: issue.id },
        title: category(issue),
        note: [placeLine(places, issue.place), stateOf(OPEN_STATES.includes(issue.state))].filter(Boolean).join(" · "),
      })),
    },
    {
      key: "compounds",
      label: t.layer.compounds,
      rows: compounds.map(({ id, name }) => ({ hit: { kind: "compound", id }, title: name })),
    },
    {
      key: "checkpoints",
      label: t.layer.checkpoints,
      rows: checkpoints.map(({ id, name }) => ({
        hit: { kind: "checkpoint", id },
        title: name,
        note: compoundOf(id),
      })),
    },
    {
      key: "rounds",
      label: t.layer.rounds,
      rows: walked.map((round) => ({
        hit: { kind: "stop", id: `${round.id}#0` },
        title: places?.routes.get(round.routeId)?.name ?? t.layer.rounds,
        note: exactTime(round.startedAt),
      })),
    },
  ];
}

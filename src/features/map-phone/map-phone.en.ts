import type { Messages } from "#ui/text";
import type { zh } from "./map-phone.zh.ts";

export const en: Messages<typeof zh> = {
  title: "Map",
  loading: "Opening the map…",
  loadingText: "Just a moment.",
  map: "Map of compounds, checkpoints, problems and rounds; List has the same",
  layers: "What to show",
  layer: { hazards: "Problems", checkpoints: "Checkpoints", rounds: "Rounds", compounds: "Compounds" },
  asList: "List",
  asMap: "Map",
  whose: "Only records that you may see; others are not on your phone and not on the map. Rounds of the last 7 days.",
  tapHint: "Tap for details",
  whereAmI: "Which compound am I in?",
  finding: "Finding the position…",
  noFix: "No position now. Try again in the open.",
  inCompound: (name: string) => `You are in ${name}`,
  inNone: "You are in none of these compounds",
  outOfDistrict: "You are outside Diecai district",
  acc: (m: number) => `within about ${m} m`,
  details: "Details",
  close: "Close",
  reportHere: "Report a problem here",
  open: "Not settled",
  closed: "Settled",
  compoundFacts: (buildings: number, households: number) => `${buildings} buildings, ${households} households`,
  openHere: (n: number) => `Open problems that you may see: ${n}`,
  seenOf: (seen: number, of: number) => `${seen} of ${of} places seen`,
  gaps: (n: number) =>
    n === 0 ? "The whole way was recorded." : `${n} pieces were not recorded: dashed, never filled in.`,
  noTrack: "No track this time: only the places that were seen.",
};

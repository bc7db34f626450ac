import type { Messages } from "#ui/text";
import type { zh } from "./map-phone.zh.ts";

export const en: Messages<typeof zh> = {
  title: "Map",
  loading: "Opening the map…",
  loadingText: "Just a moment.",
  back: "Back",
  map: "Map of compounds and checkpoints; the lists hold the same",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fit: "Show all",
  locate: "Back to me",
  schematic: "A plan: compounds and checkpoints only",
  whereAmI: "Which compound am I in?",
  finding: "Finding the position…",
  noFix: "No position now. Try again in the open.",
  inCompound: (name: string) => `You are in ${name}`,
  inNone: "You are in none of these compounds",
  acc: (m: number) => `within about ${m} m`,
  reportHere: "Report a problem here",
  issueAt: (label: string) => `Problem: ${label}`,
  compoundAt: (name: string) => `Compound: ${name}`,
  checkpointAt: (name: string) => `Checkpoint: ${name}`,
  close: "Close",
};

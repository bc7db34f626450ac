/** Colours of the map, light and dark. Purple is kept for what is selected; severity is told by shape as well. */
import type { Severity } from "#domain/checklist/checklist";
import type { StopResult } from "#domain/patrol/round";
import type { Tone } from "./map-data.ts";

export type MapTheme = "light" | "dark";

export interface MapPalette {
  readonly ground: string;
  readonly ink: string;
  readonly dim: string;
  readonly selected: string;
  /** Edge of small marks, so that they stand off anything below. */
  readonly halo: string;
  readonly area: Readonly<Record<Tone, string>>;
  readonly areaEdge: string;
  readonly gridEdge: string;
  /** Few, several, many open hazards. */
  readonly tints: readonly [string, string, string];
  readonly trail: string;
  readonly gap: string;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly stop: Readonly<Record<StopResult, string>>;
  readonly checkpoint: Readonly<Record<Tone, string>>;
  readonly me: string;
}

const LIGHT: MapPalette = {
  ground: "#F7F5F2",
  ink: "#1D1A22",
  dim: "#5C5666",
  selected: "#5B2E91",
  halo: "#FFFFFF",
  area: { plain: "#EBE5DB", fresh: "#D7F2E3", due: "#FFF3BF", overdue: "#FFD9AD", unknown: "#F1EEE9" },
  areaEdge: "#BDB3A4",
  gridEdge: "#CFC8D6",
  tints: ["#F6E3CB", "#EDC499", "#DE9F65"],
  trail: "#2F6F73",
  gap: "#86808F",
  severity: { red: "#B3261E", orange: "#D2620A", yellow: "#D9A800", blue: "#1769AA" },
  stop: { normal: "#17744E", issue: "#D2620A", notSeen: "#86808F" },
  checkpoint: { plain: "#5C5666", fresh: "#17744E", due: "#B38600", overdue: "#D2620A", unknown: "#86808F" },
  me: "#0B63CE",
};

const DARK: MapPalette = {
  ground: "#141118",
  ink: "#ECE8F2",
  dim: "#B6AEC2",
  selected: "#C9A8F5",
  halo: "#141118",
  area: { plain: "#2A2432", fresh: "#1D3B2C", due: "#403814", overdue: "#4A3012", unknown: "#1F1A26" },
  areaEdge: "#574C64",
  gridEdge: "#3A3344",
  tints: ["#3E2E1D", "#5E4221", "#865A24"],
  trail: "#6CC3C6",
  gap: "#8F869B",
  severity: { red: "#FF8A80", orange: "#FFAB5E", yellow: "#FFE066", blue: "#7CC4FF" },
  stop: { normal: "#6FD3A3", issue: "#FFAB5E", notSeen: "#8F869B" },
  checkpoint: { plain: "#B6AEC2", fresh: "#6FD3A3", due: "#FFE066", overdue: "#FFAB5E", unknown: "#8F869B" },
  me: "#6FB1FF",
};

export const paletteOf = (theme: MapTheme): MapPalette => (theme === "dark" ? DARK : LIGHT);

export const MAP_FONT = '"PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

/** The ground under the work: what can be had on this device, what its person chose, and what is shown for it. */
import { useCallback, useState } from "react";
import { readChoice, writeChoice } from "../stored-choice.tsx";
import type { MapArchive, Tianditu } from "./base-layers.ts";

export type { MapArchive, Tianditu } from "./base-layers.ts";

export const BASE_KINDS = ["pack", "plan", "tianditu"] as const;
export type BaseKind = (typeof BASE_KINDS)[number];

export type PackState =
  | { readonly state: "none" }
  | { readonly state: "offered"; readonly bytes: number }
  | {
      readonly state: "loading";
      readonly have: number;
      readonly bytes: number;
      readonly running: boolean;
      readonly fault?: string | undefined;
    }
  | { readonly state: "ready"; readonly bytes: number; readonly newer?: number | undefined };

/** The base map kept on this device, and what can be done with it. */
export interface PackOnDevice {
  readonly pack: PackState;
  readonly onDownload: () => void;
  readonly onPause: () => void;
  readonly onRemove: () => void;
}

export interface Ground extends PackOnDevice {
  readonly archive?: MapArchive | undefined;
  readonly online: boolean;
  /** Absent: not offered, or not known without a network. */
  readonly tianditu?: Tianditu | undefined;
  /** It may be asked for from the next start of the app on. */
  readonly tiandituNextTime?: boolean | undefined;
}

const KEY = "zimajia.map-base";
const UNCHOSEN = "unchosen";

/** What is drawn for a choice: without a network or an archive the next best, never a foreign server unasked. */
export function shownBase(chosen: BaseKind | typeof UNCHOSEN, ground: Ground | undefined): BaseKind {
  if (chosen === "tianditu" && ground?.online && ground.tianditu && !ground.tiandituNextTime) return "tianditu";
  if (chosen !== "plan" && ground?.archive) return "pack";
  return "plan";
}

export interface BaseChoice {
  readonly chosen: BaseKind | typeof UNCHOSEN;
  readonly shown: BaseKind;
  readonly choose: (kind: BaseKind) => void;
}

/** This device's choice; the base map that is kept here comes by itself. */
export function useBaseChoice(ground: Ground | undefined): BaseChoice {
  const [chosen, setChosen] = useState(() =>
    readChoice<BaseKind | typeof UNCHOSEN>(KEY, [...BASE_KINDS, UNCHOSEN], UNCHOSEN),
  );
  const choose = useCallback((kind: BaseKind) => {
    setChosen(kind);
    writeChoice(KEY, kind);
  }, []);
  return { chosen, shown: shownBase(chosen, ground), choose };
}

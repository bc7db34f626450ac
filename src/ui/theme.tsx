import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { readChoice, writeChoice } from "./stored-choice.tsx";

export type Scheme = "auto" | "light" | "dark";
/** Body text in CSS px. */
export type TextSize = 18 | 22 | 28;

interface ThemeChoice {
  readonly scheme: Scheme;
  readonly size: TextSize;
  /** What is drawn now: `auto` already resolved. */
  readonly drawn: "light" | "dark";
  readonly setScheme: (scheme: Scheme) => void;
  readonly setSize: (size: TextSize) => void;
}

export const TEXT_SIZES: readonly TextSize[] = [18, 22, 28];
const SCHEMES: readonly Scheme[] = ["auto", "light", "dark"];
const SIZE_NAMES = ["18", "22", "28"] as const;
const SCHEME_KEY = "zimajia.scheme";
const SIZE_KEY = "zimajia.size";
export const BAR_COLOUR = { light: "#F7F5F2", dark: "#141118" } as const;
const NIGHT = "(prefers-color-scheme: dark)";

const ThemeContext = createContext<ThemeChoice>({
  scheme: "auto",
  size: 18,
  drawn: "light",
  setScheme: () => undefined,
  setSize: () => undefined,
});

function watchNight(changed: () => void): () => void {
  if (typeof window.matchMedia !== "function") return () => undefined;
  const query = window.matchMedia(NIGHT);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

const isNight = (): boolean => typeof window.matchMedia === "function" && window.matchMedia(NIGHT).matches;

function drawTheme(drawn: "light" | "dark", size: TextSize): void {
  const root = document.documentElement;
  root.dataset["theme"] = drawn;
  root.style.setProperty("--scale", String(size / 18));
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    meta.setAttribute("content", BAR_COLOUR[drawn]);
  }
}

/** Light, dark or as the phone; body text 18, 22 or 28 px. One variable (`--scale`) scales everything. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const [scheme, setSchemeState] = useState<Scheme>(() => readChoice(SCHEME_KEY, SCHEMES, "auto"));
  const [size, setSizeState] = useState<TextSize>(() => Number(readChoice(SIZE_KEY, SIZE_NAMES, "18")) as TextSize);
  const night = useSyncExternalStore(watchNight, isNight);
  const drawn = scheme === "auto" ? (night ? "dark" : "light") : scheme;
  const setScheme = useCallback((next: Scheme) => {
    setSchemeState(next);
    writeChoice(SCHEME_KEY, next);
  }, []);
  const setSize = useCallback((next: TextSize) => {
    setSizeState(next);
    writeChoice(SIZE_KEY, String(next));
  }, []);
  useLayoutEffect(() => drawTheme(drawn, size), [drawn, size]);
  const choice = useMemo(
    () => ({ scheme, size, drawn, setScheme, setSize }),
    [scheme, size, drawn, setScheme, setSize],
  );
  return <ThemeContext.Provider value={choice}>{children}</ThemeContext.Provider>;
}

/** The theme of this phone and the ways to change it. */
export const useTheme = (): ThemeChoice => useContext(ThemeContext);

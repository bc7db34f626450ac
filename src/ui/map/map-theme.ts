/** Light or dark: what the page was set to (`data-theme` on the root), else what the device asks for. */
import { useSyncExternalStore } from "react";
import type { MapTheme } from "./map-palette.ts";

const DARK_QUERY = "(prefers-color-scheme: dark)";

function watch(changed: () => void): () => void {
  const query = typeof matchMedia === "function" ? matchMedia(DARK_QUERY) : undefined;
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  query?.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    query?.removeEventListener("change", changed);
  };
}

function current(): MapTheme {
  const set = document.documentElement.dataset["theme"];
  if (set === "dark" || set === "light") return set;
  return typeof matchMedia === "function" && matchMedia(DARK_QUERY).matches ? "dark" : "light";
}

export function useMapTheme(given: MapTheme | undefined): MapTheme {
  const found = useSyncExternalStore(watch, current);
  return given ?? found;
}

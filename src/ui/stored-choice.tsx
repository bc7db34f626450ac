/** A person's choice of this phone (language, theme), kept in localStorage where the browser allows it. */

/** The stored choice if it is one of `allowed`, else `fallback`; blocked storage counts as nothing stored. */
export function readChoice<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
  let stored: string | null = null;
  try {
    stored = window.localStorage.getItem(key);
  } catch {
    // Storage is blocked by the browser's settings: the choice then lasts until the page is closed.
    stored = null;
  }
  return allowed.find((choice) => choice === stored) ?? fallback;
}

/** Keeps the choice; answers false where the browser refuses, and the choice lasts until the page is closed. */
export function writeChoice(key: string, choice: string): boolean {
  try {
    window.localStorage.setItem(key, choice);
    return true;
  } catch {
    return false;
  }
}

/** What the hand feels when the eyes are elsewhere; lengths of buzz, pause, buzz in ms. */
const PATTERNS = { saved: [40], arrived: [80, 60, 80], warning: [200, 100, 200] } as const;

export type Buzz = keyof typeof PATTERNS;

/** Never the only sign: iPhones cannot do it. False where nothing was felt. */
export function buzz(kind: Buzz): boolean {
  if (typeof navigator === "undefined" || typeof navigator.vibrate !== "function") return false;
  return navigator.vibrate([...PATTERNS[kind]]);
}

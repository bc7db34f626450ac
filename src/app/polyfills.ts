/** Fills what Chromium 89 and Safari 15.4 lack and libraries assume. Imported first by main.tsx; keep it small. */

// Chromium has Object.hasOwn only from 93.
if (!("hasOwn" in Object)) {
  Object.defineProperty(Object, "hasOwn", {
    value: (object: object, key: PropertyKey): boolean =>
      Object.getOwnPropertyDescriptor(Object(object), key) !== undefined,
    configurable: true,
    writable: true,
  });
}

/** Negative indexes count from the end, as in the standard (Chromium 92, Safari 15.4). */
function at(this: ArrayLike<unknown>, index: number): unknown {
  const whole = Math.trunc(index) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}

for (const prototype of [Array.prototype, String.prototype, Object.getPrototypeOf(Uint8Array.prototype) as object]) {
  if (!("at" in prototype)) {
    Object.defineProperty(prototype, "at", { value: at, configurable: true, writable: true });
  }
}

export {};

/**
 * What a typed PIN opens. Held in memory only, from the right PIN until the app locks; so "locked" means that nothing is
 * held here. Whoever has the files of the phone can try PINs at his leisure: this delays, the device's own lock protects.
 */

export interface PinKey {
  /** Which PIN of this phone it came from; a new PIN has another name. */
  readonly name: string;
  readonly secret: Uint8Array<ArrayBuffer>;
  /** A PIN that may not be chosen any more (weak-pin.ts). Known only while it is held: nobody reads it off the phone. */
  readonly isWeak: boolean;
}

const held = new Map<string, PinKey>();
const listeners = new Set<() => void>();

const tell = (): void => {
  for (const listener of listeners) listener();
};

export function holdPinKey(personId: string, key: PinKey): void {
  held.set(personId, key);
  tell();
}

/** undefined while the person is locked. */
export const pinKeyOf = (personId: string): PinKey | undefined => held.get(personId);

/** The app locks: of one person, or of all. */
export function dropPinKeys(personId?: string): void {
  if (personId === undefined) held.clear();
  else held.delete(personId);
  tell();
}

export function followPinKeys(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

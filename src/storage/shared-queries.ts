/** One live query for everybody who asks the same: screens share its subscription and its last answer. */
import { liveQuery } from "dexie";

/** A screen that goes hands its answers to the one that comes; what nobody asks for again ends after this. */
const LINGER_MS = 3_000;

/** What was found, or why nothing could be; empty while it is read for the first time. */
export interface Answer<T> {
  readonly value?: T;
  readonly error?: unknown;
}

interface Asked {
  answer: Answer<unknown>;
  readonly listeners: Set<() => void>;
  readonly stop: () => void;
  lingering: ReturnType<typeof setTimeout> | undefined;
}

const UNREAD: Answer<never> = {};

export class SharedQueries {
  private readonly asked = new Map<string, Asked>();
  private readonly serials = new WeakMap<object, number>();
  private nextSerial = 1;
  private stopped = false;
  private readonly lingerMs: number;

  constructor(lingerMs = LINGER_MS) {
    this.lingerMs = lingerMs;
  }

  /** Begins to read, unless somebody has asked the same; whoever asks must follow soon. */
  ask<T>(key: string, query: () => Promise<T>): Answer<T> {
    const known = this.asked.get(key);
    // Nobody saw it fail: whoever comes now gets a try of his own.
    const failedUnseen = known !== undefined && "error" in known.answer && known.listeners.size === 0;
    if (this.stopped || (known && !failedUnseen)) return (known?.answer ?? UNREAD) as Answer<T>;
    if (known) this.forget(key, known);
    return this.begin(key, query).answer as Answer<T>;
  }

  /** Tells of each new answer until the returned function is called. */
  follow<T>(key: string, query: () => Promise<T>, onChange: () => void): () => void {
    const asked = this.asked.get(key) ?? this.begin(key, query);
    clearTimeout(asked.lingering);
    asked.listeners.add(onChange);
    return () => {
      asked.listeners.delete(onChange);
      if (asked.listeners.size === 0) this.linger(key, asked);
    };
  }

  /** A number that stands for one object in a key. */
  serialOf(object: object): number {
    const serial = this.serials.get(object) ?? this.nextSerial++;
    this.serials.set(object, serial);
    return serial;
  }

  /** The databases are about to close: nothing is read any more. */
  stop(): void {
    this.stopped = true;
    for (const asked of this.asked.values()) {
      clearTimeout(asked.lingering);
      asked.stop();
    }
  }

  private begin<T>(key: string, query: () => Promise<T>): Asked {
    const listeners = new Set<() => void>();
    const answerWith = (answer: Answer<T>): void => {
      asked.answer = answer;
      for (const listener of [...listeners]) listener();
    };
    const subscription = liveQuery(query).subscribe({
      next: (value) => answerWith({ value }),
      error: (error: unknown) => answerWith({ error }),
    });
    const asked: Asked = { answer: UNREAD, listeners, stop: () => subscription.unsubscribe(), lingering: undefined };
    this.asked.set(key, asked);
    this.linger(key, asked);
    return asked;
  }

  private linger(key: string, asked: Asked): void {
    clearTimeout(asked.lingering);
    asked.lingering = setTimeout(() => this.forget(key, asked), this.lingerMs);
  }

  private forget(key: string, asked: Asked): void {
    clearTimeout(asked.lingering);
    asked.stop();
    if (this.asked.get(key) === asked) this.asked.delete(key);
  }
}

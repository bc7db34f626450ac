/**
 * Keeps the newest of what is given, one after the other: while one is being kept, those in between are passed over, for
 * they are part of the newest. So what is typed last waits for one write at most, however fast it was typed.
 */
export class LatestOnly<T> {
  private waiting: { readonly value: T } | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly keep: (value: T) => Promise<void>) {}

  put(value: T): void {
    this.waiting = { value };
    this.running ??= this.run();
  }

  /** When nothing waits any more. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      for (let next = this.take(); next; next = this.take()) await this.keep(next.value);
    } finally {
      this.running = undefined;
    }
  }

  private take(): { readonly value: T } | undefined {
    const next = this.waiting;
    this.waiting = undefined;
    return next;
  }
}

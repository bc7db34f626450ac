/** Work that can wait: one piece at a time, between frames, so that a tap never waits for it. */
export class IdleQueue {
  private readonly pieces: (() => void)[] = [];
  private running = false;
  private closed = false;

  add(piece: () => void): void {
    this.pieces.push(piece);
    if (!this.running) this.next();
  }

  close(): void {
    this.closed = true;
    this.pieces.length = 0;
  }

  private next(): void {
    this.running = true;
    whenIdle(() => {
      const piece = this.pieces.shift();
      if (this.closed || !piece) {
        this.running = false;
        return;
      }
      piece();
      this.next();
    });
  }
}

/** Safari has no idle callback; a short timeout lets a waiting frame and a waiting tap go first. */
function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(run, { timeout: 200 });
  else setTimeout(run, 16);
}

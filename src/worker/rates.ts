/** Updates and tokens per second of working time (pauses excluded), smoothed over the last steps. */
const SMOOTHING = 0.8;

export class Rates {
  updatesPerSecond = 0;
  tokensPerSecond = 0;
  #pendingTokens = 0;

  tokens(count: number): void {
    this.#pendingTokens += count;
  }

  /** A step took this many milliseconds of work. */
  step(milliseconds: number): void {
    const seconds = Math.max(milliseconds, 0.1) / 1000;
    this.updatesPerSecond = blend(this.updatesPerSecond, 1 / seconds);
    this.tokensPerSecond = blend(this.tokensPerSecond, this.#pendingTokens / seconds);
    this.#pendingTokens = 0;
  }

  reset(): void {
    this.updatesPerSecond = 0;
    this.tokensPerSecond = 0;
    this.#pendingTokens = 0;
  }
}

const blend = (old: number, now: number): number => (old === 0 ? now : SMOOTHING * old + (1 - SMOOTHING) * now);

/** A few times as one figure with its spread, and the clock that stops what would take too long. Must not measure. */
import { TooSlow, type Pace } from './contest.ts';

/** Milliseconds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/** The time one contestant may take in one case. */
export class Budget {
  readonly #now: () => number;
  readonly #total: number;
  #left: number;

  constructor(milliseconds: number, now: () => number = () => performance.now()) {
    this.#total = milliseconds;
    this.#left = milliseconds;
    this.#now = now;
  }

  get left(): number {
    return this.#left;
  }

  get tooSlow(): TooSlow {
    return new TooSlow(`too slow here: it would take more than its ${(this.#total / 1000).toFixed(0)} s`);
  }

  /** Runs `work` on this budget and throws TooSlow when it is over: at once for work that keeps pace, else when it ends;
   * work that neither ends nor keeps pace is given up after twice the time that was left and a minute. */
  async spend<T>(work: (pace: Pace) => Promise<T>): Promise<T> {
    const start = this.#now();
    const left = this.#left;
    const step = (done: number, total: number): void => {
      if (((this.#now() - start) / done) * total > left) throw this.tooSlow;
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Stuck('did not answer in time, and may have run on beside what was measured next')),
        2 * left + 60_000,
      );
    });
    try {
      return await Promise.race([work({ step }), limit]);
    } finally {
      clearTimeout(timer);
      this.#left = left - (this.#now() - start);
      if (this.#left < 0) this.#left = 0;
    }
  }
}

/** Still running, so that nothing else can be measured beside it. */
export class Stuck extends Error {
  override readonly name = 'Stuck';
}

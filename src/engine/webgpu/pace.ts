/**
 * Where to cut a plan into submits, so that none keeps the device busy for much longer than a frame: guesses at first, then
 * what was measured. Drivers reset devices that do not answer, and browsers draw between submits only. The cuts change
 * nothing but the waiting. Must not know devices or clocks.
 */

/** Milliseconds a submit should take: a guess may be wrong by more than twice before 50 ms are reached. */
const TARGET_MS = 20;
/** A measurement moves a guess up at once, down by this factor at most: cutting too often costs little, too rarely a lot. */
const DOWN = 0.5;

const moved = (before: number, seen: number): number => Math.max(before * DOWN, seen);

/** How fast a device is; its plans share it, so that a new plan starts near the truth. Begins with a slow GPU. */
export class Speed {
  #dispatchMs = 0.5;
  #flopMs = 1 / 5e6;

  /** Milliseconds of an op of so many floating-point operations. */
  guess(flops: number): number {
    return this.#dispatchMs + flops * this.#flopMs;
  }

  /** `dispatches` ops with so many floating-point operations together took `ms`. Whichever part counts more learns. */
  learn(dispatches: number, flops: number, ms: number): void {
    const byDispatch = dispatches * this.#dispatchMs;
    const byFlops = flops * this.#flopMs;
    if (byFlops > byDispatch) this.#flopMs = moved(this.#flopMs, ms / flops);
    else this.#dispatchMs = moved(this.#dispatchMs, ms / dispatches);
  }
}

/** Ops that go in one submit: from … to - 1. */
export interface Cut {
  readonly from: number;
  readonly to: number;
  /** Milliseconds they are thought to take. */
  readonly ms: number;
}

export class Pace {
  readonly #flops: readonly number[];
  readonly #speed: Speed;
  /** Milliseconds of each op as measured; 0 before that. */
  readonly #measured: Float64Array;

  /** `flops` of each op; 0 where it is not known. */
  constructor(flops: readonly number[], speed: Speed) {
    this.#flops = flops;
    this.#speed = speed;
    this.#measured = new Float64Array(flops.length);
  }

  /** Milliseconds that op i is thought to take. */
  #cost(i: number): number {
    return this.#measured[i]! || this.#speed.guess(this.#flops[i]!);
  }

  /** Where to cut `times` replays in a row; op numbers run on from one replay to the next. */
  cuts(times = 1): Cut[] {
    const count = this.#flops.length;
    const cuts: Cut[] = [];
    let from = 0;
    let ms = 0;
    for (let i = 0; i < times * count; i++) {
      const cost = this.#cost(i % count);
      if (i > from && ms + cost > TARGET_MS) {
        cuts.push({ from, to: i, ms });
        from = i;
        ms = 0;
      }
      ms += cost;
    }
    if (from < times * count) cuts.push({ from, to: times * count, ms });
    return cuts;
  }

  /** A submit took `ms`. Its ops share the surprise in proportion to what each was thought to take. */
  learn({ from, to }: Cut, ms: number): void {
    const count = this.#flops.length;
    const costs: number[] = [];
    let thought = 0;
    let flops = 0;
    for (let i = from; i < to; i++) {
      costs.push(this.#cost(i % count));
      thought += costs.at(-1)!;
      flops += this.#flops[i % count]!;
    }
    const ratio = moved(1, ms / thought);
    // Several replays in one submit meet an op more than once; it learns once.
    for (const [k, cost] of costs.slice(0, count).entries())
      this.#measured[(from + k) % count] = Math.max(cost * ratio, Number.MIN_VALUE);
    this.#speed.learn(to - from, flops, ms);
  }
}

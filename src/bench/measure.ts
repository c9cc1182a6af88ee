/**
 * Measures one case: everyone gives an answer, those who agree with the first are timed in turn, round after round, and
 * whatever fails on the way is left out with its reason. Must not know tasks, libraries or how results are shown.
 */
import {
  keyOf,
  type Answer,
  type Case,
  type Contestant,
  type Counts,
  type Entrant,
  type Step,
  type TaskName,
} from './contest.ts';
import type { GpuMeter } from './gpu-meter.ts';
import { Budget, spreadOf, Stuck, type Spread } from './spread.ts';

export interface MeasureOptions {
  /** Timed samples of each contestant. */
  readonly rounds: number;
  /** For each contestant, its answer and samples together. */
  readonly budgetMs: number;
  /** Told outside what is timed. */
  readonly hear?: (step: Step) => void;
}

/** A sample should last this long, if the case allows so many repeats. */
const SAMPLE_MS = 300;

/** Before each timed sample: threads of the library that ran before may still be looking for work. */
const REST_MS = 20;
const rest = (): Promise<void> => new Promise((done) => setTimeout(done, REST_MS));

/** One entrant's result; times and counts per unit. */
export interface Standing {
  readonly entrant: Entrant;
  readonly ms: Spread;
  readonly samples: number;
  readonly repeats: number;
  /** Uploads, compilation and the first run, in milliseconds. */
  readonly firstMs: number;
  /** Share of the tolerated difference from the first answer; null for the first answer itself. */
  readonly disagreement: number | null;
  readonly counts: Counts | null;
  readonly peakBytes: number | null;
}

export interface Skip {
  readonly entrant: Entrant;
  readonly reason: string;
}

interface Racer {
  readonly entrant: Entrant;
  readonly contestant: Contestant;
  readonly repeats: number;
  readonly firstMs: number;
  readonly disagreement: number | null;
  readonly samples: number[];
  fault: string | null;
}

interface Qualified {
  readonly racer: Racer;
  readonly answer: Answer;
}

export interface Measured {
  readonly standings: readonly Standing[];
  readonly skips: readonly Skip[];
}

export class Measurement {
  readonly #options: MeasureOptions;
  readonly #meter: GpuMeter | null;
  #adapter: string | undefined;
  /** Entrants that never came back: their work may still be running. */
  readonly #stuck = new Set<Entrant>();

  constructor(options: MeasureOptions, meter: GpuMeter | null) {
    this.#options = options;
    this.#meter = meter;
  }

  async measure<K extends TaskName>(one: Case<K>, entrants: readonly Entrant[]): Promise<Measured> {
    const racers: Racer[] = [];
    const skips: Skip[] = [];
    const task = one.task();
    let reference: Answer | null = null;
    for (const entrant of entrants) {
      const make = entrant[one.benchmark] as ((task: unknown) => Contestant) | undefined;
      if (this.#stuck.has(entrant)) skips.push({ entrant, reason: 'an earlier job of it is still running' });
      else if (!make) skips.push({ entrant, reason: entrant.lacks ?? 'takes no part in this' });
      else {
        this.#options.hear?.({ doing: 'checking', who: entrant.name, place: entrant.place });
        this.#meter?.resetPeak(keyOf(entrant));
        const contestant = make(task);
        try {
          const qualified: Qualified = await this.#qualify(one, entrant, contestant, reference);
          reference ??= qualified.answer;
          racers.push(qualified.racer);
        } catch (thrown) {
          skips.push({ entrant, reason: this.#reasonOf(entrant, thrown) });
          await this.#dispose(entrant, contestant);
        }
      }
    }
    await this.#race(one.units, racers);
    const standings: Standing[] = [];
    for (const racer of racers) {
      if (racer.fault === null) standings.push(await this.#standing(one.units, racer));
      else skips.push({ entrant: racer.entrant, reason: racer.fault });
    }
    for (const { entrant, contestant } of racers) await this.#dispose(entrant, contestant);
    return { standings, skips };
  }

  /** First run, answer, one sample to see how long it takes. Throws what keeps the entrant from taking part. */
  async #qualify<K extends TaskName>(
    one: Case<K>,
    entrant: Entrant,
    contestant: Contestant,
    reference: Answer | null,
  ): Promise<Qualified> {
    const { rounds, budgetMs } = this.#options;
    const budget = new Budget(budgetMs);
    const firstMs = await this.#timed(entrant, budget, () => contestant.prepare());
    this.#assertSameAdapter(entrant);
    const answer = await this.#as(entrant, () => budget.spend((pace) => contestant.answer(pace)));
    const disagreement = reference === null ? null : one.disagreement(reference, answer);
    if (disagreement !== null && !(disagreement <= 1))
      throw new Error(`its answer differs from ours by ${disagreement.toPrecision(3)} times what is tolerated`);
    const once = await this.#timed(entrant, budget, () => contestant.sample(1));
    if (once * (rounds + 1) > budget.left) throw budget.tooSlow;
    const affordable = Math.min(SAMPLE_MS, budget.left / (rounds + 1)) / once;
    const repeats = Math.max(1, Math.min(one.repeats, Math.floor(affordable)));
    // Another number of repeats may be another plan to compile.
    await this.#timed(entrant, budget, () => contestant.sample(repeats));
    const racer = { entrant, contestant, repeats, firstMs, disagreement, samples: [], fault: null };
    return { racer, answer };
  }

  /** Throws when the entrant's GPU is not the one that the first entrant with a GPU uses. */
  #assertSameAdapter(entrant: Entrant): void {
    const theirs = this.#meter?.adapterOf(keyOf(entrant));
    if (!theirs) return;
    this.#adapter ??= theirs;
    if (theirs !== this.#adapter) throw new Error(`it runs on another adapter (${theirs})`);
  }

  /** Everyone once a round, and another first each time. */
  async #race(units: number, racers: readonly Racer[]): Promise<void> {
    const { rounds } = this.#options;
    for (let round = 0; round < rounds; round++) {
      if (racers.length > 0) this.#options.hear?.({ doing: 'timing', round, rounds });
      for (let turn = 0; turn < racers.length; turn++) {
        const racer = racers[(round + turn) % racers.length]!;
        if (racer.fault !== null) continue;
        const { entrant, contestant, repeats } = racer;
        await rest();
        try {
          const ms = await this.#timed(entrant, new Budget(this.#options.budgetMs), () => contestant.sample(repeats));
          racer.samples.push(ms / repeats / units);
        } catch (thrown) {
          racer.fault = this.#reasonOf(entrant, thrown);
        }
      }
    }
  }

  async #standing(units: number, racer: Racer): Promise<Standing> {
    const { entrant, contestant, repeats, firstMs, disagreement, samples } = racer;
    const before = this.#countsOf(racer);
    await this.#as(entrant, () => contestant.sample(repeats));
    const after = this.#countsOf(racer);
    const each = (key: keyof Counts): number => (after![key] - before![key]) / repeats / units;
    const counts = after && {
      dispatches: each('dispatches'),
      submits: each('submits'),
      readbacks: each('readbacks'),
    };
    const watched = entrant.place === 'webgpu' ? this.#meter?.peakBytes(keyOf(entrant)) : undefined;
    const peakBytes = watched ?? contestant.counts?.().peakBytes ?? null;
    const ms = spreadOf(samples);
    return { entrant, ms, samples: samples.length, repeats, firstMs, disagreement, counts, peakBytes };
  }

  #countsOf({ entrant, contestant }: Racer): Counts | null {
    if (entrant.place === 'webgpu' && this.#meter) return this.#meter.counts;
    const own = contestant.counts?.();
    return own ? { dispatches: own.dispatches, submits: own.submits, readbacks: own.readbacks } : null;
  }

  async #timed(entrant: Entrant, budget: Budget, work: () => Promise<void>): Promise<number> {
    const start = performance.now();
    await this.#as(entrant, () => budget.spend(work));
    return performance.now() - start;
  }

  /** Runs `work` on the entrant's account; throws also what its device reported meanwhile. */
  async #as<T>(entrant: Entrant, work: () => Promise<T>): Promise<T> {
    const meter = this.#meter;
    if (!meter) return work();
    meter.owner = keyOf(entrant);
    const result = await work();
    const [fault] = meter.takeFaults(meter.owner);
    if (fault !== undefined) throw new Error(fault);
    return result;
  }

  #reasonOf(entrant: Entrant, thrown: unknown): string {
    if (thrown instanceof Stuck) this.#stuck.add(entrant);
    const faults = this.#meter?.takeFaults(keyOf(entrant)) ?? [];
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    // A library's own message often only says that something failed; the device says what.
    return [message, ...faults.filter((fault) => fault !== message)].join(' | ').replaceAll(/\s+/g, ' ').slice(0, 300);
  }

  async #dispose(entrant: Entrant, contestant: Contestant): Promise<void> {
    try {
      await this.#as(entrant, () => Promise.resolve(contestant.dispose()));
    } catch {
      // What could not be prepared may not be able to clean up; it was reported already.
    }
  }
}

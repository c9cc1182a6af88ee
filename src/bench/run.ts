/**
 * Runs the benchmarks that were asked for, one case after another, and prints what came of each as soon as it is known.
 * The entrants come from outside, because what can be loaded differs between a page and Node.
 */
import { asTurnlabError } from '../core/errors.ts';
import type { Executor } from '../engine/executor.ts';
import { decodeCases } from './cases/decode.ts';
import { matmulCases } from './cases/matmul.ts';
import { policyCases } from './cases/policy.ts';
import { rowsCases } from './cases/rows.ts';
import { trainCases } from './cases/train.ts';
import type { Case, Entrant, Place, Step, TaskName } from './contest.ts';
import type { GpuMeter } from './gpu-meter.ts';
import { Measurement } from './measure.ts';
import { control, controlLines } from './control.ts';
import { isContest, type Benchmark, type BenchOptions } from './options.ts';
import { comparisons, skipText, table, type Best, type Comparison, type Environment } from './report.ts';
import type { Scale } from './scale.ts';
import { soak, soakLines } from './soak.ts';

export interface Ground {
  readonly environment: Environment;
  /** Ours first: the first answer is what the others must agree with. */
  readonly entrants: readonly Entrant[];
  /** Ours, for the soak test. */
  readonly open: Readonly<Partial<Record<Place, () => Promise<Executor>>>>;
  /** What cannot take part here, as skipped results. */
  readonly absent: readonly Comparison[];
  /** Null where there is no WebGPU. */
  readonly meter: GpuMeter | null;
  /** True on a software adapter or without one. */
  readonly slow: boolean;
}

const CASES: { readonly [K in TaskName]: (scale: Scale) => Case<K>[] } = {
  matmul: matmulCases,
  rows: rowsCases,
  policy: policyCases,
  decode: decodeCases,
  train: trainCases,
};

/** One thing to measure: a case in all places, or a benchmark of ours alone in one place. */
export interface Job {
  readonly benchmark: Benchmark;
  readonly size: string;
}

export interface Listener {
  /** Before each job, when `done` of `total` are over. */
  begins?(job: Job, done: number, total: number): void;
  /** Within a job. */
  steps?(step: Step): void;
  /** What came of it, for programs and for people; either may be empty. */
  told(records: readonly Comparison[], lines: readonly string[]): void;
}

type Emit = Listener['told'];
type Runnable = Job & { run(): Promise<void> };

/** How many jobs a benchmark is at this scale, with one place. */
export const casesOf = (benchmark: Benchmark, scale: Scale): number =>
  isContest(benchmark) ? CASES[benchmark](scale).length : 1;

/** Prints what is asked for: lines for people, or with `json` a line of JSON for each record. */
export async function runBenchmarks(
  options: BenchOptions,
  ground: Ground,
  print: (line: string) => void,
): Promise<void> {
  await followBenchmarks(options, ground, {
    told: (records, lines) => {
      for (const line of options.json ? records.map((record) => JSON.stringify(record)) : lines) print(line);
    },
  });
}

export async function followBenchmarks(options: BenchOptions, ground: Ground, listener: Listener): Promise<void> {
  const scale: Scale = options.scale === 'auto' ? (ground.slow ? 'small' : 'full') : options.scale;
  const emit: Emit = (records, lines) => listener.told(records, lines);
  const { webgpu, cpu } = ground.environment;
  emit([], [`${webgpu} | ${cpu} | ${scale} sizes, ${options.rounds} rounds, ${new Date().toISOString()}`]);
  emit(ground.absent, ground.absent.map(skipText));
  const hear = (step: Step): void => listener.steps?.(step);
  const measurement = new Measurement({ rounds: options.rounds, budgetMs: options.budget * 1000, hear }, ground.meter);
  const best: Record<Place, number> = { webgpu: 0, cpu: 0 };
  const jobs = options.only.flatMap((name): Runnable[] => {
    if (!isContest(name)) return everywhere(ALONE[name](options), ground, emit);
    const cases = (CASES[name](scale) as Case[]).filter(({ size }) => size.includes(options.size));
    return cases.map((one) => ({
      benchmark: name,
      size: one.size,
      run: () => runCase(one, measurement, ground, best, emit),
    }));
  });
  for (const [done, job] of jobs.entries()) {
    listener.begins?.({ benchmark: job.benchmark, size: job.size }, done, jobs.length);
    await job.run();
  }
}

async function runCase(
  one: Case,
  measurement: Measurement,
  { entrants, environment }: Ground,
  best: Record<Place, number>,
  emit: Emit,
): Promise<void> {
  const measured = await measurement.measure(one, entrants);
  if (one.benchmark === 'matmul')
    for (const { entrant, ms } of measured.standings)
      best[entrant.place] = Math.max(best[entrant.place], one.flops / ms.median / 1e6);
  const known: Best = best;
  emit(comparisons(one, measured, environment, known), table(one, measured, environment, known));
}

/** A benchmark of ours alone: its size where it cannot run, how it runs, and how it is told. */
interface Alone {
  readonly benchmark: Benchmark;
  readonly size: string;
  run(executor: Executor, adapter: string): Promise<Comparison>;
  lines(record: Comparison): string[];
}

const ALONE: Readonly<Record<'soak' | 'control', (options: BenchOptions) => Alone>> = {
  soak: ({ updates }) => ({
    benchmark: 'soak',
    size: `${updates} updates`,
    run: (executor, adapter) => soak(executor, updates, adapter),
    lines: soakLines,
  }),
  control: ({ rounds }) => ({
    benchmark: 'control',
    size: 'thinking',
    run: (executor, adapter) => control(executor, rounds, adapter),
    lines: controlLines,
  }),
};

const everywhere = (alone: Alone, { environment, open }: Ground, emit: Emit): Runnable[] =>
  (Object.entries(open) as [Place, () => Promise<Executor>][]).map(([place, openExecutor]) => ({
    benchmark: alone.benchmark,
    size: alone.size,
    run: () => runAlone(alone, openExecutor, environment[place], emit),
  }));

async function runAlone(alone: Alone, open: () => Promise<Executor>, adapter: string, emit: Emit): Promise<void> {
  const { benchmark, size } = alone;
  let executor: Executor | undefined;
  try {
    executor = await open();
    const record = await alone.run(executor, adapter);
    emit([record], alone.lines(record));
  } catch (thrown) {
    const skipped = { benchmark, size, peer: 'none', adapter, skipped: asTurnlabError(thrown).message };
    emit([skipped], [skipText(skipped)]);
  } finally {
    executor?.dispose();
  }
}

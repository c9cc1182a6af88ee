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
import type { Case, Entrant, Place, TaskName } from './contest.ts';
import type { GpuMeter } from './gpu-meter.ts';
import { Measurement } from './measure.ts';
import { control, controlLines } from './control.ts';
import type { Benchmark, BenchOptions } from './options.ts';
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

type Emit = (records: readonly Comparison[], lines: readonly string[]) => void;

export async function runBenchmarks(
  options: BenchOptions,
  ground: Ground,
  print: (line: string) => void,
): Promise<void> {
  const scale: Scale = options.scale === 'auto' ? (ground.slow ? 'small' : 'full') : options.scale;
  const emit: Emit = (records, lines) => {
    for (const line of options.json ? records.map((record) => JSON.stringify(record)) : lines) print(line);
  };
  const { webgpu, cpu } = ground.environment;
  emit([], [`${webgpu} | ${cpu} | ${scale} sizes, ${options.rounds} rounds, ${new Date().toISOString()}`]);
  emit(ground.absent, ground.absent.map(skipText));
  const measurement = new Measurement({ rounds: options.rounds, budgetMs: options.budget * 1000 }, ground.meter);
  const best: Record<Place, number> = { webgpu: 0, cpu: 0 };
  for (const name of options.only)
    if (name === 'soak' || name === 'control') await everywhere(ALONE[name](options), ground, emit);
    else
      for (const one of CASES[name](scale) as Case[])
        if (one.size.includes(options.size)) await runCase(one, measurement, ground, best, emit);
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

async function everywhere(alone: Alone, { environment, open }: Ground, emit: Emit): Promise<void> {
  for (const [place, openExecutor] of Object.entries(open) as [Place, () => Promise<Executor>][]) {
    const { benchmark, size } = alone;
    const executor = await openExecutor();
    try {
      const record = await alone.run(executor, environment[place]);
      emit([record], alone.lines(record));
    } catch (thrown) {
      const skipped = {
        benchmark,
        size,
        peer: 'none',
        adapter: environment[place],
        skipped: asTurnlabError(thrown).message,
      };
      emit([skipped], [skipText(skipped)]);
    } finally {
      executor.dispose();
    }
  }
}

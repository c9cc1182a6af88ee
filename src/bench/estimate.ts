/** About how long a benchmark takes, before it has begun: from how long it took elsewhere. Must not measure. */
import type { Benchmark, BenchOptions } from './options.ts';

/** What a place computes on; `emulated` is a GPU that runs on the CPU. */
type Kind = 'gpu' | 'cpu' | 'emulated';

/**
 * Seconds of one case on average: its first run, its check and about twelve samples, at the times of docs/BENCHMARKS.md, or
 * the time until it is left out as too slow; of all 2,000 updates for the soak test. A GPU's hold the choosing of variants.
 */
const SECONDS: Readonly<Record<Benchmark, Readonly<Record<Kind, number>>>> = {
  matmul: { gpu: 4, cpu: 2, emulated: 4 },
  rows: { gpu: 4, cpu: 3, emulated: 4 },
  policy: { gpu: 5, cpu: 3, emulated: 8 },
  decode: { gpu: 5, cpu: 4, emulated: 12 },
  train: { gpu: 15, cpu: 6, emulated: 15 },
  control: { gpu: 3, cpu: 15, emulated: 150 },
  soak: { gpu: 15, cpu: 30, emulated: 300 },
};

export interface Surveyed {
  readonly hasGpu: boolean;
  /** The GPU is emulated. */
  readonly isSoftware: boolean;
  /** How many there are of each at the scale that was chosen. */
  readonly cases: Readonly<Record<Benchmark, number>>;
}

/** Seconds. */
export function secondsOf(
  benchmark: Benchmark,
  { places }: Pick<BenchOptions, 'places'>,
  { hasGpu, isSoftware, cases }: Surveyed,
): number {
  const kinds = places
    .filter((place) => place === 'cpu' || hasGpu)
    .map((place): Kind => (place === 'cpu' ? 'cpu' : isSoftware ? 'emulated' : 'gpu'));
  return kinds.reduce((sum, kind) => sum + cases[benchmark] * SECONDS[benchmark][kind], 0);
}

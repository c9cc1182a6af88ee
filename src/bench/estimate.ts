/** About how long a benchmark takes, before it has begun: from how long it took elsewhere. Must not measure. */
import type { Benchmark, BenchOptions, Peer } from './options.ts';

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

/** The same for a peer; none where it takes no part. Loading is not in it. */
const PEER_SECONDS: Readonly<Record<Peer, { readonly [B in Benchmark]?: { readonly [K in Kind]?: number } }>> = {
  'jax-js': {
    matmul: { gpu: 4, cpu: 4, emulated: 6 },
    rows: { gpu: 4, cpu: 4, emulated: 5 },
    policy: { gpu: 6, cpu: 5, emulated: 12 },
    decode: { gpu: 10, cpu: 15, emulated: 20 },
    train: { gpu: 12, cpu: 9, emulated: 18 },
  },
  tfjs: {
    matmul: { gpu: 5, emulated: 9 },
    rows: { gpu: 5, emulated: 8 },
    policy: { gpu: 8, emulated: 18 },
    train: { gpu: 15, emulated: 20 },
  },
  'onnxruntime-web': {
    matmul: { gpu: 5, cpu: 4, emulated: 12 },
    rows: { gpu: 5, cpu: 4, emulated: 8 },
    decode: { gpu: 8, cpu: 6, emulated: 25 },
  },
};

export interface Surveyed {
  readonly hasGpu: boolean;
  /** The GPU is emulated. */
  readonly isSoftware: boolean;
  /** How many there are of each at the scale that was chosen. */
  readonly cases: Readonly<Record<Benchmark, number>>;
}

type Where = Pick<BenchOptions, 'places'>;

const kindsOf = ({ places }: Where, { hasGpu, isSoftware }: Surveyed): Kind[] =>
  places
    .filter((place) => place === 'cpu' || hasGpu)
    .map((place) => (place === 'cpu' ? 'cpu' : isSoftware ? 'emulated' : 'gpu'));

/** Seconds of our own part. */
export const secondsOf = (benchmark: Benchmark, where: Where, surveyed: Surveyed): number =>
  kindsOf(where, surveyed).reduce((sum, kind) => sum + surveyed.cases[benchmark] * SECONDS[benchmark][kind], 0);

/** Seconds that a peer adds. */
export const peerSecondsOf = (peer: Peer, benchmark: Benchmark, where: Where, surveyed: Surveyed): number =>
  kindsOf(where, surveyed).reduce(
    (sum, kind) => sum + surveyed.cases[benchmark] * (PEER_SECONDS[peer][benchmark]?.[kind] ?? 0),
    0,
  );

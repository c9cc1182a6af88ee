/** What can be asked of the benchmark on the command line. Must not run anything. */
import { TurnlabError } from '../core/errors.ts';
import type { Place, TaskName } from './contest.ts';
import type { Scale } from './scale.ts';

export const BENCHMARKS = ['matmul', 'rows', 'policy', 'decode', 'train', 'control', 'soak'] as const;
export type Benchmark = (typeof BENCHMARKS)[number];

/** False: of ours alone, so that no peer takes part. */
export const isContest = (benchmark: Benchmark): benchmark is TaskName =>
  benchmark !== 'soak' && benchmark !== 'control';

export interface BenchOptions {
  readonly only: readonly Benchmark[];
  /** Part of a case's size, for example "512×512"; empty for all. */
  readonly size: string;
  readonly json: boolean;
  readonly rounds: number;
  /** Seconds that one entrant may take in one case. */
  readonly budget: number;
  /** `auto`: full on a GPU, small elsewhere. */
  readonly scale: Scale | 'auto';
  readonly places: readonly Place[];
  /** Peers to run beside ours. */
  readonly peers: readonly string[];
  /** False: in a browser, nobody has threads, as on hosts that cannot isolate a page. */
  readonly threads: boolean;
  /** Updates of the soak test. */
  readonly updates: number;
}

export const PEERS = ['jax-js', 'tfjs', 'onnxruntime-web'] as const;
export type Peer = (typeof PEERS)[number];

export const HELP = `npm run bench -- [options]        in headless Chromium
npm run bench:node -- [options]   on Node, with Dawn where there is an adapter

  --only LIST     of ${BENCHMARKS.join(', ')} [all but soak]
  --size TEXT     only cases whose size contains this
  --json          a line of JSON for each benchmark and peer
  --rounds N      timed samples, at least 3; a figure to publish needs 9 [9]
  --budget S      seconds for one entrant in one case [120]
  --scale NAME    tiny, small, full or auto: full on a GPU, small on a software adapter or the CPU [auto]
  --places LIST   of webgpu, cpu [both]
  --peers LIST    of ${PEERS.join(', ')}, none [all]
  --one-thread    serve the page so that no library may use threads (browser only)
  --updates N     of the soak test [2000]`;

const LEAST_ROUNDS = 3;

const bad = (sentence: string): never => {
  throw new TurnlabError('bad-setting', sentence, 'See --help.');
};

function listOf<T extends string>(flag: string, text: string, known: readonly T[]): T[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names)
    if (!(known as readonly string[]).includes(name)) bad(`${flag} takes ${known.join(', ')}, got "${name}".`);
  return known.filter((name) => names.includes(name));
}

function numberOf(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= least))
    bad(`${flag} takes a whole number of at least ${least}, got "${text}".`);
  return value;
}

/** Throws TurnlabError `bad-setting`. `null` when help was asked for. */
export function parseOptions(args: readonly string[]): BenchOptions | null {
  const values = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const [flag, inline] = args[i]!.split(/=(.*)/s) as [string, string?];
    if (flag === '--help' || flag === '-h') return null;
    if (flag === '--json' || flag === '--one-thread') values.set(flag, '');
    else if (HELP.includes(`  ${flag} `) && flag.startsWith('--'))
      values.set(flag, inline ?? args[++i] ?? bad(`${flag} needs a value.`));
    else bad(`There is no option "${flag}".`);
  }
  const text = (flag: string, fallback: string): string => values.get(flag) ?? fallback;
  const [scale = 'auto'] = listOf('--scale', text('--scale', 'auto'), ['tiny', 'small', 'full', 'auto'] as const);
  return {
    only: listOf('--only', text('--only', 'matmul,rows,policy,decode,train,control'), BENCHMARKS),
    size: text('--size', ''),
    json: values.has('--json'),
    rounds: numberOf('--rounds', text('--rounds', '9'), LEAST_ROUNDS),
    budget: numberOf('--budget', text('--budget', '120'), 1),
    scale,
    places: listOf('--places', text('--places', 'webgpu,cpu'), ['webgpu', 'cpu'] as const),
    peers: listOf('--peers', text('--peers', PEERS.join()), [...PEERS, 'none'] as const).filter(
      (name) => name !== 'none',
    ),
    threads: !values.has('--one-thread'),
    updates: numberOf('--updates', text('--updates', '2000'), 100),
  };
}

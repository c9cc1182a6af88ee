/** What each benchmark and each peer is, in words: what is timed, how its figures come about, and what is going on. */
import type { Place, Step } from '../../bench/contest.ts';
import type { Benchmark, Peer } from '../../bench/options.ts';

export interface BenchWords {
  readonly name: string;
  /** For the choice of what to measure. */
  readonly what: string;
  /** For the results. */
  readonly figures: string;
}

export const WORDS: Readonly<Record<Benchmark, BenchWords>> = {
  matmul: {
    name: 'Matrix products',
    what: 'c = a · b, also at the sizes that training uses: most of what a model computes.',
    figures: 'Time of one product. GFLOP/s = 2 · M · N · K ÷ time, in thousand millions a second; higher is better.',
  },
  rows: {
    name: 'Row statistics',
    what: 'Log-probability and entropy of every row of a table of logits.',
    figures:
      'Time of one pass. GB/s = bytes of the table ÷ time: at best the table is read once, at the memory’s speed.',
  },
  policy: {
    name: 'Policy-gradient step',
    what: 'Loss and gradient of N tokens over a vocabulary of V: ratio, clip, KL penalty, entropy.',
    figures: 'Time of one step for all N tokens. “from D” begins at hidden rows of width D and never holds all logits.',
  },
  decode: {
    name: 'Writing tokens',
    what: 'A language model writes 127 tokens for B rows in step, as in a rollout.',
    figures: 'Time of one token for all B rows together; B rows give B tokens in that time.',
  },
  train: {
    name: 'Training step',
    what: 'Forward, backward, clipping and optimiser of a language model with L layers of width d.',
    figures:
      'Time of one step on B×T tokens. “of the best product”: its GFLOP/s as a share of the fastest product above.',
  },
  control: {
    name: 'Control of thinking',
    what: 'What watching the agent’s uncertainty costs while it writes.',
    figures: 'Time of a token with the control ÷ without it: 1.00 costs nothing.',
  },
  soak: {
    name: 'Soak test',
    what: '2,000 updates in a row: does a step become slower, does memory grow?',
    figures: 'Drift = late ÷ early − 1, of the median step in the last and the second tenth; healthy below 3 %.',
  },
};

/** Each peer by the name its own people use, and what it takes part in. */
export const PEER_WORDS: Readonly<Record<Peer, { readonly name: string; readonly what: string }>> = {
  'jax-js': { name: 'jax-js', what: 'Takes part in every comparison, in both places.' },
  tfjs: { name: 'TensorFlow.js', what: 'On graphics only; writes no tokens.' },
  'onnxruntime-web': { name: 'onnxruntime-web', what: 'Runs models and does not train: products, rows, tokens.' },
};

const PLACE_WORDS: Readonly<Record<Place, string>> = { webgpu: 'on graphics', cpu: 'on the processor' };

/** "checking jax-js on graphics". */
export function stepText(step: Step): string {
  if (step.doing === 'timing') return `timing, round ${step.round + 1} of ${step.rounds}`;
  return `${step.doing} ${step.who} ${PLACE_WORDS[step.place]}`;
}

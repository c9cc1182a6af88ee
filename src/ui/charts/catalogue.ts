/**
 * The charts of the lab as data: what each shows, in plain words first, with its formula and what is healthy.
 * Must not draw.
 */
import type { Settings } from '../../core/settings.ts';
import {
  EVALUATION_COLUMNS,
  UPDATE_METRICS,
  WARM_METRICS,
  type RunHistory,
  type TableName,
} from '../../store/history.ts';
import { fixed, percent, short } from '../format.ts';

export interface Guide {
  readonly value: number;
  readonly label: string;
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** Of the y axis. */
  readonly unit: string;
  /** What it means, for someone who has never trained a model. */
  readonly meaning: string;
  readonly formula: string;
  readonly healthy: string;
  /** What will appear here, before there is data. */
  readonly empty: string;
  readonly table: TableName;
  /** Column of `table` that is the curve. */
  readonly column: number;
  /** The curve before smoothing, drawn faintly behind it. */
  readonly raw?: number;
  /** Ends of a 95 % interval, and the number of trials. */
  readonly interval?: { readonly low: number; readonly high: number; readonly n: number };
  /** Fixed ends of the y axis; null follows the data. */
  readonly range: readonly [number | null, number | null];
  readonly print: (value: number) => string;
  /** Horizontal lines to compare with. */
  readonly guides?: (history: RunHistory, settings: Settings) => readonly Guide[];
}

type UpdateMetric = (typeof UPDATE_METRICS)[number];
const rawColumn = (metric: UpdateMetric): number => 1 + UPDATE_METRICS.indexOf(metric);
const smoothColumn = (metric: UpdateMetric): number => rawColumn(metric) + UPDATE_METRICS.length;
const evaluationColumn = (name: (typeof EVALUATION_COLUMNS)[number]): number => 1 + EVALUATION_COLUMNS.indexOf(name);

type Words = Pick<ChartSpec, 'title' | 'unit' | 'meaning' | 'formula' | 'healthy'>;
const training = (id: string, metric: UpdateMetric, words: Words, more: Partial<ChartSpec> = {}): ChartSpec => ({
  id,
  ...words,
  empty: 'From the first update on.',
  table: 'update',
  column: smoothColumn(metric),
  raw: rawColumn(metric),
  range: [0, null],
  print: short,
  ...more,
});

export const CHARTS: readonly ChartSpec[] = [
  {
    id: 'held-out',
    title: 'Held-out tasks solved',
    unit: 'share of tasks',
    meaning:
      'Tasks that the agent never learns from, played again and again: the honest measure of whether it gets better. The band says how sure one can be with so few tasks.',
    formula:
      'solved ÷ played, on the validation split; band: Wilson 95 % interval, (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), z = 1.96',
    healthy: 'Rises from the warm-start line. Moves inside the band may be chance.',
    empty: 'Press Train. The first point is the agent after its warm start; then one every few updates.',
    table: 'evaluation',
    column: evaluationColumn('val/success_rate'),
    interval: { low: evaluationColumn('low'), high: evaluationColumn('high'), n: evaluationColumn('n') },
    range: [0, 1],
    print: percent,
    guides: warmStartLevel,
  },
  training(
    'success',
    'episode/success_rate',
    {
      title: 'Solved while practising',
      unit: 'share of episodes',
      meaning:
        'How many of the episodes it has just learned from ended in success. Noisy: every update draws other tasks.',
      formula: 'solved ÷ played over the batch of this update',
      healthy: 'Drifts upwards. Near 0 or 1 there is nothing to compare, so little is learned.',
    },
    { range: [0, 1], print: percent },
  ),
  training(
    'reward',
    'episode/reward/mean',
    {
      title: 'Reward per episode',
      unit: 'points',
      meaning: 'What the environment pays: points for a solved task, nothing otherwise.',
      formula: 'mean over episodes of Σ reward per turn',
      healthy: 'Rises together with success.',
    },
    { range: [null, null] },
  ),
  training('turns', 'episode/length/mean', {
    title: 'Turns per episode',
    unit: 'turns',
    meaning: 'How many actions an attempt takes. Failed attempts run to the turn limit.',
    formula: 'mean number of turns over the batch',
    healthy: 'Falls as the agent stops going round in circles.',
  }),
  training('tokens', 'response_length/mean', {
    title: 'Tokens per turn',
    unit: 'tokens',
    meaning: 'How much the agent writes, thinking included, before and with each action.',
    formula: 'mean response length over all turns of the batch',
    healthy: 'Steady. Growth without more success is idle talk; a collapse to very few means it stopped thinking.',
  }),
  training(
    'entropy',
    'actor/entropy',
    {
      title: 'Uncertainty',
      unit: 'nats per token',
      meaning: 'How open the agent’s choice of the next word is. Exploration lives here.',
      formula: 'entropy H = −Σ p ln p of the next-token distribution, mean over sampled tokens',
      healthy: 'Falls slowly. A sudden drop to 0 is collapse: it repeats one thing. A rise means that it comes apart.',
    },
    { print: (value) => fixed(value, 3) },
  ),
  training('kl', 'actor/kl', {
    title: 'Drift from the warm start',
    unit: 'nats per token',
    meaning: 'How differently the agent now chooses its words than it did right after the warm start.',
    formula:
      'KL divergence, k3 estimate: mean of r − 1 − ln r over sampled tokens, r = warm-start probability ÷ present probability',
    healthy: 'Grows slowly. Jumps mean that the learning rate is too high.',
  }),
  training(
    'gradient',
    'actor/grad_norm',
    {
      title: 'Gradient norm',
      unit: 'length',
      meaning: 'How strongly this batch pulls at the weights.',
      formula: '√Σ g² over all parameters, before clipping',
      healthy: 'Same order of magnitude throughout. Above the dashed line the pull is shortened.',
    },
    { guides: (_, { maxGradNorm }) => [{ value: maxGradNorm, label: 'clip' }] },
  ),
  {
    id: 'imitation',
    title: 'Warm start: imitation loss',
    unit: 'nats per token',
    meaning: 'While it imitates the expert: how surprised the agent still is by what the expert writes.',
    formula: 'mean −ln p(expert’s token), on expert demonstrations',
    healthy: 'Falls fast, then flattens. It stops early on purpose, to leave something to learn.',
    empty: 'During the warm start, before the first update.',
    table: 'warm',
    column: 1 + WARM_METRICS.indexOf('warm/loss'),
    range: [0, null],
    print: short,
  },
];

function warmStartLevel({ tables: { evaluation } }: RunHistory): readonly Guide[] {
  const column = evaluationColumn('val/success_rate');
  if (evaluation.length < 2 || evaluation.at(0, 0) !== 0) return [];
  const value = evaluation.at(0, column);
  return [{ value, label: `warm start ${percent(value)}` }];
}

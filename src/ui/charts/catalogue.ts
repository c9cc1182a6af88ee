/** The charts of the lab as data: what each shows. What that means stands in chart-words.ts. Must not draw. */
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

type Words = Pick<ChartSpec, 'title' | 'unit'>;
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
    { title: 'Solved while practising', unit: 'share of episodes' },
    { range: [0, 1], print: percent },
  ),
  training('reward', 'episode/reward/mean', { title: 'Reward per episode', unit: 'points' }, { range: [null, null] }),
  training('turns', 'episode/length/mean', { title: 'Turns per episode', unit: 'turns' }),
  training('tokens', 'response_length/mean', { title: 'Tokens per turn', unit: 'tokens' }),
  training(
    'entropy',
    'actor/entropy',
    { title: 'Uncertainty', unit: 'nats per token' },
    { print: (value) => fixed(value, 3) },
  ),
  training('kl', 'actor/kl', { title: 'Drift from the warm start', unit: 'nats per token' }),
  training(
    'gradient',
    'actor/grad_norm',
    { title: 'Gradient norm', unit: 'length' },
    { guides: (_, { maxGradNorm }) => [{ value: maxGradNorm, label: 'clip' }] },
  ),
  {
    id: 'imitation',
    title: 'Warm start: imitation loss',
    unit: 'nats per token',
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

/** What a study can be read for: every figure in words, how it is computed and how it is written. Must not draw. */
import { estimate, type Estimate } from '../../core/student.ts';
import { across, collapses, difference, type Outcome } from '../../train/outcome.ts';
import { short } from '../format.ts';
import type { Row } from './rows.ts';

export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  readonly formula: string;
  /** Differences have a middle, at nought; the others only a lower and an upper end. */
  readonly isDifference?: true;
  /** A share: no value lies below nought or above one, whatever its interval says. */
  readonly isShare?: true;
  readonly of: (row: Row, base: Row) => Estimate;
  /** One number a run, for the points beside the mean; NaN where it has none. */
  readonly ofRun: (outcome: Outcome, base: Outcome | undefined) => number;
  readonly print: (value: number) => string;
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const points = (value: number): string => {
  const size = Math.abs(100 * value).toFixed(1);
  return size === '0.0' ? size : `${value > 0 ? '+' : '−'}${size}`;
};

type Words = Pick<Figure, 'name' | 'unit' | 'meaning' | 'formula' | 'print' | 'isShare'>;
const mean = (id: keyof Outcome, words: Words): Figure => ({
  id,
  ...words,
  of: ({ outcomes }) => across(outcomes, id),
  ofRun: (outcome) => outcome[id],
});

const AUC = 'Area under the ROC curve of −Γ as a sign of turns that change nothing: 0.5 is chance, 1 is perfect.';

export const FIGURES: readonly Figure[] = [
  mean('success', {
    isShare: true,
    name: 'Held-out success',
    unit: 'of tasks',
    meaning: 'How many tasks that it never learned from the agent solved when it was looked at last.',
    formula: 'mean over seeds of solved ÷ played in the last evaluation',
    print: percent,
  }),
  {
    id: 'difference',
    name: 'Success against the base',
    unit: 'points',
    isDifference: true,
    meaning:
      'How much more held-out tasks it solved than the base did. Seeds are compared one by one, as they share tasks and clone; chance that hits both falls away.',
    formula: 'mean over shared seeds of success − success of the base with the same seed',
    of: ({ outcomes }, base) => difference(outcomes, base.outcomes, 'success'),
    ofRun: (outcome, base) => (base ? outcome.success - base.success : Number.NaN),
    print: points,
  },
  mean('start', {
    isShare: true,
    name: 'Success of the warm start',
    unit: 'of tasks',
    meaning:
      'Where the agent stood before it learned from rewards. Cells of one seed that share a clone are equal here.',
    formula: 'mean over seeds of solved ÷ played in the first evaluation',
    print: percent,
  }),
  mean('turnsToSuccess', {
    name: 'Turns to success',
    unit: 'turns',
    meaning: 'How many turns a solved held-out task took.',
    formula: 'mean over seeds of the mean number of turns of solved tasks',
    print: short,
  }),
  mean('tokensPerSuccess', {
    name: 'Tokens per success',
    unit: 'tokens',
    meaning: 'What a solved held-out task cost in words, failures counted.',
    formula: 'all tokens of the last evaluation ÷ solved tasks, mean over seeds',
    print: short,
  }),
  mean('cutRate', {
    isShare: true,
    name: 'Thoughts cut',
    unit: 'of turns',
    meaning: 'How often thinking was cut while training.',
    formula: 'cut turns ÷ turns, mean over updates, then over seeds',
    print: percent,
  }),
  mean('resampleRate', {
    isShare: true,
    name: 'Turns sampled again',
    unit: 'of turns',
    meaning: 'How often a turn was thrown away and sampled again while training.',
    formula: 'turns sampled again ÷ turns, mean over updates, then over seeds',
    print: percent,
  }),
  {
    id: 'collapses',
    isShare: true,
    name: 'Collapses',
    unit: 'of runs',
    meaning: 'How many runs fell to less than half of their best training success and stayed there for ten updates.',
    formula: 'collapsed runs ÷ runs',
    of: ({ outcomes }) => ({
      ...estimate([]),
      n: outcomes.size,
      mean: outcomes.size === 0 ? Number.NaN : collapses(outcomes) / outcomes.size,
    }),
    ofRun: ({ collapse }) => (Number.isNaN(collapse) ? 0 : 1),
    print: (value) => `${Math.round(100 * value)} %`,
  },
  mean('aucFirst', {
    isShare: true,
    name: 'AUC of Γ, early',
    unit: '0.5 = chance',
    meaning: `Does a small Γ tell turns that change nothing, in the first fifth of the updates? ${AUC}`,
    formula: 'AUC of −Γ against “changed nothing”, mean over the first fifth of the updates, then over seeds',
    print: (value) => value.toFixed(3),
  }),
  mean('aucLast', {
    isShare: true,
    name: 'AUC of Γ, late',
    unit: '0.5 = chance',
    meaning: `The same in the last fifth of the updates. ${AUC}`,
    formula: 'AUC of −Γ against “changed nothing”, mean over the last fifth of the updates, then over seeds',
    print: (value) => value.toFixed(3),
  }),
  mean('tokens', {
    name: 'Tokens generated',
    unit: 'tokens',
    meaning: 'What training cost, attempts that were thrown away counted.',
    formula: 'Σ over updates, mean over seeds',
    print: short,
  }),
];

/** Half of the 95 % interval, without sign and unit; "" when there is none. */
export const halfText = (figure: Figure, { half }: Estimate): string =>
  Number.isNaN(half) ? '' : `± ${figure.print(half).replace(/^\+/, '').replace(/ %$/, '')}`;

export const meanText = (figure: Figure, { mean: value }: Estimate): string =>
  Number.isNaN(value) ? '–' : figure.print(value);

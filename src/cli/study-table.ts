/** What came out of a study as Markdown: one line a condition, each figure as mean ± half of its 95 % t interval over seeds. */
import { estimate, type Estimate } from '../core/student.ts';
import { across, collapses, difference, type Outcomes } from '../train/outcome.ts';
import type { Condition } from '../train/study.ts';

export interface Result {
  readonly condition: Condition;
  readonly outcomes: Outcomes;
}

const shown = ({ mean, half }: Estimate, scale: number, digits: number): string =>
  Number.isNaN(mean)
    ? '–'
    : `${(scale * mean).toFixed(digits)}${Number.isNaN(half) ? '' : ` ± ${(scale * half).toFixed(digits)}`}`;

const headFor = (base: string): string[] => [
  'condition',
  'seeds',
  'warm start, %',
  'success, %',
  `against ${base}`,
  'worst seed',
  'spread (sd)',
  'turns to success',
  'tokens per success',
  `against ${base}`,
  'AUC of Γ, first fifth',
  'last fifth',
  'cut, %',
  'resampled, %',
  'tokens, 1000',
  'collapses',
  'min',
];

/** Figures are of the last evaluation, held out; differences from the condition named `against` are paired by seed. Conditions
 * without a finished run stay out. */
export function studyTable(results: readonly Result[], against: string): string {
  const done = results.filter(({ outcomes }) => outcomes.size > 0);
  if (done.length === 0) return 'No run is finished yet.';
  const head = headFor(against);
  const base = results.find(({ condition }) => condition.name === against)!;
  const rows = done.map(({ condition, outcomes }) => {
    const success = across(outcomes, 'success');
    const worst = Math.min(...[...outcomes.values()].map((outcome) => outcome.success));
    return [
      condition.name,
      outcomes.size,
      shown(across(outcomes, 'start'), 100, 1),
      shown(success, 100, 1),
      base.condition === condition ? '' : shown(difference(outcomes, base.outcomes, 'success'), 100, 1),
      (100 * worst).toFixed(1),
      Number.isNaN(success.deviation) ? '–' : (100 * success.deviation).toFixed(1),
      shown(across(outcomes, 'turnsToSuccess'), 1, 1),
      shown(across(outcomes, 'tokensPerSuccess'), 1, 0),
      base.condition === condition ? '' : shown(difference(outcomes, base.outcomes, 'tokensPerSuccess'), 1, 0),
      shown(across(outcomes, 'aucFirst'), 1, 2),
      shown(across(outcomes, 'aucLast'), 1, 2),
      shown(across(outcomes, 'cutRate'), 100, 1),
      shown(across(outcomes, 'resampleRate'), 100, 1),
      (across(outcomes, 'tokens').mean / 1000).toFixed(0),
      collapses(outcomes),
      (estimate([...outcomes.values()].map(({ seconds }) => seconds)).mean / 60).toFixed(1),
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

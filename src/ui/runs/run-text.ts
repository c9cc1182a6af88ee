/** A kept run in words. Pure. */
import { experimentKey } from '../../store/library/compare.ts';
import type { HeldOut, RunRecord } from '../../store/library/run-record.ts';
import { count, percent } from '../format.ts';

/** "Micro as it is", "Micro with Learning rate 0.0003 → 0.001". */
export const changedText = ({ against, changed }: RunRecord): string =>
  changed.length === 0 ? `${against} as it is` : `${against} with ${changed.join(', ')}`;

/** "50 to 73 %, n = 64". */
export const intervalText = ({ low, high, n }: HeldOut): string =>
  `${Math.round(100 * low)} to ${percent(high)}, n = ${count(n)}`;

export function progressText({ stage, update, settings, warmUpdates }: RunRecord): string {
  if (stage === 'warm-start') return warmUpdates > 0 ? `warm start, ${count(warmUpdates)} done` : 'not begun';
  return `${count(update)} of ${count(settings.updates)} updates`;
}

const day = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
export const dateText = ({ created }: RunRecord): string => day.format(new Date(created));

/** Runs of the same experiment, this one included: "1 of 3 seeds"; "" when it is alone. */
export function seedsText(run: RunRecord, runs: readonly RunRecord[]): string {
  const key = experimentKey(run);
  const seeds = new Set(runs.filter((one) => experimentKey(one) === key).map(({ seed }) => seed));
  return seeds.size > 1 ? `1 of ${seeds.size} seeds` : '';
}

/** A file name of plain letters. */
export const fileName = ({ name }: RunRecord): string =>
  `turnlab-${
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'run'
  }.zip`;

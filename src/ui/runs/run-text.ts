/** A kept run in words. Pure. */
import { experimentKey } from '../../store/library/compare.ts';
import { settingOf } from '../../core/settings.ts';
import { successOf, type RunGroup } from '../../store/library/groups.ts';
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

/** "calm otter", "calm otter, 3 seeds". */
export const wholeName = ({ name, lead, runs }: RunGroup): string =>
  lead.experiment ? `${name}, ${runs.length} ${runs.length === 1 ? 'seed' : 'seeds'}` : name;

/** "seed 4", "seeds 4, 5, 6". */
export const seedRange = ({ runs }: RunGroup): string =>
  `${runs.length === 1 ? 'seed' : 'seeds'} ${runs.map(({ seed }) => seed).join(', ')}`;

/** Held-out success of an experiment: "62 %" and "48 to 76 %, n = 3 seeds". */
export function successText({ runs }: RunGroup): { readonly mean: string; readonly interval: string } {
  const { n, mean, half } = successOf(runs);
  if (n === 0) return { mean: '', interval: 'no seed finished' };
  if (n === 1) return { mean: percent(mean), interval: 'n = 1 seed' };
  const [low, high] = [Math.max(0, mean - half), Math.min(1, mean + half)];
  return { mean: percent(mean), interval: `${Math.round(100 * low)} to ${percent(high)}, n = ${n} seeds` };
}

/** "3 of 3 seeds finished", "1 of 3 seeds finished; 40 of 300 updates". */
export function seedsProgress({ runs, seeds }: RunGroup): string {
  const finished = runs.filter(({ stage }) => stage === 'finished').length;
  const open = runs.find(({ stage }) => stage !== 'finished');
  return `${finished} of ${seeds} seeds finished${open ? `; ${progressText(open)}` : ''}`;
}

/** What was moved while it trained; "" when nothing was. */
export const movedText = ({ changes }: RunRecord): string =>
  changes
    .flatMap(({ update, changes: own }) =>
      Object.entries(own).map(([key, value]) => `update ${update}: ${settingOf(key)?.label ?? key} → ${value}`),
    )
    .join(', ');

/** Of a run by itself, how many others differ in the seed alone: "1 of 3 seeds"; "" when there is none. */
export function seedsText(run: RunRecord, runs: readonly RunRecord[]): string {
  if (run.experiment) return '';
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
